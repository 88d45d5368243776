#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "engines/piper/piper_synthesizer.hpp"

// What the tests of Piper's voices share.
namespace voicehub::engines {

// The voices of ours that tests/fixtures/onnx/make_piper_voice.py makes. Tests are run from the
// root of the repository.
[[nodiscard]] std::filesystem::path hum(const std::string& file = {});

// Voices with the form of Piper's, too large for the repository: below VOICEHUB_TESTDATA, else in
// ../shared/testdata beside the repository.
[[nodiscard]] std::filesystem::path beep(const std::string& file);

// A folder with copies of `hum`, gone with the object.
class VoiceFolder {
 public:
  VoiceFolder();
  ~VoiceFolder();
  VoiceFolder(const VoiceFolder&) = delete;
  VoiceFolder& operator=(const VoiceFolder&) = delete;

  // <name>.onnx, a copy of `network`, and <name>.onnx.json with one text of it replaced.
  void add(const std::string& name,
           const std::string& from = {},
           const std::string& to = {},
           const std::string& network = "hum.onnx");
  void write(const std::string& file, const std::string& text);

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// Fails the test when the voices cannot be loaded.
[[nodiscard]] std::unique_ptr<PiperSynthesizer> loaded(PiperOptions options);

// How often the sound crosses zero upwards in a second.
[[nodiscard]] double pitch(const Audio& audio);

}  // namespace voicehub::engines

// Skips the test, by the name of what it lacks.
#define VH_NEEDS_BEEP(name)                                                           \
  if (!std::filesystem::exists(voicehub::engines::beep(name))) {                      \
    GTEST_SKIP() << "needs voice/synthetic/" << (name) << " below VOICEHUB_TESTDATA"; \
  }
