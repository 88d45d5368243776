#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace voicehub::docker {

// Everything but letters, digits and -._~ as %XX, so that it can stand anywhere in a path or query.
[[nodiscard]] std::string percent_encoded(std::string_view text);

// A path with its query: Target{"/containers/json"}.add("all", "1").text
struct Target {
  std::string text;

  Target& add(std::string_view key, std::string_view value);
  // Nothing for an empty value: the daemon's default.
  Target& add_unless_empty(std::string_view key, std::string_view value);
  Target& add_flag(std::string_view key, bool value);
  // filters={"label":[…]}
  Target& add_label_filters(const std::vector<std::string>& labels);
};

}  // namespace voicehub::docker
