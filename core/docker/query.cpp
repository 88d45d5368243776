#include "core/docker/query.hpp"

#include <iterator>

#include <fmt/format.h>

#include "core/docker/json.hpp"

namespace voicehub::docker {

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view kPlain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  std::string encoded;
  for (const char c : text) {
    if (kPlain.contains(c)) {
      encoded += c;
    } else {
      fmt::format_to(std::back_inserter(encoded), "%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return encoded;
}

Target& Target::add(std::string_view key, std::string_view value) {
  text += text.contains('?') ? '&' : '?';
  text += key;
  text += '=';
  text += percent_encoded(value);
  return *this;
}

Target& Target::add_unless_empty(std::string_view key, std::string_view value) {
  return value.empty() ? *this : add(key, value);
}

Target& Target::add_flag(std::string_view key, bool value) {
  return value ? add(key, "1") : *this;
}

Target& Target::add_label_filters(const std::vector<std::string>& labels) {
  return labels.empty() ? *this : add("filters", to_json(LabelFilters{labels}));
}

}  // namespace voicehub::docker
