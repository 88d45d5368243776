#pragma once

#include <span>
#include <string>

#include "core/ops/transcribe.hpp"

namespace voicehub::cli {

// Where a transcript is shown: under its file's name unless it is the only one.
enum class Place { alone, first, later };

// What was understood. For one that is there.
[[nodiscard]] std::string transcript_text(const ops::Transcript& transcript, Place place);

// All of them, with what failed.
[[nodiscard]] std::string transcripts_json(std::span<const ops::Transcript> transcripts);

}  // namespace voicehub::cli
