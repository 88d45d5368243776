#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "engines/audio/audio.hpp"

// What the tests of voices and of recognisers share.
namespace voicehub::engines::speech {

// 16-bit mono at 16 kHz without a header.
[[nodiscard]] Audio read_raw(const std::filesystem::path& file);

// What a voice of flite says, which the test fails without. kal16 says it the same each time.
[[nodiscard]] Audio spoken(std::string_view text, std::string_view voice = "kal16");

[[nodiscard]] Audio silence(double seconds, int rate = 16'000);
// The one after the other, of one rate.
[[nodiscard]] Audio joined(const Audio& first, const Audio& second);

// Words that were inserted, left out or replaced, for each word of what was said.
[[nodiscard]] double word_error_rate(std::string_view said, std::string_view heard);

}  // namespace voicehub::engines::speech
