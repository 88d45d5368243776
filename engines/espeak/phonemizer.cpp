#include "engines/espeak/phonemizer.hpp"

#include <espeak-ng/speak_lib.h>

#include <utility>

#include "engines/espeak/library.hpp"
#include "engines/espeak/plain_text.hpp"

namespace voicehub::engines::espeak {
namespace {

// The library's translate.h, which is not installed: how long a pause is, the melody before it, and
// whether it ends a clause or a sentence.
constexpr int kEndOfSentence = 0x80000;
constexpr int kFullStop = 0x80028;
constexpr int kQuestion = 0x82028;
constexpr int kExclamation = 0x8302D;
constexpr int kComma = 0x41014;
constexpr int kColon = 0x4001E;
constexpr int kSemicolon = 0x4101E;
constexpr int kTerminator = 0xFFFFF;

// An ellipsis and a line's end have no mark of their own; without the blank, two words would become
// one.
std::string mark_of(int terminator) {
  switch (terminator) {
    case kFullStop: return ".";
    case kQuestion: return "?";
    case kExclamation: return "!";
    case kComma: return ", ";
    case kColon: return ": ";
    case kSemicolon: return "; ";
    default: return (terminator & kEndOfSentence) != 0 ? "" : " ";
  }
}

}  // namespace

Result<std::vector<Sentence>> phonemes_of(std::string_view text,
                                          const std::string& voice,
                                          const std::stop_token& stop) {
  const std::string plain = plain_text(text);
  VH_TRY(LibraryLock library, LibraryLock::take(stop));
  VH_CHECK(library.use(voice));
  std::vector<Sentence> sentences;
  Sentence sentence;
  const auto end_sentence = [&] {
    if (!sentence.empty()) {
      sentences.push_back(std::exchange(sentence, {}));
    }
  };
  const void* rest = plain.c_str();
  while (rest != nullptr) {
    if (stop.stop_requested()) {
      return make_error(ErrorCode::cancelled, "stopped while reading the text");
    }
    int terminator = 0;
    const char* const phonemes = espeak_TextToPhonemesWithTerminator(
        &rest, espeakCHARS_UTF8, espeakPHONEMES_IPA, &terminator);
    if (phonemes != nullptr && *phonemes != '\0') {
      sentence.push_back({.phonemes = phonemes, .mark = mark_of(terminator & kTerminator)});
    }
    if ((terminator & kEndOfSentence) != 0) {
      end_sentence();
    }
  }
  end_sentence();
  return sentences;
}

std::string to_text(const Sentence& sentence) {
  std::string text;
  for (const Clause& clause : sentence) {
    text += clause.phonemes + clause.mark;
  }
  return text;
}

}  // namespace voicehub::engines::espeak
