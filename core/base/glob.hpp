#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/result.hpp"

namespace voicehub {

// One pattern of .dockerignore, without its '!', with the meaning that Docker's own matcher gives
// it: '*' and '?' stop at '/', "**" does not, [a-z] and [^a-z] are sets, '\' takes the next
// character as it is, and case matters.
class Glob {
 public:
  // `pattern` is a cleaned path.
  [[nodiscard]] static Result<Glob> parse(std::string_view pattern);

  [[nodiscard]] bool matches(std::string_view path) const;
  // Whether some path inside `folder` can match.
  [[nodiscard]] bool can_match_inside(std::string_view folder) const;

 private:
  friend class GlobParser;

  // Docker compares simple patterns as text, and it shows: "**file" matches "profile", while
  // "**file*" does not match "profiles".
  enum class Kind { exact, prefix, suffix, tokens };

  struct Token {
    enum class Kind { character, any, set, run, folders, rest };  // c ? [c] * **/ **
    Kind kind = Kind::character;
    char32_t character = 0;
    std::vector<std::pair<char32_t, char32_t>> ranges;
    bool negated = false;

    [[nodiscard]] bool takes(char32_t next) const;
  };

  // The tokens that may come next, in ascending order; tokens_.size() is the end of the pattern.
  using Positions = std::vector<std::size_t>;
  void enter(Positions& positions, std::size_t position) const;
  [[nodiscard]] Positions positions_after(std::string_view path) const;

  Kind kind_ = Kind::exact;
  std::string text_;  // what exact, prefix and suffix compare with
  std::vector<Token> tokens_;
};

}  // namespace voicehub
