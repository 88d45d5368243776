#pragma once

#include <string_view>

namespace voicehub::engines {

// What stands before a full stop, and so what the full stop may mean.
enum class StopWord {
  word,           // any other: the sentence ends
  title,          // Dr., z.B.: the sentence goes on
  before_number,  // No. 5, Fig. 2: it goes on if a number follows
  initial,        // J., U.S., Inc.: it ends if a word follows that begins sentences
  last,           // etc., usw.: it ends unless a small letter or a number follows
  ordinal,        // am 3.: it goes on
  number,         // 3: it goes on before a month
  item,           // 1. or a. and nothing before it: the mark of a list
};

// Of a sentence, or the end of one, without its full stop. Looks at its last few dozen bytes only.
[[nodiscard]] StopWord stop_word(std::string_view sentence);

// "The", "Er", "Il": words that sentences begin with and names do not.
[[nodiscard]] bool begins_sentences(std::string_view word);

// A name of a month that is written after an ordinal number with a full stop: "Oktober".
[[nodiscard]] bool is_month_after_ordinal(std::string_view word);

// Whether the last word is an address of a page or a person.
[[nodiscard]] bool ends_in_address(std::string_view sentence);

}  // namespace voicehub::engines
