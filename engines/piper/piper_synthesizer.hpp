#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "engines/speech/synthesizer.hpp"

namespace voicehub::engines {

namespace piper {

class PiperVoice;
struct Manner;

}  // namespace piper

struct PiperOptions {
  std::vector<std::filesystem::path> paths;  // of .onnx files, and of folders with voices below
  int threads = 1;                           // of one call; calls run beside each other
  bool normalize = true;                     // brings the peak of each sentence to -1 dB
  double sentence_silence = 0;               // seconds after each sentence
  bool load_all = false;  // else a voice but the first is loaded when it is first asked for
  // Told once of each voice that cannot say something: which phonemes it has not learnt.
  std::function<void(const std::string&)> warn = nullptr;
  // Told of each voice in a folder that cannot be used, and is then left out. A voice that is named
  // by its own path never is.
  std::function<void(const Error&)> leave_out = nullptr;
};

// Voices that Piper trained: <voice>.onnx and <voice>.onnx.json. Each is known by the name of its
// file and stays in memory once it is loaded.
class PiperSynthesizer : public Synthesizer {
 public:
  // `not_found` without voices at a path; the error of the first voice that cannot be used and is
  // not left out, or of the first at all where none is left, by the name of its file. What is
  // loaded has said something already: the first to ask does not wait for what comes with it.
  [[nodiscard]] static Result<std::unique_ptr<PiperSynthesizer>> load(PiperOptions options);

  ~PiperSynthesizer() override;

  [[nodiscard]] std::vector<Voice> voices() const override;

  // No voice at all means the first by name. A speaker is a name of the voice's, or a number. Text
  // without words is no sound. `unsupported` for a speed that is not between 0.25 and 4 or another
  // scale that is not between 0 and 2, for more than 20'000 bytes, and for what would sound longer
  // than an hour.
  [[nodiscard]] Result<Audio> say(const Utterance& utterance, std::stop_token stop) override;

 private:
  explicit PiperSynthesizer(PiperOptions options);

  [[nodiscard]] Result<void> add(const std::filesystem::path& file);
  [[nodiscard]] Result<piper::PiperVoice*> find(const std::string& id) const;
  [[nodiscard]] Result<std::vector<float>> say_sentence(piper::PiperVoice& voice,
                                                        const std::string& phonemes,
                                                        const piper::Manner& manner,
                                                        const std::stop_token& stop);
  void warn_once(const piper::PiperVoice& voice, const std::vector<std::string>& unknown);

  struct Warned;

  PiperOptions options_;
  std::vector<std::unique_ptr<piper::PiperVoice>> voices_;
  std::unique_ptr<Warned> warned_;
};

}  // namespace voicehub::engines
