#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/compose/node.hpp"

// Reading of a tree that is known to have its long form.
namespace voicehub::compose {

// Of the member `key`; empty when it is not there.
[[nodiscard]] std::string text_of(const Node& map, std::string_view key);
[[nodiscard]] bool flag_of(const Node& map, std::string_view key, bool otherwise = false);
[[nodiscard]] std::int64_t integer_of(const Node& map,
                                      std::string_view key,
                                      std::int64_t otherwise = 0);
[[nodiscard]] std::vector<std::string> texts_of(const Node& map, std::string_view key);
[[nodiscard]] std::map<std::string, std::string> text_map_of(const Node& map, std::string_view key);

// The member itself; an empty node when it is not there, so that loops need no question.
[[nodiscard]] const Node& member_of(const Node& map, std::string_view key);

}  // namespace voicehub::compose
