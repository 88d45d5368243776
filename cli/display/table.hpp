#pragma once

#include <string>
#include <vector>

#include "cli/display/terminal.hpp"

namespace voicehub::cli {

struct Cell {
  std::string text;
  Colour colour = Colour::plain;
};

// Columns for people: as wide as their widest cell. On a terminal the widest columns give way until
// a row fits; in a pipe nothing is cut. A column without any text is left out,
// and so is a heading without rows.
class Table {
 public:
  explicit Table(std::vector<std::string> headings);

  // Cells that are missing at the end are empty.
  void add(std::vector<Cell> row);

  // Every line ends with '\n'; none with blanks.
  [[nodiscard]] std::string text(const Terminal& terminal) const;

 private:
  [[nodiscard]] std::vector<std::size_t> widths(int columns) const;

  std::vector<std::string> headings_;
  std::vector<std::vector<Cell>> rows_;
};

}  // namespace voicehub::cli
