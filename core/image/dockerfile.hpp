#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace voicehub::image {

// One instruction of a Dockerfile, its continuation lines joined.
struct Instruction {
  std::size_t line = 0;  // the first of its lines, from 1
  std::string stage;     // "builder", or "stage-1" where FROM gives no name
  std::string text;      // "RUN pip install -r requirements.txt"; the keyword in upper case
};

// Every instruction, in order. Only as exact as it takes to find one again: BuildKit judges.
[[nodiscard]] std::vector<Instruction> parse_dockerfile(std::string_view text);

// What stands between the gaps of an instruction; the first is its keyword.
[[nodiscard]] std::vector<std::string> words_of(std::string_view instruction);

// The instruction behind the name of a build step, such as "[builder 2/5] RUN make"; nothing when
// there is none, as for what an ONBUILD of the base image adds. Variables of the file match
// whatever BuildKit put in their place.
[[nodiscard]] const Instruction* find_instruction(const std::vector<Instruction>& instructions,
                                                  std::string_view step_name);

// The FROM that asks for the image, "docker.io/library/debian:trixie-slim" being
// "debian:trixie-slim".
[[nodiscard]] const Instruction* find_from(const std::vector<Instruction>& instructions,
                                           std::string_view image);

}  // namespace voicehub::image
