#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "engines/audio/audio.hpp"

// What the tests of voices and of recognisers share.
namespace voicehub::engines::speech {

// The recording `name` of real speech, 16-bit mono at 16 kHz without a header: below
// VOICEHUB_TESTDATA, else in ../shared/testdata beside the repository.
[[nodiscard]] std::filesystem::path recording(const std::string& name);
[[nodiscard]] Audio read_raw(const std::filesystem::path& file);

// What a voice of flite says, which the test fails without. kal16 says it the same each time.
[[nodiscard]] Audio spoken(std::string_view text, std::string_view voice = "kal16");

[[nodiscard]] Audio silence(double seconds, int rate = 16'000);
// The one after the other, of one rate.
[[nodiscard]] Audio joined(const Audio& first, const Audio& second);

// Words that were inserted, left out or replaced, for each word of what was said.
[[nodiscard]] double word_error_rate(std::string_view said, std::string_view heard);

}  // namespace voicehub::engines::speech

// Skips the test, by the name of what it lacks.
#define VH_NEEDS_RECORDING(name)                                                   \
  if (!std::filesystem::exists(voicehub::engines::speech::recording(name))) {      \
    GTEST_SKIP() << "needs voice/speech/" << (name) << " below VOICEHUB_TESTDATA"; \
  }
