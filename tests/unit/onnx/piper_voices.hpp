#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "engines/piper/piper_synthesizer.hpp"
#include "tests/unit/onnx/fixtures.hpp"

// What the tests of Piper's voices share.
namespace voicehub::engines {

// The voices of ours that tests/fixtures/onnx/make_piper_voice.py makes: hum.onnx, hum-duo.onnx.
[[nodiscard]] std::filesystem::path hum(const std::string& file = {});

// A folder with copies of `hum`, gone after the test.
class VoiceFolder {
 public:
  // <name>.onnx, a copy of `network`, and <name>.onnx.json with one text of it replaced.
  void add(const std::string& name,
           const std::string& from = {},
           const std::string& to = {},
           const std::string& network = "hum.onnx");
  void write(const std::string& file, const std::string& text);

  [[nodiscard]] const std::filesystem::path& path() const { return folder_.path(); }

 private:
  ScratchFolder folder_;
};

// Fails the test when the voices cannot be loaded.
[[nodiscard]] std::unique_ptr<PiperSynthesizer> loaded(PiperOptions options);

// How often the sound crosses zero upwards in a second.
[[nodiscard]] double pitch(const Audio& audio);

}  // namespace voicehub::engines
