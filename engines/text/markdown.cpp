#include "engines/text/markdown.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>

#include "engines/text/inline_marks.hpp"

namespace voicehub::engines {
namespace {

constexpr std::string_view kBlanks = " \t";

std::string_view trimmed(std::string_view line) {
  const std::size_t start = line.find_first_not_of(kBlanks);
  if (start == std::string_view::npos) {
    return {};
  }
  return line.substr(start, line.find_last_not_of(kBlanks) + 1 - start);
}

bool is_blank_at(std::string_view line, std::size_t position) {
  return position >= line.size() || kBlanks.contains(line[position]);
}

std::size_t run_length(std::string_view text) {
  return std::min(text.find_first_not_of(text.empty() ? '\0' : text.front()), text.size());
}

// The first line, taken away from `text`.
std::string_view take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end);
  text.remove_prefix(text.starts_with("\r\n") ? 2 : std::min<std::size_t>(text.size(), 1));
  return line;
}

std::string_view without_block_quote(std::string_view line) {
  line = trimmed(line);
  while (line.starts_with('>')) {
    line = trimmed(line.substr(1));
  }
  return line;
}

struct Fence {
  char mark = '`';
  std::size_t length = 0;
};

std::optional<Fence> opening_fence(std::string_view line) {
  constexpr std::size_t kShortest = 3;
  if (!line.starts_with("```") && !line.starts_with("~~~")) {
    return std::nullopt;
  }
  const Fence fence{.mark = line.front(), .length = run_length(line)};
  const bool is_code_span = fence.mark == '`' && line.substr(fence.length).contains('`');
  return fence.length < kShortest || is_code_span ? std::nullopt : std::optional{fence};
}

bool closes(const Fence& fence, std::string_view line) {
  return line.starts_with(fence.mark) && run_length(line) == line.size() &&
         line.size() >= fence.length;
}

// The line of a thematic break, or the one under a heading: "---", "* * *", "===".
bool is_rule(std::string_view line) {
  if (line.empty() || !std::string_view{"-*_="}.contains(line.front())) {
    return false;
  }
  const char mark = line.front();
  const auto marks = std::ranges::count(line, mark);
  return marks >= 3 && line.find_first_not_of(std::string{mark, ' '} + '\t') == std::string::npos;
}

bool is_table_rule(std::string_view line) {
  return line.contains('|') && line.contains('-') &&
         line.find_first_not_of("|-: \t") == std::string_view::npos;
}

bool is_row(std::string_view line) {
  return line.size() > 1 && line.starts_with('|') && line.ends_with('|');
}

std::optional<std::string_view> heading(std::string_view line) {
  constexpr std::size_t kDeepest = 6;
  const std::size_t depth = line.starts_with('#') ? run_length(line) : 0;
  if (depth == 0 || depth > kDeepest || !is_blank_at(line, depth)) {
    return std::nullopt;
  }
  const std::string_view words = trimmed(line.substr(depth));
  const std::size_t end = words.find_last_not_of('#') + 1;
  return end == 0 || is_blank_at(words, end - 1) ? trimmed(words.substr(0, end)) : words;
}

std::optional<std::string_view> list_item(std::string_view line) {
  const bool ascii = !line.empty() && std::string_view{"-*+"}.contains(line.front());
  const std::size_t mark = ascii ? 1 : (line.starts_with("•") ? std::string_view{"•"}.size() : 0);
  if (mark == 0 || !is_blank_at(line, mark)) {
    return std::nullopt;
  }
  const std::string_view words = trimmed(line.substr(mark));
  const bool is_task =
      words.starts_with("[ ] ") || words.starts_with("[x] ") || words.starts_with("[X] ");
  return is_task ? trimmed(words.substr(4)) : words;
}

class Blocks {
 public:
  void add(std::string_view line, std::string_view following) {
    if (fence_) {
      add_code(line, *fence_);
      return;
    }
    line = without_block_quote(line);
    if (const auto fence = opening_fence(line)) {
      fence_ = fence;
      separate();
    } else if (is_rule(line) || line.empty()) {
      in_table_ = false;
      separate();
    } else if (is_table_rule(line)) {
      in_table_ = true;
      separate();
    } else if (in_table_ || is_row(line) || (line.contains('|') && is_table_rule(following))) {
      add_block(line, Cells::yes);
    } else if (const auto words = heading(line)) {
      add_block(*words, Cells::no);
    } else {
      add_words(line);
    }
  }

  [[nodiscard]] std::string take() {
    separate();
    return std::move(text_);
  }

 private:
  void add_code(std::string_view line, const Fence& fence) {
    if (closes(fence, trimmed(line))) {
      fence_.reset();
      separate();
    } else {
      text_.append(line) += '\n';
    }
  }

  void add_block(std::string_view words, Cells cells) {
    separate();
    text_ += without_inline_marks(words, cells);
    separate();
  }

  void add_words(std::string_view line) {
    if (const auto words = list_item(line)) {
      separate();
      line = *words;
    }
    paragraph_.append(line) += '\n';
  }

  // Emphasis and links may go over several lines, not over several blocks.
  void separate() {
    text_ += without_inline_marks(paragraph_, Cells::no);
    text_ += "\n\n";
    paragraph_.clear();
  }

  std::string text_;
  std::string paragraph_;
  std::optional<Fence> fence_;
  bool in_table_ = false;
};

}  // namespace

std::string without_markdown(std::string_view text) {
  Blocks blocks;
  while (!text.empty()) {
    const std::string_view line = take_line(text);
    std::string_view rest = text;
    // A row is known by the line below it, which has no more than a few marks for each column.
    constexpr std::size_t kLongestRule = 1000;
    rest = rest.substr(0, kLongestRule);
    blocks.add(line, trimmed(take_line(rest)));
  }
  return blocks.take();
}

}  // namespace voicehub::engines
