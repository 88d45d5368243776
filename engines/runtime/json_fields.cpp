#include "engines/runtime/json_fields.hpp"

#include <cmath>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace voicehub::engines {

using nlohmann::json;

struct JsonFields::Tree {
  json object;

  // Null for one that is absent.
  [[nodiscard]] const json& at(const char* name) const {
    static const json kNothing;
    const auto found = object.find(name);
    return found == object.end() ? kNothing : *found;
  }
};

std::unexpected<Response> refuse(std::string message, std::string field) {
  constexpr int kBadRequest = 400;
  return std::unexpected(error_response(kBadRequest, std::move(message), std::move(field)));
}

JsonFields::JsonFields(std::unique_ptr<Tree> tree) : tree_{std::move(tree)} {}

JsonFields::~JsonFields() = default;
JsonFields::JsonFields(JsonFields&&) noexcept = default;
JsonFields& JsonFields::operator=(JsonFields&&) noexcept = default;

OrRefusal<JsonFields> JsonFields::parse(std::string_view body) {
  json object = json::parse(body, nullptr, false);
  if (!object.is_object()) {
    return refuse("the body must be a JSON object in UTF-8");
  }
  return JsonFields{std::make_unique<Tree>(std::move(object))};
}

bool JsonFields::has(const char* name) const {
  return !tree_->at(name).is_null();
}

OrRefusal<std::string> JsonFields::text(const char* name, std::string fallback) const {
  const json& value = tree_->at(name);
  if (value.is_null()) {
    return fallback;
  }
  if (!value.is_string()) {
    return refuse(fmt::format("'{}' must be a string", name), name);
  }
  return value.get<std::string>();
}

OrRefusal<bool> JsonFields::flag(const char* name, bool fallback) const {
  const json& value = tree_->at(name);
  if (value.is_null()) {
    return fallback;
  }
  if (!value.is_boolean()) {
    return refuse(fmt::format("'{}' must be true or false", name), name);
  }
  return value.get<bool>();
}

OrRefusal<double> JsonFields::number(const char* name,
                                     double fallback,
                                     double least,
                                     double most) const {
  const json& value = tree_->at(name);
  if (value.is_null()) {
    return fallback;
  }
  const bool fits = value.is_number() && std::isfinite(value.get<double>()) &&
                    value.get<double>() >= least && value.get<double>() <= most;
  if (!fits) {
    return refuse(fmt::format("'{}' must be a number from {} to {}", name, least, most), name);
  }
  return value.get<double>();
}

OrRefusal<std::string> JsonFields::text_or_id(const char* name, std::string fallback) const {
  const json& value = tree_->at(name);
  if (value.is_object() && value.contains("id") && value.at("id").is_string()) {
    return value.at("id").get<std::string>();
  }
  return text(name, std::move(fallback));
}

}  // namespace voicehub::engines
