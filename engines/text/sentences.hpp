#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "engines/text/blank_run.hpp"

namespace voicehub::engines {

struct SplitOptions {
  std::size_t longest = 300;  // characters of a piece; models garble more
};

// The sentences of a text in any language, in UTF-8, each without blanks around it and with single
// spaces in it. A sentence that is too long is cut at a comma or semicolon, else at a blank, else
// between two characters. Nothing but blanks is lost or changed, ill-formed bytes included.
// A sentence ends at its stop (. ! ? and those of other scripts), at an empty line, and at a line
// break unless the next line goes on in small letters. Where a full stop may also be an
// abbreviation's, it goes on: a pause in the wrong place is worse than none.
[[nodiscard]] std::vector<std::string> split_sentences(std::string_view text,
                                                       const SplitOptions& options = {});

// The same of a text that arrives in pieces, cut anywhere, also within a character.
class SentenceStream {
 public:
  explicit SentenceStream(const SplitOptions& options = {});

  // The sentences that are complete now. Most are as soon as the first letter of the next is there.
  [[nodiscard]] std::vector<std::string> add(std::string_view chunk);

  // The rest. After it the stream is as new.
  [[nodiscard]] std::vector<std::string> finish();

  // Bytes that wait for the end of their sentence: at most those of one piece and a few words.
  [[nodiscard]] std::size_t held() const;

 private:
  void put(char32_t code, std::string_view bytes);
  void decide(bool is_all);
  void take_one();
  void end_sentence();
  void cut_if_too_long();

  std::size_t longest_;
  std::vector<std::string> pieces_;  // of this call

  std::string incomplete_;  // the beginning of a character
  BlankRun blanks_;         // since the last character
  std::string following_;   // not known yet whether it is a sentence of its own

  std::string sentence_;
  std::size_t length_ = 0;  // of it, in characters
  bool has_word_ = false;
  bool begins_lower_ = false;
  bool is_rest_ = false;
  bool in_quotes_ = false;
};

}  // namespace voicehub::engines
