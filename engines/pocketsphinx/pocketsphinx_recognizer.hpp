#pragma once

#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "engines/speech/recognizer.hpp"

namespace voicehub::engines {

namespace pocketsphinx {
class DecoderPool;
}

// English commands by pocketsphinx: good at short phrases, and better with a grammar of them; free
// dictation is beyond it.
class PocketsphinxRecognizer : public Recognizer {
 public:
  struct Options {
    // The acoustic model (in en-us/), cmudict-en-us.dict and en-us.lm.bin. Debian's
    // pocketsphinx-en-us puts them here.
    std::filesystem::path model = "/usr/share/pocketsphinx/model/en-us";
    // One of these or neither: all that is said is a sentence of this JSGF grammar; or of all that
    // is said, only these phrases are heard, each on a line of the file: "turn it on /1e-20/".
    std::filesystem::path grammar;
    std::filesystem::path keywords;
    int most_decoders = 2;  // calls that run at once; the others wait. Each needs about 100 MB
  };

  // Loads the model for the first call. `not_found` for a file that is missing, `failed` for one
  // that is not what it should be, `usage` for options that exclude each other.
  static Result<std::unique_ptr<PocketsphinxRecognizer>> create(Options options);
  ~PocketsphinxRecognizer() override;
  PocketsphinxRecognizer(const PocketsphinxRecognizer&) = delete;
  PocketsphinxRecognizer& operator=(const PocketsphinxRecognizer&) = delete;

  [[nodiscard]] std::vector<std::string> languages() const override { return {"en"}; }

  // A segment is what lies between two pauses. `unsupported` for a language that is neither empty
  // nor English, for a translation, and for a rate that is not between 1 and 384 kHz. A stop is
  // seen every 100 ms of the recording, but not while a segment is ended.
  [[nodiscard]] Result<Transcript> recognize(const Audio& audio,
                                             const RecognitionOptions& options,
                                             const SegmentSink& sink,
                                             std::stop_token stop) override;

 private:
  explicit PocketsphinxRecognizer(std::unique_ptr<pocketsphinx::DecoderPool> pool);

  std::unique_ptr<pocketsphinx::DecoderPool> pool_;
};

}  // namespace voicehub::engines
