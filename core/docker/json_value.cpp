#include "core/docker/json_value.hpp"

#include <nlohmann/json.hpp>

#include "core/docker/timestamp.hpp"

namespace voicehub::docker::json {

Result<Json> parse(std::string_view text) {
  Json value = Json::parse(text, nullptr, false);
  if (value.is_discarded()) {
    constexpr std::size_t kShown = 200;
    return make_error(ErrorCode::failed,
                      "the daemon sent something that is not JSON",
                      {},
                      std::string{text.substr(0, kShown)});
  }
  return value;
}

std::string dump(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

const Json& member(const Json& value, std::string_view key) {
  static const Json none;
  if (!value.is_object()) {
    return none;
  }
  const auto found = value.find(key);
  return found == value.end() ? none : *found;
}

std::string text(const Json& value, std::string_view key) {
  const Json& found = member(value, key);
  return found.is_string() ? found.get<std::string>() : std::string{};
}

bool flag(const Json& value, std::string_view key) {
  const Json& found = member(value, key);
  return found.is_boolean() && found.get<bool>();
}

std::int64_t integer(const Json& value, std::string_view key) {
  const Json& found = member(value, key);
  return found.is_number() ? found.get<std::int64_t>() : 0;
}

std::uint64_t count(const Json& value, std::string_view key) {
  const Json& found = member(value, key);
  return found.is_number_unsigned() ? found.get<std::uint64_t>() : 0;
}

std::chrono::system_clock::time_point time(const Json& value, std::string_view key) {
  return parse_timestamp(text(value, key)).value_or(std::chrono::system_clock::time_point{});
}

std::vector<std::string> texts(const Json& value, std::string_view key) {
  std::vector<std::string> list;
  for (const Json& item : member(value, key)) {
    if (item.is_string()) {
      list.push_back(item.get<std::string>());
    }
  }
  return list;
}

std::map<std::string, std::string> text_map(const Json& value, std::string_view key) {
  std::map<std::string, std::string> map;
  for (const auto& [name, item] : member(value, key).items()) {
    if (item.is_string()) {
      map.emplace(name, item.get<std::string>());
    }
  }
  return map;
}

}  // namespace voicehub::docker::json
