#include "engines/pocketsphinx/model.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <fstream>
#include <string>
#include <string_view>
#include <system_error>

#include <fmt/format.h>

namespace voicehub::engines::pocketsphinx {
namespace {

bool is_file(const std::filesystem::path& path) {
  std::error_code ignored;
  return std::filesystem::is_regular_file(path, ignored);
}

Result<void> check_file(const std::filesystem::path& path, std::string hint) {
  if (is_file(path)) {
    return {};
  }
  return make_error(
      ErrorCode::not_found, fmt::format("no file {}", path.string()), std::move(hint));
}

bool is_printable(char byte) {
  return byte >= ' ' && byte <= '~';
}

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(' ');
  const std::size_t last = text.find_last_not_of(' ');
  return first == std::string_view::npos ? "" : text.substr(first, last - first + 1);
}

bool is_threshold(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() && value > 0;
}

// "turn it on", or "turn it on /1e-20/".
bool is_keyword(std::string_view line) {
  if (!line.ends_with('/')) {
    return !line.empty();
  }
  line.remove_suffix(1);
  const std::size_t slash = line.rfind('/');
  return slash != std::string_view::npos && is_threshold(line.substr(slash + 1)) &&
         !trimmed(line.substr(0, slash)).empty();
}

// Lines that the library takes. It reads beyond its buffer for a threshold without a phrase and for
// a blank first line; other blank lines and remarks it skips.
Result<void> check_keywords(const std::filesystem::path& path) {
  std::ifstream file{path};
  int number = 0;
  int phrases = 0;
  for (std::string text; std::getline(file, text);) {
    ++number;
    const std::string_view line = trimmed(text);
    const bool skipped = (line.empty() && number > 1) || line.starts_with('#');
    if (!skipped && !(std::ranges::all_of(line, is_printable) && is_keyword(line))) {
      return make_error(ErrorCode::usage,
                        fmt::format("line {} of {} is no phrase", number, path.string()),
                        "write a phrase on each line, with or without a threshold after it: "
                        "turn it on /1e-20/");
    }
    phrases += skipped ? 0 : 1;
  }
  if (phrases == 0) {
    return make_error(ErrorCode::usage,
                      fmt::format("no phrase in {}", path.string()),
                      "write a phrase on each line");
  }
  return {};
}

}  // namespace

Result<void> check(const Model& model) {
  const std::string install =
      "install pocketsphinx-en-us, or name the folder of a model that is laid out like its own";
  for (const char* const part : {"mdef", "means", "variances", "transition_matrices", "sendump"}) {
    VH_CHECK(check_file(model.acoustic() / part, install));
  }
  VH_CHECK(check_file(model.dictionary(), install));
  if (!model.grammar.empty() && !model.keywords.empty()) {
    return make_error(ErrorCode::usage,
                      fmt::format("both a grammar, {}, and keywords, {}",
                                  model.grammar.string(),
                                  model.keywords.string()),
                      "leave one of them out");
  }
  if (!model.grammar.empty()) {
    return check_file(model.grammar, "name a grammar in JSGF, or none");
  }
  if (!model.keywords.empty()) {
    VH_CHECK(check_file(model.keywords, "name a file with a phrase on each line, or none"));
    return check_keywords(model.keywords);
  }
  return check_file(model.language(), install);
}

}  // namespace voicehub::engines::pocketsphinx
