#include "cli/display/errors.hpp"

#include <cstdio>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/base/text.hpp"

namespace voicehub::cli {
namespace {

std::string_view name_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::failed: return "failed";
    case ErrorCode::usage: return "usage";
    case ErrorCode::invalid_project: return "invalid_project";
    case ErrorCode::docker_unreachable: return "docker_unreachable";
    case ErrorCode::not_healthy: return "not_healthy";
    case ErrorCode::mismatch: return "mismatch";
    case ErrorCode::not_found: return "not_found";
    case ErrorCode::conflict: return "conflict";
    case ErrorCode::timeout: return "timeout";
    case ErrorCode::cancelled: return "cancelled";
    case ErrorCode::unsupported: return "unsupported";
  }
  return "failed";
}

std::string indented(const std::string& text) {
  std::string lines;
  for (const std::string& line : split(text, '\n')) {
    lines += "    " + printable(line) + "\n";
  }
  return lines;
}

}  // namespace

std::string error_text(const Error& error, const Terminal& terminal) {
  std::string text = paint(terminal, Colour::red, "error:") + " " + error.message + "\n";
  if (!error.cause.empty() && error.cause != error.message) {
    text += indented(error.cause);
  }
  if (!error.hint.empty()) {
    text += paint(terminal, Colour::cyan, " next:") + " " + error.hint + "\n";
  }
  return text;
}

std::string error_json(const Error& error) {
  nlohmann::ordered_json json{{"error",
                               {{"code", name_of(error.code)},
                                {"exit_code", exit_code(error.code)},
                                {"message", error.message},
                                {"cause", error.cause},
                                {"hint", error.hint}}}};
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

void report_error(const Error& error, OutputFormat format, const Terminal& terminal) {
  const std::string text =
      format == OutputFormat::json ? error_json(error) : error_text(error, terminal);
  std::fflush(stdout);
  std::fputs(text.c_str(), stderr);
}

}  // namespace voicehub::cli
