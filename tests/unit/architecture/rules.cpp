#include "tests/unit/architecture/rules.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <regex>
#include <sstream>
#include <stdexcept>

#include <fmt/format.h>

namespace voicehub::architecture {
namespace {

struct Include {
  std::size_t line = 0;
  bool quoted = false;
  std::string path;
};

std::string finding(const SourceFile& file, std::size_t line, std::string_view reason) {
  return fmt::format("{}:{}: {}", file.path, line, reason);
}

std::vector<Include> includes_of(const SourceFile& file) {
  static const std::regex pattern{R"(^\s*#\s*include\s*([<"])([^>"]+)[>"])"};
  std::vector<Include> includes;
  for (std::size_t index = 0; index < file.lines.size(); ++index) {
    std::smatch match;
    if (std::regex_search(file.lines[index], match, pattern)) {
      includes.push_back({.line = index + 1, .quoted = match[1] == "\"", .path = match[2]});
    }
  }
  return includes;
}

bool is_header(const SourceFile& file) {
  return file.path.ends_with(".hpp");
}

bool starts_with_any(std::string_view text, const std::vector<std::string>& prefixes) {
  return std::ranges::any_of(prefixes,
                             [&](const std::string& prefix) { return text.starts_with(prefix); });
}

// The unit that the arrows speak of: core/plan, cli, engines, tests.
std::string unit_of(std::string_view path) {
  const std::size_t first = path.find('/');
  const std::size_t second =
      path.starts_with("core/") ? path.find('/', first + 1) : std::string_view::npos;
  return std::string{path.substr(0, second != std::string_view::npos ? second : first)};
}

// What `unit` reaches over any number of arrows.
void add_reachable(const Arrows& direct, const std::string& unit, std::set<std::string>& reached) {
  const auto targets = direct.find(unit);
  if (targets == direct.end()) {
    return;
  }
  for (const std::string& target : targets->second) {
    if (reached.insert(target).second) {
      add_reachable(direct, target, reached);
    }
  }
}

std::set<std::string> depends_in(const std::string& arguments) {
  std::istringstream words{arguments};
  std::set<std::string> depends;
  bool listing = false;
  for (std::string word; words >> word;) {
    if (word == "DEPENDS" || word == "LIBRARIES") {
      listing = word == "DEPENDS";
    } else if (listing) {
      depends.insert("core/" + word);
    }
  }
  return depends;
}

struct Wall {
  std::string include;               // what starts with this is for sources …
  std::vector<std::string> allowed;  // … whose path starts with one of these
};

const std::vector<Wall>& walls() {
  static const std::vector<Wall> all{
      {.include = "yaml-cpp/",
       .allowed = {"core/compose/document.cpp", "core/compose/print_yaml.cpp"}},
      {.include = "spdlog/", .allowed = {"core/base/log.cpp"}},
      {.include = "archive", .allowed = {"core/base/tar.cpp"}},
      {.include = "google/protobuf/",
       .allowed = {"core/image/progress.cpp", "core/buildkit/services.cpp"}},
      {.include = "buildkit_session.pb.h", .allowed = {"core/buildkit/services.cpp"}},
      {.include = "nghttp2/", .allowed = {"core/buildkit/http2_server.cpp"}},
      {.include = "openssl/", .allowed = {"core/base/digest.cpp", "core/http/"}},
      {.include = "boost/beast", .allowed = {"core/http/response_parser.cpp", "engines/"}},
      {.include = "boost/asio/ssl", .allowed = {}},
      {.include = "zlib.h", .allowed = {"engines/whisper/decoding_rules.cpp"}},
      {.include = "CLI/", .allowed = {"cli/"}},
      {.include = "sndfile", .allowed = {"engines/audio/sound_file.cpp"}},
      {.include = "libav", .allowed = {"engines/media/media_file.cpp"}},
      {.include = "libswresample", .allowed = {"engines/media/media_file.cpp"}},
      {.include = "soxr", .allowed = {"engines/audio/resampler.cpp"}},
      {.include = "vo-aacenc/", .allowed = {"engines/audio/aac_codec.cpp"}},
      {.include = "flite", .allowed = {"engines/flite/flite_synthesizer.cpp"}},
      {.include = "pocketsphinx", .allowed = {"engines/pocketsphinx/decoder.cpp"}},
      {.include = "sphinxbase/", .allowed = {"engines/pocketsphinx/decoder.cpp"}},
      {.include = "espeak-ng/",
       .allowed = {"engines/espeak/espeak_synthesizer.cpp",
                   "engines/espeak/library.cpp",
                   "engines/espeak/phonemizer.cpp"}},
      {.include = "utf8proc", .allowed = {"engines/piper/phoneme_ids.cpp"}},
      {.include = "onnxruntime", .allowed = {"engines/onnx/"}},
      {.include = "nlohmann/json.hpp", .allowed = {"core/", "cli/", "engines/"}},
  };
  return all;
}

struct ForbiddenText {
  std::string text;
  std::string below;  // folder
  std::vector<std::string> except;
  std::string reason;
};

const std::vector<ForbiddenText>& forbidden_texts() {
  static const std::vector<ForbiddenText> all{
      {"\t", "", {}, "a tab: the sources are indented with spaces"},
      {"std::cout", "core/", {}, "core never prints: tell the user through EventSink"},
      {"std::cerr", "core/", {"core/agent/"}, "core never prints: log it, or return an error"},
      {"fmt::print",
       "core/",
       {"core/agent/"},
       "core never prints: tell the user through EventSink"},
      {"std::exit(", "core/", {"core/agent/"}, "core never exits: return an error"},
      {"std::this_thread::sleep_for", "core/", {"core/agent/"}, "core waits with a timer"},
      {"std::this_thread::sleep_for",
       "tests/unit/",
       {"tests/unit/architecture/"},
       "a unit test owns the time: no sleep"},
  };
  return all;
}

void check_texts(const SourceFile& file, Findings& findings) {
  for (const ForbiddenText& rule : forbidden_texts()) {
    if (!file.path.starts_with(rule.below) || starts_with_any(file.path, rule.except)) {
      continue;
    }
    for (std::size_t index = 0; index < file.lines.size(); ++index) {
      if (file.lines[index].contains(rule.text)) {
        findings.push_back(finding(file, index + 1, rule.reason));
      }
    }
  }
}

bool opens_function(const std::string& line) {
  static const std::regex other{
      R"(^(namespace|struct|class|enum|union|extern|using|const|static)\b)"};
  return line.ends_with("{") && !line.starts_with(" ") && !line.starts_with("}") &&
         line.contains(")") && !std::regex_search(line, other);
}

// Functions at namespace level, whose last line the formatter puts at the margin.
void check_function_sizes(const SourceFile& file, Findings& findings) {
  constexpr std::size_t kMaximum = 70;
  std::size_t start = 0;
  for (std::size_t index = 0; index < file.lines.size(); ++index) {
    if (opens_function(file.lines[index])) {
      start = index + 1;
    } else if (file.lines[index].starts_with("}") && start != 0) {
      if (const std::size_t size = index + 2 - start; size > kMaximum) {
        findings.push_back(finding(file, start, fmt::format("a function of {} lines", size)));
      }
      start = 0;
    }
  }
}

// What stands between the last ';', '{' or '}' and `end`.
std::string_view statement_before(std::string_view text, std::size_t end) {
  const std::size_t start = text.find_last_of(";{}", end) + 1;  // npos + 1 is 0
  std::string_view statement = text.substr(start, end - start);
  statement.remove_prefix(std::min(statement.find_first_not_of(" \n"), statement.size()));
  return statement;
}

// g++ 14.2 awaits what stands behind &&, || and ?: whatever stands before it, but for the condition
// of an `if`.
void check_awaits(const SourceFile& file, Findings& findings) {
  static const std::regex depends{R"(&&|\|\||\? )"};
  static const std::regex is_if{R"(^(else )?if \()"};
  std::string text;
  for (const std::string& line : file.lines) {
    text += line.substr(0, line.find("//")) + "\n";
  }
  for (std::size_t at = text.find("co_await"); at != std::string::npos;
       at = text.find("co_await", at + 1)) {
    const std::string statement{statement_before(text, at)};
    if (std::regex_search(statement, depends) && !std::regex_search(statement, is_if)) {
      const auto line = static_cast<std::size_t>(std::count(
                            text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n')) +
                        1;
      findings.push_back(finding(
          file, line, "a co_await that depends on what stands before it: g++ does it always"));
    }
  }
}

// The one header that the build writes.
bool is_generated(std::string_view include) {
  return include == "git_commit.hpp";
}

}  // namespace

SourceFile make_source(std::string path, std::string_view text) {
  SourceFile file{.path = std::move(path), .lines = {}};
  std::istringstream stream{std::string{text}};
  for (std::string line; std::getline(stream, line);) {
    file.lines.push_back(std::move(line));
  }
  return file;
}

std::vector<SourceFile> read_sources(const std::filesystem::path& root) {
  std::vector<SourceFile> sources;
  for (const char* folder : {"core", "cli", "engines", "tests"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator{root / folder}) {
      const std::string extension = entry.path().extension();
      if (!entry.is_regular_file() || (extension != ".hpp" && extension != ".cpp")) {
        continue;
      }
      std::ifstream stream{entry.path()};
      const std::string text{std::istreambuf_iterator<char>{stream}, {}};
      sources.push_back(make_source(entry.path().lexically_relative(root).generic_string(), text));
    }
  }
  std::ranges::sort(sources, {}, &SourceFile::path);
  return sources;
}

Arrows read_arrows(std::string_view core_cmake_lists) {
  static const std::regex library{R"(voicehub_library\(\s*(\w+)([^)]*)\))"};
  const std::string text{core_cmake_lists};
  Arrows direct;
  for (std::sregex_iterator match{text.begin(), text.end(), library};
       match != std::sregex_iterator{};
       ++match) {
    direct["core/" + (*match)[1].str()] = depends_in((*match)[2]);
  }
  if (direct.empty()) {
    throw std::runtime_error{"core/CMakeLists.txt declares no voicehub_library()"};
  }
  Arrows arrows;
  for (const auto& [unit, targets] : direct) {
    add_reachable(direct, unit, arrows[unit]);
  }
  arrows["core/agent"] = {};
  arrows["engines"] = {"core/base"};
  arrows["cli"] = {"core/ops",
                   "core/compose",
                   "core/plan",
                   "core/verify",
                   "core/engine",
                   "core/docker",
                   "core/project",
                   "core/base"};
  return arrows;
}

Findings check_arrows(const std::vector<SourceFile>& sources, const Arrows& arrows) {
  Findings findings;
  for (const SourceFile& file : sources) {
    const std::string unit = unit_of(file.path);
    if (unit == "tests") {
      continue;
    }
    const auto allowed = arrows.find(unit);
    if (allowed == arrows.end()) {
      findings.push_back(finding(file, 1, unit + " is not in core/CMakeLists.txt"));
      continue;
    }
    for (const Include& include : includes_of(file)) {
      const std::string target = unit_of(include.path);
      if (include.quoted && target != unit && !allowed->second.contains(target) &&
          !is_generated(include.path)) {
        findings.push_back(finding(file, include.line, unit + " may not include " + include.path));
      }
    }
  }
  return findings;
}

Findings check_library_walls(const std::vector<SourceFile>& sources) {
  Findings findings;
  for (const SourceFile& file : sources) {
    if (file.path.starts_with("tests/")) {
      continue;
    }
    for (const Include& include : includes_of(file)) {
      for (const Wall& wall : walls()) {
        if (include.path.starts_with(wall.include) &&
            (is_header(file) || !starts_with_any(file.path, wall.allowed))) {
          findings.push_back(finding(file, include.line, include.path + " is behind a wall"));
        }
      }
    }
  }
  return findings;
}

Findings check_house_rules(const std::vector<SourceFile>& sources) {
  constexpr std::size_t kMaximumLines = 600;
  std::set<std::string> paths;
  for (const SourceFile& file : sources) {
    paths.insert(file.path);
  }
  Findings findings;
  for (const SourceFile& file : sources) {
    if (file.lines.size() > kMaximumLines) {
      findings.push_back(finding(file, kMaximumLines, "a file of more than 600 lines"));
    }
    if (is_header(file) && (file.lines.empty() || file.lines.front() != "#pragma once")) {
      findings.push_back(finding(file, 1, "a header begins with #pragma once"));
    }
    for (const Include& include : includes_of(file)) {
      if (include.quoted && !paths.contains(include.path) && !is_generated(include.path)) {
        findings.push_back(finding(
            file, include.line, include.path + " is not a path from the root of the repository"));
      }
    }
    check_function_sizes(file, findings);
    check_texts(file, findings);
    check_awaits(file, findings);
  }
  return findings;
}

}  // namespace voicehub::architecture
