#include <fmt/format.h>

#include "engines/text/languages.hpp"
#include "engines/whisper/tokens.hpp"

namespace voicehub::engines::whisper {
namespace {

struct Layout {
  int text_tokens = 0;
  int languages = 0;
  bool multilingual = true;
};

std::optional<Layout> layout_of(int vocabulary_size) {
  switch (vocabulary_size) {
    case 51864: return Layout{.text_tokens = 50256, .languages = 99, .multilingual = false};
    case 51865: return Layout{.text_tokens = 50257, .languages = 99};
    case 51866: return Layout{.text_tokens = 50257, .languages = 100};
    default: return std::nullopt;
  }
}

}  // namespace

Result<SpecialTokens> special_tokens(int vocabulary_size) {
  const std::optional<Layout> layout = layout_of(vocabulary_size);
  if (!layout) {
    return make_error(ErrorCode::unsupported,
                      fmt::format("a Whisper model with {} tokens", vocabulary_size),
                      "known are models with 51864, 51865 and 51866");
  }
  SpecialTokens tokens{.language_count = layout->languages,
                       .vocabulary_size = vocabulary_size,
                       .multilingual = layout->multilingual};
  int next = layout->text_tokens;
  tokens.end_of_text = next++;
  tokens.start_of_transcript = next++;
  tokens.first_language = next;
  next += layout->languages;
  for (int* const token : {&tokens.translate,
                           &tokens.transcribe,
                           &tokens.start_of_model,
                           &tokens.start_of_previous,
                           &tokens.no_speech,
                           &tokens.no_timestamps,
                           &tokens.first_timestamp}) {
    *token = next++;
  }
  return tokens;
}

std::optional<int> language_token(const SpecialTokens& tokens, std::string_view code) {
  for (int index = 0; index < tokens.language_count; ++index) {
    if (languages()[static_cast<std::size_t>(index)].code == code) {
      return tokens.first_language + index;
    }
  }
  return std::nullopt;
}

std::optional<std::string_view> language_of(const SpecialTokens& tokens, int token) {
  const int index = token - tokens.first_language;
  if (index < 0 || index >= tokens.language_count) {
    return std::nullopt;
  }
  return languages()[static_cast<std::size_t>(index)].code;
}

}  // namespace voicehub::engines::whisper
