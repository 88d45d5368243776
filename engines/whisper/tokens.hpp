#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"

namespace voicehub::engines::whisper {

// The tokens that stand for no text. All below `end_of_text` are text.
struct SpecialTokens {
  int end_of_text = 0;
  int start_of_transcript = 0;
  int first_language = 0;  // in the order of languages()
  int language_count = 0;
  int translate = 0;
  int transcribe = 0;
  int start_of_model = 0;     // "<|startoflm|>"
  int start_of_previous = 0;  // before the text that came before
  int no_speech = 0;
  int no_timestamps = 0;
  int first_timestamp = 0;  // 0.00 s, the next 0.02 s, up to 30.00 s
  int vocabulary_size = 0;
  bool multilingual = true;  // others hear English only, and are not told a language or a task

  friend bool operator==(const SpecialTokens&, const SpecialTokens&) = default;
};

constexpr int kTimestamps = 1501;
constexpr double kSecondsPerTimestamp = 0.02;

// By the number of tokens that the model knows: 51864 English-only, 51865 multilingual, 51866
// multilingual with Cantonese (large-v3, turbo). `unsupported` for others.
[[nodiscard]] Result<SpecialTokens> special_tokens(int vocabulary_size);

// Nothing for a language or a token that the model has not.
[[nodiscard]] std::optional<int> language_token(const SpecialTokens& tokens, std::string_view code);
[[nodiscard]] std::optional<std::string_view> language_of(const SpecialTokens& tokens, int token);

// The tokens of text: each one some bytes of UTF-8, not always whole characters.
class Vocabulary {
 public:
  // One token a line, its bytes in Base64 and its number: the tokens.txt of sherpa-onnx and
  // tiktoken's files. The numbers run from 0 without a gap. `failed` with the line at fault, under
  // the name of `origin`.
  static Result<Vocabulary> parse(std::string_view text, std::string_view origin);
  static Result<Vocabulary> read(const std::filesystem::path& file);

  [[nodiscard]] int size() const { return static_cast<int>(starts_.size()) - 1; }

  // Nothing for special tokens and for numbers that no token has.
  [[nodiscard]] std::string_view bytes(int token) const;
  [[nodiscard]] std::optional<int> find(std::string_view bytes) const;

  // UTF-8; what is not a character becomes U+FFFD. Special tokens are left out.
  [[nodiscard]] std::string text(std::span<const int> tokens) const;

  // By byte-pair encoding, word by word. Where a word ends is known for ASCII only, everything else
  // counts as letters: the tokens always spell the text, and now and then are not those that
  // Whisper was trained with.
  [[nodiscard]] std::vector<int> encode(std::string_view text) const;

 private:
  Vocabulary() = default;

  std::string bytes_;                  // of all tokens, in their order
  std::vector<std::uint32_t> starts_;  // of each token in bytes_, and the end
  std::vector<int> by_bytes_;
};

// Text that grows token by token: a character comes out when its last byte is there. The vocabulary
// outlives the stream.
class TextStream {
 public:
  explicit TextStream(const Vocabulary& vocabulary) : vocabulary_{&vocabulary} {}

  [[nodiscard]] std::string add(int token);
  // What is left of a character that was cut short.
  [[nodiscard]] std::string finish();

 private:
  const Vocabulary* vocabulary_;
  std::string pending_;
};

}  // namespace voicehub::engines::whisper
