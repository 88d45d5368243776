#include "core/agent/lines.hpp"

#include <utility>

namespace voicehub::agent {
namespace {

void add_escaped(std::string& line, std::string_view field) {
  for (const char c : field) {
    switch (c) {
      case '\\': line += "\\\\"; break;
      case '\t': line += "\\t"; break;
      case '\n': line += "\\n"; break;
      case '\r': line += "\\r"; break;
      default: line += c;
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

std::string join_line(const std::vector<std::string>& fields) {
  std::string line;
  for (const std::string& field : fields) {
    if (&field != fields.data()) {
      line += '\t';
    }
    add_escaped(line, field);
  }
  return line + '\n';
}

std::vector<std::string> split_line(std::string_view line) {
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

std::optional<std::string> LineReader::next() {
  const std::size_t end = bytes_.find('\n', searched_);
  if (end == std::string::npos) {
    searched_ = bytes_.size();
    return std::nullopt;
  }
  std::string rest = bytes_.substr(end + 1);
  bytes_.resize(end);
  searched_ = 0;
  return std::exchange(bytes_, std::move(rest));
}

}  // namespace voicehub::agent
