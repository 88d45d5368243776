#include "cli/display/table.hpp"

#include <algorithm>
#include <numeric>

namespace voicehub::cli {
namespace {

constexpr std::size_t kGap = 2;
constexpr std::size_t kNarrowest = 8;

std::string line_of(const std::vector<Cell>& cells,
                    const std::vector<std::size_t>& widths,
                    const Terminal& terminal) {
  std::string line;
  std::size_t owed = 0;  // blanks before the next cell; never written at the end of a line
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (widths[i] == 0) {
      continue;
    }
    const std::string shown = fit(cells[i].text, widths[i]);
    if (!shown.empty()) {
      line.append(owed, ' ');
      line += paint(terminal, cells[i].colour, shown);
      owed = 0;
    }
    owed += widths[i] - display_width(shown) + kGap;
  }
  return line + '\n';
}

}  // namespace

Table::Table(std::vector<std::string> headings) : headings_{std::move(headings)} {}

void Table::add(std::vector<Cell> row) {
  row.resize(headings_.size());
  rows_.push_back(std::move(row));
}

std::vector<std::size_t> Table::widths(int columns) const {
  std::vector<std::size_t> widths(headings_.size());
  for (std::size_t i = 0; i < widths.size(); ++i) {
    for (const auto& row : rows_) {
      widths[i] = std::max(widths[i], display_width(row[i].text));
    }
    widths[i] = widths[i] == 0 ? 0 : std::max(widths[i], display_width(headings_[i]));
  }
  if (columns == 0) {
    return widths;
  }
  const auto shown = static_cast<std::size_t>(std::ranges::count_if(widths, std::identity{}));
  const std::size_t gaps = shown == 0 ? 0 : (shown - 1) * kGap;
  std::size_t total = std::accumulate(widths.begin(), widths.end(), gaps);
  while (total > static_cast<std::size_t>(columns)) {
    const auto widest = std::ranges::max_element(widths);
    if (widest == widths.end() || *widest <= kNarrowest) {
      break;
    }
    --*widest;
    --total;
  }
  return widths;
}

std::string Table::text(const Terminal& terminal) const {
  if (rows_.empty()) {
    return {};
  }
  const std::vector<std::size_t> columns = widths(terminal.columns);
  std::vector<Cell> heading;
  for (const std::string& text : headings_) {
    heading.push_back({text, Colour::bold});
  }
  std::string text = line_of(heading, columns, terminal);
  for (const auto& row : rows_) {
    text += line_of(row, columns, terminal);
  }
  return text;
}

}  // namespace voicehub::cli
