#include "core/compose/reader.hpp"

#include "core/compose/scalar.hpp"

namespace voicehub::compose {

const Node& member_of(const Node& map, std::string_view key) {
  static const Node absent;
  const Node* member = map.find(key);
  return member == nullptr ? absent : *member;
}

std::string text_of(const Node& map, std::string_view key) {
  return member_of(map, key).text;
}

bool flag_of(const Node& map, std::string_view key, bool otherwise) {
  const Node& member = member_of(map, key);
  return member.kind == Kind::boolean ? member.text == "true" : otherwise;
}

std::int64_t integer_of(const Node& map, std::string_view key, std::int64_t otherwise) {
  return parse_integer(member_of(map, key).text).value_or(otherwise);
}

std::vector<std::string> texts_of(const Node& map, std::string_view key) {
  std::vector<std::string> texts;
  for (const Node& item : member_of(map, key).items) {
    texts.push_back(item.text);
  }
  return texts;
}

std::map<std::string, std::string> text_map_of(const Node& map, std::string_view key) {
  std::map<std::string, std::string> texts;
  for (const Entry& entry : member_of(map, key).entries) {
    texts.emplace(entry.key, entry.value.text);
  }
  return texts;
}

}  // namespace voicehub::compose
