#pragma once

#include <string>

#include "core/base/result.hpp"
#include "core/compose/load.hpp"
#include "core/compose/problem.hpp"
#include "core/compose/substitute.hpp"

namespace voicehub::compose {

// A file in dotenv syntax.
struct EnvFile {
  std::string text;
  std::string name;  // as people should read it
};

// Adds the variables of `file` to `known`: KEY=value, `export`, quotes and comments. Variables in
// unquoted and double-quoted values are answered by `outer`, else by what is known so far; a bare
// KEY is inherited from `outer`.
[[nodiscard]] Result<Environment> parse_env_file(const EnvFile& file,
                                                 const Lookup& outer,
                                                 Environment known,
                                                 Notes& notes);

// The same for `format: raw`: what follows the first '=' of a line is the value, to its last
// character.
[[nodiscard]] Result<Environment> parse_raw_env_file(const EnvFile& file, Environment known);

}  // namespace voicehub::compose
