#include "core/image/dockerfile.hpp"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

#include "core/base/text.hpp"

namespace voicehub::image {
namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

bool is_name(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

std::string upper(std::string_view text) {
  std::string letters{text};
  std::ranges::transform(
      letters, letters.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return letters;
}

// What both sides are compared without: quotes and escapes, which BuildKit may have taken away, and
// the length of gaps.
std::string bare(std::string_view text) {
  std::string kept;
  for (const char c : text) {
    if (is_blank(c)) {
      if (!kept.empty() && kept.back() != ' ') {
        kept += ' ';
      }
    } else if (c != '"' && c != '\'' && c != '\\') {
      kept += c;
    }
  }
  if (kept.ends_with(' ')) {
    kept.pop_back();
  }
  return kept;
}

// The constant pieces between the variables `$NAME` and `${NAME…}`.
std::vector<std::string> pieces_between_variables(std::string_view text) {
  std::vector<std::string> pieces{""};
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool braces = text.substr(i).starts_with("${");
    std::size_t end = i + 1;
    if (braces) {
      end = std::min(text.find('}', i), text.size() - 1) + 1;
    } else if (text[i] == '$') {
      end = static_cast<std::size_t>(std::ranges::find_if_not(text.substr(i + 1), is_name) -
                                     text.begin());
    }
    if (end == i + 1) {
      pieces.back() += text[i];
    } else {
      pieces.emplace_back();
      i = end - 1;
    }
  }
  return pieces;
}

bool matches(std::string_view written, std::string_view expanded) {
  const std::vector<std::string> pieces = pieces_between_variables(written);
  if (pieces.size() == 1) {
    return written == expanded;
  }
  if (!expanded.starts_with(pieces.front())) {
    return false;
  }
  expanded.remove_prefix(pieces.front().size());
  for (std::size_t i = 1; i + 1 < pieces.size(); ++i) {
    const auto found = expanded.find(pieces[i]);
    if (found == std::string_view::npos) {
      return false;
    }
    expanded.remove_prefix(found + pieces[i].size());
  }
  return expanded.ends_with(pieces.back());
}

// The words that end the here-documents which the instruction opens: <<EOF, <<-"EOF".
std::vector<std::string> here_document_ends(std::string_view text) {
  std::vector<std::string> ends;
  for (auto at = text.find("<<"); at != std::string_view::npos; at = text.find("<<", at + 2)) {
    std::string_view rest = text.substr(at + 2);
    rest.remove_prefix(std::min(rest.find_first_not_of("-\"'"), rest.size()));
    const auto end = std::ranges::find_if_not(rest, is_name);
    if (end != rest.begin()) {
      ends.emplace_back(rest.begin(), end);
    }
  }
  return ends;
}

class Parser {
 public:
  explicit Parser(std::string_view text) : lines_{split(text, '\n')} {}

  std::vector<Instruction> parse() {
    while (next_ < lines_.size()) {
      const std::size_t first = next_;
      std::string text = take_instruction();
      if (text.empty()) {
        continue;
      }
      note_stage(text);
      for (const std::string& end : here_document_ends(text)) {
        skip_past(end);
      }
      instructions_.push_back({.line = first + 1, .stage = stage_, .text = std::move(text)});
    }
    return std::move(instructions_);
  }

 private:
  // Comments and empty lines may stand between the lines of one instruction.
  std::string take_instruction() {
    std::string text;
    while (next_ < lines_.size()) {
      std::string_view line = trim(lines_[next_++]);
      const bool continues = line.ends_with('\\');
      if (line.starts_with('#') || line.empty()) {
        if (text.empty()) {
          return {};
        }
        continue;
      }
      if (continues) {
        line.remove_suffix(1);
      }
      text += text.empty() ? "" : " ";
      text += trim(line);
      if (!continues) {
        break;
      }
    }
    // BuildKit shows keywords in upper case, however they are written.
    const auto keyword = std::min(text.find_first_of(" \t"), text.size());
    return upper(text.substr(0, keyword)) + text.substr(keyword);
  }

  void note_stage(std::string_view text) {
    const std::vector<std::string> words = words_of(bare(text));
    if (words.empty() || words.front() != "FROM") {
      return;
    }
    const bool is_named = words.size() >= 4 && upper(words[words.size() - 2]) == "AS";
    stage_ = is_named ? words.back() : fmt::format("stage-{}", stages_);
    ++stages_;
  }

  void skip_past(std::string_view end) {
    while (next_ < lines_.size() && trim(lines_[next_++]) != end) {
    }
  }

  std::vector<std::string> lines_;
  std::size_t next_ = 0;
  std::size_t stages_ = 0;
  std::string stage_;
  std::vector<Instruction> instructions_;
};

}  // namespace

std::vector<std::string> words_of(std::string_view instruction) {
  std::vector<std::string> words(1);
  for (const char c : instruction) {
    if (!is_blank(c)) {
      words.back() += c;
    } else if (!words.back().empty()) {
      words.emplace_back();
    }
  }
  if (words.back().empty()) {
    words.pop_back();
  }
  return words;
}

std::vector<Instruction> parse_dockerfile(std::string_view text) {
  return Parser{text}.parse();
}

const Instruction* find_instruction(const std::vector<Instruction>& instructions,
                                    std::string_view step_name) {
  // "[2/5] …", "[builder 2/5] …" or, with more than one platform, "[linux/amd64 builder 2/5] …".
  const auto close = step_name.find("] ");
  if (!step_name.starts_with('[') || close == std::string_view::npos) {
    return nullptr;
  }
  const std::vector<std::string> place = words_of(step_name.substr(1, close - 1));
  const std::string stage = place.size() >= 2 ? place[place.size() - 2] : "";
  const std::string step = bare(step_name.substr(close + 2));
  const Instruction* best = nullptr;
  for (const Instruction& instruction : instructions) {
    const std::string written = bare(instruction.text);
    // BuildKit shows a here-document as "RUN <<EOF (first line...)".
    const bool same =
        matches(written, step) || (written.contains("<<") && step.starts_with(written));
    if (same && (best == nullptr || (best->stage != stage && instruction.stage == stage))) {
      best = &instruction;
    }
  }
  return best;
}

const Instruction* find_from(const std::vector<Instruction>& instructions, std::string_view image) {
  for (const Instruction& instruction : instructions) {
    std::vector<std::string> words = words_of(bare(instruction.text));
    std::erase_if(words, [](const std::string& word) { return word.starts_with("--"); });
    if (words.size() < 2 || words.front() != "FROM") {
      continue;
    }
    const std::string& written = words[1];
    for (const std::string_view prefix : {"", "docker.io/", "docker.io/library/"}) {
      const std::string full = std::string{prefix} + written;
      if (matches(full, image) || matches(full + ":latest", image)) {
        return &instruction;
      }
    }
  }
  return nullptr;
}

}  // namespace voicehub::image
