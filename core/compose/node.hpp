#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace voicehub::compose {

// Where a value was written. Lines and columns count from 1.
struct Origin {
  std::shared_ptr<const std::string> file;  // as people should read it
  std::uint32_t line = 0;
  std::uint32_t column = 0;
};

// compose.yaml:4:7
[[nodiscard]] std::string to_text(const Origin& origin);

enum class Kind : std::uint8_t { null, boolean, integer, number, text, list, map };

// "a list", "text", …
[[nodiscard]] std::string_view to_text(Kind kind);

// How a value joins what earlier files said at the same place: the tags !reset and !override.
enum class Tag : std::uint8_t { none, reset, replace };

struct Entry;

// One value of a compose file, between the parser and the typed project. Every phase of loading
// works on this tree, so that every phase can say where a value was written.
struct Node {
  Kind kind = Kind::null;
  Tag tag = Tag::none;
  std::string text;            // of a scalar; numbers as Go prints them: 0755 is "493"
  std::vector<Node> items;     // of a list
  std::vector<Entry> entries;  // of a map, in the order of the file
  Origin at;

  [[nodiscard]] bool is_null() const { return kind == Kind::null; }

  // Nothing when this is no map or has no such key.
  [[nodiscard]] const Node* find(std::string_view key) const;
  [[nodiscard]] Node* find(std::string_view key);
  // Replaces or adds.
  void set(std::string_view key, Node value);
  void erase(std::string_view key);
};

struct Entry {
  std::string key;
  Origin key_at;
  Node value;
};

[[nodiscard]] Node make_text(std::string text, Origin at);
[[nodiscard]] Node make_boolean(bool value, Origin at);
[[nodiscard]] Node make_list(Origin at);
[[nodiscard]] Node make_map(Origin at);

}  // namespace voicehub::compose
