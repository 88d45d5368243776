#pragma once

#include <string_view>

namespace voicehub::engines {

// How a run of blanks is written in what follows a sentence.
constexpr char kBlankMark = ' ';
constexpr char kLineBreakMark = '\n';
constexpr char kParagraphMark = '\f';

// A sentence as far as it is known. Blanks in it are single spaces.
struct SentenceSoFar {
  std::string_view text;
  bool has_word = false;      // not only punctuation
  bool begins_lower = false;  // its first word does
  bool is_rest = false;       // its beginning was cut off
  bool in_quotes = false;     // an odd number of " in this paragraph
};

enum class Verdict { ends, goes_on, unknown };

// Whether the sentence ends where `following`, which is not empty, begins. `unknown` until enough
// of it is there, a few words at most; never `unknown` when nothing follows it (`is_all`). Looks at
// the end of the sentence only, so that the time does not grow with its length.
[[nodiscard]] Verdict sentence_end(const SentenceSoFar& sentence,
                                   std::string_view following,
                                   bool is_all);

}  // namespace voicehub::engines
