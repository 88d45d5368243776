#include "core/image/named_contexts.hpp"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

#include "core/base/image_name.hpp"
#include "core/image/dockerfile.hpp"

namespace voicehub::image {
namespace {

bool is_stage_name(std::string_view name) {
  const auto is_letter = [](char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; };
  const auto is_inside = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_' || c == '.';
  };
  return !name.empty() && is_letter(name.front()) && std::ranges::all_of(name, is_inside);
}

// Stages are found without regard to case.
bool are_one_name(std::string_view left, std::string_view right) {
  const auto lower = [](unsigned char c) { return std::tolower(c); };
  return std::ranges::equal(left, right, {}, lower, lower);
}

Result<void> check(const NamedImage& named, const std::vector<Instruction>& instructions) {
  if (!is_stage_name(named.name)) {
    return make_error(
        ErrorCode::unsupported,
        fmt::format("build.additional_contexts: '{}' is no name of a stage", named.name),
        "a context cannot take the place of an image here: give it a name of letters, digits, "
        "'-', '_' and '.', and use that in FROM or --from");
  }
  const auto taken = std::ranges::find_if(instructions, [&](const Instruction& instruction) {
    return are_one_name(instruction.stage, named.name);
  });
  if (taken != instructions.end()) {
    return make_error(
        ErrorCode::unsupported,
        fmt::format("build.additional_contexts: the Dockerfile has a stage '{}' of its own",
                    taken->stage),
        "name the context, or the stage, otherwise");
  }
  return done();
}

// Where the stages begin: after the directives and the ARGs that all of them share.
std::size_t line_of_first_from(const std::vector<Instruction>& instructions) {
  const auto from = std::ranges::find_if(instructions, [](const Instruction& instruction) {
    return words_of(instruction.text).front() == "FROM";
  });
  return from == instructions.end() ? 1 : from->line;
}

}  // namespace

std::size_t StagedDockerfile::original_line(std::size_t line) const {
  if (line < first_added) {
    return line;
  }
  return line < first_added + added ? 0 : line - added;
}

Result<StagedDockerfile> with_stages(std::string_view dockerfile,
                                     const std::vector<NamedImage>& images) {
  const std::vector<Instruction> instructions = parse_dockerfile(dockerfile);
  std::string stages;
  for (const NamedImage& named : images) {
    VH_CHECK(check(named, instructions));
    stages += fmt::format("FROM {} AS {}\n", named.image, named.name);
  }
  StagedDockerfile staged{.text = std::string{dockerfile},
                          .first_added = line_of_first_from(instructions),
                          .added = images.size()};
  std::size_t at = 0;
  for (std::size_t line = 1; line < staged.first_added; ++line) {
    at = dockerfile.find('\n', at) + 1;
  }
  staged.text.insert(at, stages);
  return staged;
}

std::string context_image(std::string_view image, std::string_view name) {
  const ImageName of = split_image_name(image);
  std::string lower{name};
  std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return std::tolower(c); });
  return fmt::format("{}-context-{}{}{}", of.repository, lower, of.tag.empty() ? "" : ":", of.tag);
}

}  // namespace voicehub::image
