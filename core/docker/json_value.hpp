#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "core/base/result.hpp"

// Forgiving access to parsed JSON: a member that is absent, null or of another type gives the
// default.
namespace voicehub::docker::json {

using Json = nlohmann::json;

[[nodiscard]] Result<Json> parse(std::string_view text);
// Bytes that are not UTF-8 become U+FFFD, as they do in every client of the daemon.
[[nodiscard]] std::string dump(const Json& value);

// The member itself; a null value when there is none.
[[nodiscard]] const Json& member(const Json& value, std::string_view key);
[[nodiscard]] std::string text(const Json& value, std::string_view key);
[[nodiscard]] bool flag(const Json& value, std::string_view key);
[[nodiscard]] std::int64_t integer(const Json& value, std::string_view key);
// 0 for negative numbers: the daemon says -1 for "unknown".
[[nodiscard]] std::uint64_t count(const Json& value, std::string_view key);
[[nodiscard]] std::chrono::system_clock::time_point time(const Json& value, std::string_view key);
[[nodiscard]] std::vector<std::string> texts(const Json& value, std::string_view key);
[[nodiscard]] std::map<std::string, std::string> text_map(const Json& value, std::string_view key);

}  // namespace voicehub::docker::json
