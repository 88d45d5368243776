#pragma once

#include <filesystem>

#include "core/base/result.hpp"

namespace voicehub::engines::pocketsphinx {

// What a decoder hears with. At most one of `grammar` and `keywords` is set; with neither, a
// language model tells which words are likely.
struct Model {
  std::filesystem::path folder;    // as Debian's en-us: acoustic model, dictionary, language model
  std::filesystem::path grammar;   // a JSGF file
  std::filesystem::path keywords;  // phrases, each on a line: turn on the light /1e-20/

  [[nodiscard]] std::filesystem::path acoustic() const { return folder / "en-us"; }

  [[nodiscard]] std::filesystem::path dictionary() const { return folder / "cmudict-en-us.dict"; }

  [[nodiscard]] std::filesystem::path language() const { return folder / "en-us.lm.bin"; }
};

// `not_found` when a file is missing, which the library would end the process for; `usage` for
// both a grammar and keywords, and for keywords that it would stumble over.
[[nodiscard]] Result<void> check(const Model& model);

}  // namespace voicehub::engines::pocketsphinx
