#include "core/reload/agent_lines.hpp"

namespace voicehub::reload {
namespace {

void append_escaped(std::string& line, std::string_view field) {
  for (const char letter : field) {
    switch (letter) {
      case '\\': line += "\\\\"; break;
      case '\t': line += "\\t"; break;
      case '\n': line += "\\n"; break;
      case '\r': line += "\\r"; break;
      default: line += letter;
    }
  }
}

char unescaped(char letter) {
  switch (letter) {
    case 't': return '\t';
    case 'n': return '\n';
    case 'r': return '\r';
    default: return letter;
  }
}

}  // namespace

std::string to_line(const std::vector<std::string>& fields) {
  std::string line;
  for (const std::string& field : fields) {
    if (&field != &fields.front()) {
      line += '\t';
    }
    append_escaped(line, field);
  }
  return line + '\n';
}

std::vector<std::string> from_line(std::string_view line) {
  std::vector<std::string> fields(1);
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '\t') {
      fields.emplace_back();
    } else if (line[i] == '\\' && i + 1 < line.size()) {
      fields.back() += unescaped(line[++i]);
    } else {
      fields.back() += line[i];
    }
  }
  return fields;
}

}  // namespace voicehub::reload
