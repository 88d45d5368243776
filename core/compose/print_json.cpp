#include <string_view>

#include <fmt/format.h>

#include "core/compose/print.hpp"

namespace voicehub::compose {
namespace {

class JsonWriter {
 public:
  explicit JsonWriter(bool indented) : indented_{indented} {}

  void write(const Node& node) {
    switch (node.kind) {
      case Kind::null: text_ += "null"; break;
      case Kind::list: write_all('[', node.items, ']'); break;
      case Kind::map: write_all('{', node.entries, '}'); break;
      case Kind::text: write_text(node.text); break;
      default: write_plain(node.text); break;
    }
  }

  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  void write(const Entry& entry) {
    write_text(entry.key);
    text_ += indented_ ? ": " : ":";
    write(entry.value);
  }

  template <typename Children>
  void write_all(char open, const Children& children, char close) {
    text_ += open;
    ++depth_;
    bool first = true;
    for (const auto& child : children) {
      text_ += first ? "" : ",";
      first = false;
      break_line();
      write(child);
    }
    --depth_;
    if (!first) {
      break_line();
    }
    text_ += close;
  }

  void break_line() {
    if (indented_) {
      text_ += '\n';
      text_.append(2 * depth_, ' ');
    }
  }

  // JSON has no infinity.
  void write_plain(const std::string& text) {
    const bool special = text.ends_with("Inf") || text == "NaN";
    special ? write_text(text) : void(text_ += text);
  }

  void write_text(std::string_view text) {
    text_ += '"';
    for (std::size_t i = 0; i < text.size(); ++i) {
      const char c = text[i];
      switch (c) {
        case '"': text_ += "\\\""; break;
        case '\\': text_ += "\\\\"; break;
        case '\n': text_ += "\\n"; break;
        case '\r': text_ += "\\r"; break;
        case '\t': text_ += "\\t"; break;
        case '\b': text_ += "\\b"; break;
        case '\f': text_ += "\\f"; break;
        case '<':
        case '>':
        case '&': write_escaped(c); break;
        default: i += write_other(text.substr(i)); break;
      }
    }
    text_ += '"';
  }

  void write_escaped(char c) { text_ += fmt::format("\\u{:04x}", static_cast<unsigned char>(c)); }

  // How many bytes more than one it took.
  std::size_t write_other(std::string_view rest) {
    // Line ends to JavaScript.
    if (rest.starts_with("\u2028") || rest.starts_with("\u2029")) {
      text_ += rest.starts_with("\u2028") ? "\\u2028" : "\\u2029";
      return 2;
    }
    static_cast<unsigned char>(rest.front()) < 0x20 ? write_escaped(rest.front())
                                                    : void(text_ += rest.front());
    return 0;
  }

  bool indented_;
  std::size_t depth_ = 0;
  std::string text_;
};

std::string written(const Node& node, bool indented) {
  JsonWriter writer{indented};
  writer.write(node);
  return writer.take();
}

}  // namespace

std::string to_json(const Node& node) {
  return written(node, true) + "\n";
}

std::string to_compact_json(const Node& node) {
  return written(node, false);
}

}  // namespace voicehub::compose
