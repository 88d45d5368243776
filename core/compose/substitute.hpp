#pragma once

#include <cstddef>
#include <expected>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace voicehub::compose {

// The value of a variable; nothing when it is not set.
using Lookup = std::function<std::optional<std::string>(const std::string& name)>;

// What the variables of one text, one file or one project may grow into, in bytes.
inline constexpr std::size_t kMostSubstituted = std::size_t{64} << 20U;

// `text` with $NAME, ${NAME} and the operators :- - :? ? :+ + replaced, nested ones too; $$ is a
// plain $. Names that are not set and have no default become blank and are added to `unset`. Fails
// with what is wrong, as a sentence.
[[nodiscard]] std::expected<std::string, std::string> substitute(std::string_view text,
                                                                 const Lookup& lookup,
                                                                 std::set<std::string>& unset);

// One ${NAME…} of a text.
struct VariableUse {
  std::string name;
  bool required = false;    // :? or ?
  std::string fallback;     // of :- or -
  std::string alternative;  // of :+ or +
};

// All variables of `text`, those within others too, as far as it can be read.
[[nodiscard]] std::vector<VariableUse> variables_in(std::string_view text);

}  // namespace voicehub::compose
