#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "engines/speech/synthesizer.hpp"

namespace voicehub::engines::espeak {

// As libespeak-ng lists it.
struct LibraryVoice {
  std::string name;                    // "English (America)"
  std::string file;                    // "gmw/en-US"
  std::vector<std::string> languages;  // "en-us", "en"; the one it is best at first
};

struct ListedVoice {
  Voice voice;
  LibraryVoice library;
};

// The voices of the library, en-us first, which is the default, and then by their id: the name of
// the file in small letters.
class VoiceList {
 public:
  VoiceList() = default;
  explicit VoiceList(std::vector<LibraryVoice> voices);

  [[nodiscard]] const std::vector<ListedVoice>& all() const { return voices_; }

  // By id, file, name or language, in this order, in any case of letters: "fr-fr" is "fr", "en-GB"
  // is "en". Empty is the default. `not_found`, with the one that is most alike.
  [[nodiscard]] Result<ListedVoice> find(std::string_view name) const;

 private:
  std::vector<ListedVoice> voices_;
};

// "en-us" as "en-US", "cmn-latn-pinyin" as "cmn-Latn-pinyin"; where the library's own tags say
// something else in BCP 47 (its "ca-ba" is not Catalan of Bosnia), the private use of the latter.
[[nodiscard]] std::string bcp47(std::string_view language);

}  // namespace voicehub::engines::espeak
