#include "cli/display/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <cstdlib>

namespace voicehub::cli {
namespace {

std::string value_of(const std::map<std::string, std::string>& environment,
                     const std::string& name) {
  const auto found = environment.find(name);
  return found == environment.end() ? std::string{} : found->second;
}

int parse_columns(const std::string& text) {
  int columns = 0;
  std::from_chars(text.data(), text.data() + text.size(), columns);
  return std::max(columns, 0);
}

struct CodePoint {
  char32_t value = 0;
  std::size_t bytes = 1;
};

// A byte that is not UTF-8 counts as one character, as terminals show it.
CodePoint decode(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t bytes = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (bytes == 1 || bytes > text.size()) {
    return {lead, 1};
  }
  auto value = static_cast<char32_t>(lead & (0x7FU >> bytes));
  for (std::size_t i = 1; i < bytes; ++i) {
    const auto next = static_cast<unsigned char>(text[i]);
    if ((next & 0xC0U) != 0x80U) {
      return {lead, 1};
    }
    value = (value << 6U) | (next & 0x3FU);
  }
  return {value, bytes};
}

struct Range {
  char32_t first;
  char32_t last;
};

template <std::size_t N>
bool is_in(const std::array<Range, N>& ranges, char32_t value) {
  return std::ranges::any_of(
      ranges, [value](const Range& range) { return value >= range.first && value <= range.last; });
}

// wcwidth() would depend on the locale, which a container or a service manager may not set.
std::size_t width_of(char32_t value) {
  static constexpr std::array<Range, 6> kCombining{{{0x0300, 0x036F},
                                                    {0x1AB0, 0x1AFF},
                                                    {0x200B, 0x200F},
                                                    {0x20D0, 0x20FF},
                                                    {0xFE00, 0xFE0F},
                                                    {0xFE20, 0xFE2F}}};
  static constexpr std::array<Range, 9> kWide{{{0x1100, 0x115F},
                                               {0x2E80, 0x303E},
                                               {0x3041, 0xA4CF},
                                               {0xAC00, 0xD7A3},
                                               {0xF900, 0xFAFF},
                                               {0xFE30, 0xFE6F},
                                               {0xFF00, 0xFF60},
                                               {0x1F300, 0x1FAFF},
                                               {0x20000, 0x3FFFD}}};
  if (is_in(kCombining, value)) {
    return 0;
  }
  return is_in(kWide, value) ? 2 : 1;
}

// Bytes of the escape sequence that `text` begins with; 0 when it begins with none.
std::size_t escape_length(std::string_view text) {
  if (!text.starts_with("\x1b[")) {
    return 0;
  }
  const auto end = std::ranges::find_if(text.substr(2), [](char c) { return c >= '@'; });
  return std::min(text.size(), static_cast<std::size_t>(end - text.begin()) + 1);
}

// How many bytes of `text` fill at most `columns`, and how many columns those are.
std::pair<std::size_t, std::size_t> measure(std::string_view text, std::size_t columns) {
  std::size_t at = 0;
  std::size_t width = 0;
  while (at < text.size()) {
    if (const std::size_t escape = escape_length(text.substr(at)); escape > 0) {
      at += escape;
      continue;
    }
    const CodePoint point = decode(text.substr(at));
    const std::size_t next = width + width_of(point.value);
    if (next > columns) {
      break;
    }
    width = next;
    at += point.bytes;
  }
  return {at, width};
}

}  // namespace

Terminal detect_terminal(int descriptor) {
  std::map<std::string, std::string> environment;
  for (const char* name : {"NO_COLOR", "CLICOLOR_FORCE", "TERM", "COLUMNS"}) {
    if (const char* value = std::getenv(name)) {
      environment.emplace(name, value);
    }
  }
  const bool is_tty = isatty(descriptor) == 1;
  winsize size{};
  const bool known = is_tty && ioctl(descriptor, TIOCGWINSZ, &size) == 0;
  return terminal_for(is_tty, known ? size.ws_col : 0, environment);
}

// no-color.org and bixense.com/clicolors: NO_COLOR wins, then CLICOLOR_FORCE, then what the
// terminal can do.
Terminal terminal_for(bool is_tty,
                      int width,
                      const std::map<std::string, std::string>& environment) {
  constexpr int kUsualColumns = 80;
  Terminal terminal{.is_tty = is_tty};
  if (is_tty) {
    const int told = parse_columns(value_of(environment, "COLUMNS"));
    terminal.columns = width > 0 ? width : told > 0 ? told : kUsualColumns;
  }
  const std::string forced = value_of(environment, "CLICOLOR_FORCE");
  const bool capable = is_tty && value_of(environment, "TERM") != "dumb";
  terminal.colour =
      value_of(environment, "NO_COLOR").empty() && (capable || (!forced.empty() && forced != "0"));
  return terminal;
}

std::string paint(const Terminal& terminal, Colour colour, std::string_view text) {
  static constexpr std::array<std::string_view, 9> kCodes{
      "", "1", "2", "31", "32", "33", "34", "35", "36"};
  if (!terminal.colour || colour == Colour::plain || text.empty()) {
    return std::string{text};
  }
  std::string painted{"\x1b["};
  painted += kCodes.at(static_cast<std::size_t>(colour));
  painted += 'm';
  painted += text;
  painted += "\x1b[0m";
  return painted;
}

std::size_t display_width(std::string_view text) {
  return measure(text, std::string_view::npos).second;
}

std::string fit(std::string_view text, std::size_t columns) {
  if (measure(text, columns).first == text.size()) {
    return std::string{text};
  }
  if (columns == 0) {
    return {};
  }
  std::string cut{text.substr(0, measure(text, columns - 1).first)};
  cut += "…";
  return cut;
}

std::string printable(std::string_view text) {
  std::string clean;
  clean.reserve(text.size());
  while (!text.empty()) {
    if (const std::size_t escape = escape_length(text); escape > 0) {
      text.remove_prefix(escape);
      continue;
    }
    const char c = text.front();
    if (c == '\t') {
      clean += ' ';
    } else if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F) {
      clean += c;
    }
    text.remove_prefix(1);
  }
  return clean;
}

}  // namespace voicehub::cli
