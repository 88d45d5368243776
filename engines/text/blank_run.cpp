#include "engines/text/blank_run.hpp"

#include <algorithm>
#include <utility>

namespace voicehub::engines {

void BlankRun::add(char32_t blank) {
  const char32_t before = std::exchange(last_, blank);
  switch (blank) {
    case U'\f':
    case 0x2029: gap_ = Gap::paragraph; break;
    case U'\n':
      if (before == U'\r') {
        break;
      }
      [[fallthrough]];
    case U'\r':
    case U'\v':
    case 0x85:
    case 0x2028: gap_ = gap_ < Gap::line_break ? Gap::line_break : Gap::paragraph; break;
    default: gap_ = std::max(gap_, Gap::blank); break;
  }
}

}  // namespace voicehub::engines
