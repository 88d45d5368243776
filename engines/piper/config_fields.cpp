#include "engines/piper/config_fields.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace voicehub::engines::piper {

using nlohmann::json;

namespace {

bool is_number(const json& value) {
  return value.is_number() && std::isfinite(value.get<double>());
}

bool is_integer(const json& value) {
  return value.is_number_integer();
}

bool is_text(const json& value) {
  return value.is_string();
}

bool is_integer_list(const json& value) {
  return value.is_array() && std::ranges::all_of(value, is_integer);
}

bool is_text_list(const json& value) {
  return value.is_array() && std::ranges::all_of(value, is_text);
}

const json& nothing() {
  static const json none;
  return none;
}

}  // namespace

const json& ConfigFields::at(const char* name) const {
  if (!object_.is_object()) {
    return nothing();
  }
  const auto found = object_.find(name);
  return found == object_.end() ? nothing() : *found;
}

bool ConfigFields::has(const char* name) const {
  return !at(name).is_null();
}

std::unexpected<Error> ConfigFields::refuse(const std::string& name,
                                            std::string_view should) const {
  return make_error(ErrorCode::invalid_project,
                    fmt::format("{}: '{}{}' must be {}", file_, prefix_, name, should),
                    "take the .onnx and its .onnx.json from one place, unchanged");
}

Result<ConfigFields> ConfigFields::object(const char* name) const {
  const json& value = at(name);
  if (!value.is_null() && !value.is_object()) {
    return refuse(name, "an object");
  }
  return ConfigFields{value, file_, prefix_ + name + "."};
}

Result<std::string> ConfigFields::text(const char* name, std::string fallback) const {
  const json& value = at(name);
  if (value.is_null()) {
    return fallback;
  }
  if (!value.is_string()) {
    return refuse(name, "a string");
  }
  return value.get<std::string>();
}

Result<double> ConfigFields::number(const char* name,
                                    double fallback,
                                    double least,
                                    double most) const {
  const json& value = at(name);
  if (value.is_null()) {
    return fallback;
  }
  if (!is_number(value) || value.get<double>() < least || value.get<double>() > most) {
    return refuse(name, fmt::format("a number from {} to {}", least, most));
  }
  return value.get<double>();
}

Result<std::int64_t> ConfigFields::integer(const char* name,
                                           std::int64_t fallback,
                                           std::int64_t least,
                                           std::int64_t most) const {
  const json& value = at(name);
  if (value.is_null()) {
    return fallback;
  }
  if (!is_integer(value) || value.get<std::int64_t>() < least || value.get<std::int64_t>() > most) {
    return refuse(name, fmt::format("a whole number from {} to {}", least, most));
  }
  return value.get<std::int64_t>();
}

template <typename Value>
Result<std::map<std::string, Value>> ConfigFields::members(const char* name,
                                                           bool (*fits)(const json&),
                                                           std::string_view should) const {
  const json& value = at(name);
  if (!value.is_null() && !value.is_object()) {
    return refuse(name, "an object");
  }
  std::map<std::string, Value> result;
  for (const auto& [key, member] : value.items()) {
    if (!fits(member)) {
      return refuse(fmt::format("{}.{}", name, key), should);
    }
    result.emplace(key, member.template get<Value>());
  }
  return result;
}

Result<std::map<std::string, double>> ConfigFields::numbers(const char* name) const {
  return members<double>(name, is_number, "a number");
}

Result<std::map<std::string, std::int64_t>> ConfigFields::integers(const char* name) const {
  return members<std::int64_t>(name, is_integer, "a whole number");
}

Result<std::map<std::string, std::vector<std::int64_t>>> ConfigFields::integer_lists(
    const char* name) const {
  return members<std::vector<std::int64_t>>(name, is_integer_list, "an array of whole numbers");
}

Result<std::map<std::string, std::vector<std::string>>> ConfigFields::text_lists(
    const char* name) const {
  return members<std::vector<std::string>>(name, is_text_list, "an array of strings");
}

Result<std::vector<std::vector<std::string>>> ConfigFields::lists_of_texts(const char* name) const {
  const json& value = at(name);
  if (value.is_null()) {
    return {};
  }
  if (!value.is_array() || !std::ranges::all_of(value, is_text_list)) {
    return refuse(name, "an array of arrays of strings");
  }
  return value.get<std::vector<std::vector<std::string>>>();
}

}  // namespace voicehub::engines::piper
