#include "engines/piper/sentences.hpp"

#include <utility>

#include "engines/espeak/phonemizer.hpp"
#include "engines/piper/raw_phonemes.hpp"

namespace voicehub::engines::piper {
namespace {

constexpr std::string_view kEnds = ".?!";
constexpr std::string_view kMarks = ".?!,;:";

// What has been read so far. A sentence that no mark has ended goes on in the next part.
class Reading {
 public:
  void add(std::string_view phonemes) {
    if (is_open_) {
      sentences_.back() += ' ';
      sentences_.back() += phonemes;
    } else {
      sentences_.emplace_back(phonemes);
    }
    is_open_ = kEnds.find(sentences_.back().back()) == std::string_view::npos;
  }

  // The mark that a text begins with belongs to what stands before it.
  std::string_view take_mark(std::string_view text) {
    if (is_open_ && !text.empty() && kMarks.find(text.front()) != std::string_view::npos) {
      sentences_.back() += text.front();
      is_open_ = kEnds.find(text.front()) == std::string_view::npos;
      text.remove_prefix(1);
    }
    return text;
  }

  std::vector<std::string> take() { return std::move(sentences_); }

 private:
  std::vector<std::string> sentences_;
  bool is_open_ = false;
};

}  // namespace

Result<std::vector<std::string>> phoneme_sentences(std::string_view text,
                                                   const VoiceConfig& config,
                                                   const std::stop_token& stop) {
  Reading reading;
  for (const TextPart& part : parts_of(text)) {
    if (part.is_phonemes || config.phoneme_type == PhonemeType::text) {
      reading.add(part.text);
      continue;
    }
    const std::string_view words = reading.take_mark(part.text);
    VH_TRY(const std::vector<espeak::Sentence> sentences,
           espeak::phonemes_of(words, config.espeak_voice, stop));
    for (const espeak::Sentence& sentence : sentences) {
      reading.add(espeak::to_text(sentence));
    }
  }
  return reading.take();
}

}  // namespace voicehub::engines::piper
