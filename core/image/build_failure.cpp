#include "core/image/build_failure.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>
#include <vector>

#include <fmt/format.h>

#include "core/base/file_system.hpp"
#include "core/base/text.hpp"
#include "core/image/dockerfile.hpp"

namespace voicehub::image {
namespace {

// BuildKit wraps an error once for every layer of it that the error passes.
std::string_view unwrapped(std::string_view text) {
  constexpr std::array<std::string_view, 6> kWrappings{
      "failed to solve with frontend dockerfile.v0: ",
      "failed to solve with frontend gateway.v0: ",
      "failed to solve: ",
      "failed to create LLB definition: ",
      "failed to compute cache key: ",
      "rpc error: code = Unknown desc = ",
  };
  for (bool changed = true; changed;) {
    changed = false;
    for (const std::string_view wrapping : kWrappings) {
      if (text.starts_with(wrapping)) {
        text.remove_prefix(wrapping.size());
        changed = true;
      }
    }
  }
  return text;
}

// What stands between the two, or nothing.
std::optional<std::string> between(std::string_view text,
                                   std::string_view before,
                                   std::string_view after) {
  const auto start = text.find(before);
  if (start == std::string_view::npos) {
    return std::nullopt;
  }
  text.remove_prefix(start + before.size());
  return std::string{text.substr(0, text.find(after))};
}

std::string on_one_line(std::string_view text) {
  constexpr std::size_t kLongest = 100;
  std::string line;
  for (const char c : text) {
    if (c != ' ' || !line.ends_with(' ')) {
      line += c == '\t' ? ' ' : c;
    }
  }
  if (line.size() <= kLongest) {
    return line;
  }
  std::size_t end = kLongest;
  while (end > 0 && (static_cast<unsigned char>(line[end]) & 0xC0U) == 0x80U) {
    --end;  // not inside a UTF-8 character
  }
  return line.substr(0, end) + "…";
}

class Explanation {
 public:
  Explanation(const std::string& service, const BuildContext& context, const BuildSteps& steps)
      : service_{service},
        context_{context},
        step_{steps.failed()},
        said_{unwrapped(steps.error())},
        instructions_{parse_dockerfile(context.staged.text)} {}

  Error error() {
    Error error{.code = ErrorCode::failed, .cause = said_};
    const bool explained = explain_base_image(error) || explain_session(error) ||
                           explain_copy(error) || explain_target(error) || explain_syntax(error) ||
                           explain_remote(error);
    if (!explained) {
      explain_command(error);
    }
    const std::string place = shown_place();
    error.message = place.empty() ? fmt::format("build of {} failed", service_)
                                  : fmt::format("build of {} failed at {}", service_, place);
    add_output(error);
    return error;
  }

 private:
  [[nodiscard]] bool said(std::string_view words) const { return said_.contains(words); }

  [[nodiscard]] bool is_at(std::string_view keyword) const {
    return step_ != nullptr && step_->record.name.contains(keyword);
  }

  // The instruction that failed, unless an explanation has found it already.
  [[nodiscard]] const Instruction* failed_instruction() const {
    if (instruction_ != nullptr) {
      return instruction_;
    }
    return step_ == nullptr ? nullptr : find_instruction(instructions_, step_->record.name);
  }

  // "Dockerfile:7: RUN pip install …"; the step's own name when no line is known.
  [[nodiscard]] std::string shown_place() const {
    if (const Instruction* instruction = failed_instruction()) {
      return place_of(*instruction);
    }
    return step_ == nullptr ? "" : on_one_line(step_->record.name);
  }

  [[nodiscard]] std::string place_of(const Instruction& instruction) const {
    const std::size_t line = context_.staged.original_line(instruction.line);
    const std::string text = on_one_line(instruction.text);
    return line == 0 ? "build.additional_contexts: " + text
                     : fmt::format("{}:{}: {}", context_.dockerfile_shown, line, text);
  }

  void add_output(Error& error) const {
    if (step_ == nullptr || step_->last_lines.empty()) {
      return;
    }
    error.cause += "\nits last output:";
    for (const std::string& line : step_->last_lines) {
      error.cause += "\n  " + line;
    }
  }

  bool explain_base_image(Error& error) {
    if (step_ == nullptr) {
      return false;
    }
    const std::string& name = step_->record.name;
    if (const auto frontend = between(name, "resolve image config for ", "\n")) {
      error.hint = fmt::format(
          "the '# syntax' line of {} asks a registry for {}: remove the line "
          "or make the registry reachable",
          context_.dockerfile_shown,
          *frontend);
      return true;
    }
    const auto image = between(name, "load metadata for ", "\n");
    if (!image) {
      return false;
    }
    instruction_ = find_from(instructions_, *image);
    error.code = ErrorCode::not_found;
    if (said("dial tcp") || said("i/o timeout")) {
      error.hint = fmt::format(
          "its registry cannot be reached: correct the name, load the image {}, or try again "
          "online "
          "(--pull asks the registry for local images too)",
          *image);
    } else {
      error.hint = fmt::format(
          "no image {} may be pulled: correct the name, or log in to its registry", *image);
    }
    return true;
  }

  bool explain_session(Error& error) const {
    const auto agent = between(said_, "unset ssh forward key ", "\n");
    // "secret token not found: not found"; newer ones say "secret token: not found"
    auto secret = between(said_, "secret ", " not found");
    if (agent) {
      error.hint = fmt::format("add 'ssh: [{}]' to the build section of {}", *agent, service_);
    } else if (secret && said(" not found")) {
      secret->resize(std::min(secret->find(':'), secret->size()));
      error.code = ErrorCode::not_found;
      error.hint = fmt::format(
          "give '{}' in build.secrets of {}, with a file that is there or a variable that is set",
          *secret,
          service_);
    }
    return !error.hint.empty();
  }

  // `"/models/x" not found`: the source of a COPY.
  bool explain_copy(Error& error) const {
    const auto path = between(said_, "\"/", "\"");
    if (!path || !said("not found") || !(is_at("] COPY ") || is_at("] ADD "))) {
      return false;
    }
    if (is_at("--from=")) {
      error.hint = fmt::format("there is no /{} where --from points", *path);
      return true;
    }
    if (context_.folder.text.empty()) {
      return false;  // the engine fetched the context from elsewhere
    }
    const FileSystem& files = local_file_system();
    const HostPath on_disk = resolve(context_.folder, *path);
    if (!context_.ignore_shown.empty() && files.status(on_disk)) {
      error.hint = fmt::format("{} leaves {} out of the build context: add '!{}' at its end",
                               context_.ignore_shown,
                               *path,
                               *path);
      return true;
    }
    const auto beside = files.list(parent(on_disk));
    error.hint = fmt::format("there is no {} in the build context {}; {}",
                             *path,
                             context_.folder.text,
                             beside ? did_you_mean(file_name(*path), *beside, "names there")
                                    : "nor the folder that it would be in");
    return true;
  }

  bool explain_target(Error& error) const {
    const auto target = between(said_, "target stage ", " could not be found");
    if (!target) {
      return false;
    }
    std::vector<std::string> stages;
    for (const Instruction& instruction : instructions_) {
      if (std::ranges::find(stages, instruction.stage) == stages.end()) {
        stages.push_back(instruction.stage);
      }
    }
    error.hint =
        fmt::format("build.target is '{}'; {}", *target, did_you_mean(*target, stages, "stages"));
    return true;
  }

  // "dockerfile parse error line 7: …"; newer ones say "on line 7".
  bool explain_syntax(Error& error) {
    static const std::vector<std::string> kInstructions{"ADD",
                                                        "ARG",
                                                        "CMD",
                                                        "COPY",
                                                        "ENTRYPOINT",
                                                        "ENV",
                                                        "EXPOSE",
                                                        "FROM",
                                                        "HEALTHCHECK",
                                                        "LABEL",
                                                        "ONBUILD",
                                                        "RUN",
                                                        "SHELL",
                                                        "STOPSIGNAL",
                                                        "USER",
                                                        "VOLUME",
                                                        "WORKDIR"};
    const auto line = between(said_, "line ", ":");
    if (!said("dockerfile parse error") || !line) {
      return false;
    }
    for (const Instruction& instruction : instructions_) {
      if (instruction.line <= std::strtoul(line->c_str(), nullptr, 10)) {
        instruction_ = &instruction;
      }
    }
    const auto unknown = between(said_, "unknown instruction: ", " ");
    if (said("Unknown flag")) {
      error.hint = "this Docker Engine does not know the flag: take it out, or update the engine";
    } else if (unknown && instruction_ != nullptr && instruction_->text.contains("<<")) {
      error.hint =
          "this Docker Engine does not know here-documents: join the commands with '&&', or update "
          "the engine";
    } else if (unknown) {
      error.hint = did_you_mean(*unknown, kInstructions, "instructions");
    } else {
      error.hint = "correct the line; nothing was built";
    }
    return true;
  }

  bool explain_remote(Error& error) const {
    if (!said("subdir not supported")) {
      return false;
    }
    error.code = ErrorCode::unsupported;
    error.hint =
        "this Docker Engine builds from the whole of a repository only: name the folder in "
        "build.dockerfile and not in the URL, or update the engine";
    return true;
  }

  void explain_command(Error& error) const {
    if (said("exit code: 127")) {
      error.hint = "a command was not found: install its package in an earlier step";
    } else if (said("exit code: 137")) {
      error.hint = "the command was killed: most often there was not enough memory";
    } else if (step_ != nullptr) {
      error.hint = "correct it and build again: the steps before it are cached";
    }
  }

  const std::string& service_;
  const BuildContext& context_;
  const BuildSteps::Step* step_;
  std::string said_;
  std::vector<Instruction> instructions_;
  const Instruction* instruction_ = nullptr;
};

}  // namespace

Error explain_failure(const std::string& service,
                      const BuildContext& context,
                      const BuildSteps& steps) {
  return Explanation{service, context, steps}.error();
}

}  // namespace voicehub::image
