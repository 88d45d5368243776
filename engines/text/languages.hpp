#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace voicehub::engines {

struct Language {
  std::string_view code;  // ISO 639-1, for three of them ISO 639-3: "en", "haw"
  std::string_view name;  // in English, in small letters
};

// In the order of their tokens. Models before large-v3 know all but the last.
[[nodiscard]] std::span<const Language> languages();

[[nodiscard]] std::optional<std::string_view> language_name(std::string_view code);

// Of a name, of another usual name ("mandarin"), or of a code, in small or capital letters.
[[nodiscard]] std::optional<std::string_view> language_code(std::string_view name);

}  // namespace voicehub::engines
