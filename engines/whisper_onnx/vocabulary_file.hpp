#pragma once

#include <filesystem>
#include <string_view>

#include "core/base/result.hpp"
#include "engines/whisper/tokens.hpp"

// The vocabulary in the files of Hugging Face.
namespace voicehub::engines::whisper {

// Of vocab.json, tokens by their spelling in which GPT-2 gives each byte a visible character; or of
// tokenizer.json, which has the same inside. Only the tokens of text, those below `end_of_text`.
// `failed` for other files, under the name of `origin`.
[[nodiscard]] Result<Vocabulary> parse_json_vocabulary(std::string_view text,
                                                       int end_of_text,
                                                       std::string_view origin);

// By the name of the file: JSON, or else tokens in Base64.
[[nodiscard]] Result<Vocabulary> read_vocabulary(const std::filesystem::path& file,
                                                 const SpecialTokens& tokens);

// `unsupported` where generation_config.json numbers the special tokens otherwise than `tokens`: a
// model that was trained with tokens of its own would answer nonsense.
[[nodiscard]] Result<void> check_generation(std::string_view text,
                                            const SpecialTokens& tokens,
                                            std::string_view origin);
[[nodiscard]] Result<void> check_generation_file(const std::filesystem::path& file,
                                                 const SpecialTokens& tokens);

}  // namespace voicehub::engines::whisper
