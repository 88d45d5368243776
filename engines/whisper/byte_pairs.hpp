#pragma once

#include <functional>
#include <optional>
#include <string_view>
#include <vector>

// The two halves of GPT-2's way from text to tokens, which Whisper shares.
namespace voicehub::engines::whisper {

// Pieces that tokens do not reach across: a word with the space before it, a number, signs, an
// English ending ("'s"). At most 64 bytes each. Together they are the text.
[[nodiscard]] std::vector<std::string_view> split_words(std::string_view text);

// The number of a token, which is its rank too: of two pairs of neighbours the one with the lower
// number is joined first.
using TokenLookup = std::function<std::optional<int>(std::string_view bytes)>;

// Appends the tokens of `word`. Bytes that no token has are left out.
void append_tokens(std::string_view word, const TokenLookup& find, std::vector<int>& tokens);

}  // namespace voicehub::engines::whisper
