#pragma once

#include <string_view>
#include <vector>

#include "engines/runtime/json_fields.hpp"

namespace voicehub::engines {

// One field of a form. The views are into the body that was parsed.
struct FormPart {
  std::string_view name;
  std::string_view file_name;  // empty for a field that is no file
  std::string_view content;
};

// The parts of a multipart/form-data body (RFC 7578), in their order. Refused when the content type
// is another or has no boundary, and when the body does not hold together.
[[nodiscard]] OrRefusal<std::vector<FormPart>> parse_multipart(std::string_view content_type,
                                                               std::string_view body);

}  // namespace voicehub::engines
