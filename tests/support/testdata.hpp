#pragma once

#include <cstdlib>
#include <filesystem>
#include <string_view>

namespace voicehub::test {

// Recordings and files of models, which are too large for the repository: below VOICEHUB_TESTDATA,
// else in ../shared/testdata beside the repository.
[[nodiscard]] inline std::filesystem::path testdata(std::string_view name = "") {
  const char* const folder = std::getenv("VOICEHUB_TESTDATA");
  return std::filesystem::path{folder != nullptr ? folder : "../shared/testdata"} / name;
}

}  // namespace voicehub::test

// Skips the test, by the name of what it lacks.
#define VH_NEEDS_TESTDATA(name)                                       \
  if (!std::filesystem::exists(voicehub::test::testdata(name))) {     \
    GTEST_SKIP() << "needs " << (name) << " below VOICEHUB_TESTDATA"; \
  }
