#include <algorithm>
#include <iterator>

#include <yaml-cpp/emitter.h>
#include <yaml-cpp/emittermanip.h>

#include "core/base/text.hpp"
#include "core/compose/print.hpp"
#include "core/compose/scalar.hpp"

namespace voicehub::compose {
namespace {

// 22:22, a number to base 60 in YAML 1.1.
bool is_base_60(const std::string& text) {
  const auto parts = split(text, ':');
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto is_number = [&](const std::string& part) {
    return !part.empty() && std::ranges::all_of(part, is_digit);
  };
  return parts.size() > 1 && std::ranges::all_of(parts, is_number) &&
         std::all_of(std::next(parts.begin()), parts.end(), [](const std::string& part) {
           return part.size() == 1 || (part.size() == 2 && part.front() < '6');
         });
}

// 2024-01-31, with or without a time: a moment in YAML 1.1.
bool is_moment(std::string_view text) {
  const auto digits = [&text](std::size_t least, std::size_t most) {
    const auto end = std::ranges::find_if_not(text, [](char c) { return c >= '0' && c <= '9'; });
    const auto count = static_cast<std::size_t>(end - text.begin());
    text.remove_prefix(count);
    return count >= least && count <= most;
  };
  const auto dash = [&text] {
    const bool is_there = text.starts_with('-');
    text.remove_prefix(is_there ? 1 : 0);
    return is_there;
  };
  return digits(4, 4) && dash() && digits(1, 2) && dash() && digits(1, 2) &&
         (text.empty() || std::string_view{"Tt \t"}.contains(text.front()));
}

// Characters that only an escape brings through: control characters, and those at which YAML ends a
// line.
bool needs_escapes(std::string_view text) {
  constexpr std::string_view kEnds[] = {"\xC2\x85", "\xE2\x80\xA8", "\xE2\x80\xA9", "\xEF\xBF\xBE"};
  return std::ranges::any_of(text,
                             [](char c) {
                               const auto byte = static_cast<unsigned char>(c);
                               return (byte < 0x20 && c != '\n' && c != '\t') || byte == 0x7F;
                             }) ||
         std::ranges::any_of(kEnds, [&](std::string_view end) { return text.contains(end); });
}

// Text that would be read as something else without quotes.
bool needs_quotes(const std::string& text) {
  return resolve_plain(text).kind != Kind::text || parse_boolean(text).has_value() ||
         text == "<<" || is_base_60(text) || is_moment(text);
}

// Lines that a block shows as they are: with one line end at the end, and no blanks that nobody
// sees.
bool is_block(const std::string& text) {
  return text.ends_with('\n') && !text.ends_with("\n\n") && !text.starts_with(' ') &&
         !text.starts_with('\n') && !text.contains(" \n") && !text.contains('\t') &&
         !text.contains('\r');
}

void write_text(YAML::Emitter& out, const std::string& text) {
  if (needs_escapes(text)) {
    out << YAML::EscapeNonAscii << YAML::DoubleQuoted;
  } else if (is_block(text)) {
    out << YAML::Literal;
  } else if (needs_quotes(text) || text.contains('\n')) {
    out << YAML::DoubleQuoted;
  }
  out << text;
}

void write(YAML::Emitter& out, const Node& node) {
  switch (node.kind) {
    case Kind::null: out << YAML::Null; break;
    case Kind::list:
      out << (node.items.empty() ? YAML::Flow : YAML::Block) << YAML::BeginSeq;
      for (const Node& item : node.items) {
        write(out, item);
      }
      out << YAML::EndSeq;
      break;
    case Kind::map:
      out << (node.entries.empty() ? YAML::Flow : YAML::Block) << YAML::BeginMap;
      for (const Entry& entry : node.entries) {
        out << YAML::Key;
        write_text(out, entry.key);
        out << YAML::Value;
        write(out, entry.value);
      }
      out << YAML::EndMap;
      break;
    case Kind::text: write_text(out, node.text); break;
    default: out << node.text; break;
  }
}

}  // namespace

std::string to_yaml(const Node& node) {
  YAML::Emitter out;
  out.SetNullFormat(YAML::LowerNull);
  write(out, node);
  return std::string{out.c_str(), out.size()} + "\n";
}

}  // namespace voicehub::compose
