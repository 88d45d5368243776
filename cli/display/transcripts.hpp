#pragma once

#include <string>

#include "core/ops/transcribe.hpp"

namespace voicehub::cli {

// What was understood, in the order of the files; each under its name where there are several.
[[nodiscard]] std::string transcripts_text(const ops::Transcripts& transcripts);
[[nodiscard]] std::string transcripts_json(const ops::Transcripts& transcripts);

}  // namespace voicehub::cli
