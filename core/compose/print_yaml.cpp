#include <yaml-cpp/emitter.h>
#include <yaml-cpp/emittermanip.h>

#include "core/compose/print.hpp"
#include "core/compose/scalar.hpp"

namespace voicehub::compose {
namespace {

// Text that would be read as something else without quotes.
bool needs_quotes(const std::string& text) {
  return resolve_plain(text).kind != Kind::text || parse_boolean(text).has_value() || text == "<<";
}

// Lines that a block shows as they are: with one line end at the end, and no blanks that nobody
// sees.
bool is_block(const std::string& text) {
  return text.ends_with('\n') && !text.ends_with("\n\n") && !text.starts_with(' ') &&
         !text.starts_with('\n') && !text.contains(" \n") && !text.contains('\t') &&
         !text.contains('\r');
}

void write_text(YAML::Emitter& out, const std::string& text) {
  if (is_block(text)) {
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
