#pragma once

// What kind of character a code point is, as far as speech needs to know. The C library's answers
// depend on the locale of the process, and those of ICU on 30 MB of data.

namespace voicehub::engines {

[[nodiscard]] bool is_blank(char32_t code);
[[nodiscard]] bool is_digit(char32_t code);

// Part of a word in any script: a letter, a digit, a mark on a letter.
[[nodiscard]] bool is_word(char32_t code);

// A small letter of the Latin, Greek, Cyrillic or Armenian script; the others have no case.
[[nodiscard]] bool is_lower(char32_t code);

// Of the scripts that put no blank between words: Chinese and Japanese.
[[nodiscard]] bool is_cjk(char32_t code);
[[nodiscard]] bool is_hiragana(char32_t code);

// Of the scripts whose spelling needs zero-width joiners: Arabic and those of India.
[[nodiscard]] bool is_joining_script(char32_t code);

// What a reader sees as one character with what is before it: an accent, a vowel sign, a joiner.
[[nodiscard]] bool extends_character(char32_t code);
// And with what is after it: a joiner, the sign that joins consonants.
[[nodiscard]] bool joins_next(char32_t code);

[[nodiscard]] bool is_emoji(char32_t code);

// Controls, zero-width characters and the like, but no blanks.
[[nodiscard]] bool is_invisible(char32_t code);

[[nodiscard]] bool is_comma(char32_t code);       // or semicolon, of any script
[[nodiscard]] bool is_wide_comma(char32_t code);  // no blank follows it

// A closing quote or bracket, or the end of Markdown's emphasis.
[[nodiscard]] bool is_closing(char32_t code);
// An opening one. Some quotes are both: they open in one language and close in another.
[[nodiscard]] bool is_opening(char32_t code);
[[nodiscard]] bool is_dash(char32_t code);

}  // namespace voicehub::engines
