#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "engines/speech/synthesizer.hpp"

namespace voicehub::engines {

// Other names of voices: those of OpenAI and of other servers, which clients ask for. A name that
// stands for a language is the first voice of that language.
class VoiceTable {
 public:
  // `voices` are the engine's; there is at least one.
  explicit VoiceTable(std::vector<Voice> voices);

  // A file of lines "name = voice" (# begins a comment) adds to what is built in, and replaces it.
  [[nodiscard]] Result<void> add(std::string_view text, const std::string& file);

  // Empty is the first voice. `not_found`, with what there is, for a name that is neither a voice
  // nor in the table, and for one whose voice or language this engine has not: never another voice
  // in silence.
  [[nodiscard]] Result<Voice> find(const std::string& name) const;

  [[nodiscard]] const std::vector<Voice>& voices() const { return voices_; }

  // All names but the voices' own that find() knows and this engine can say.
  [[nodiscard]] std::vector<std::string> aliases() const;

 private:
  [[nodiscard]] const Voice* voice_for(std::string_view target) const;

  std::vector<Voice> voices_;
  std::map<std::string, std::string> targets_;  // by name: a voice, or a language as "lang:ar"
};

}  // namespace voicehub::engines
