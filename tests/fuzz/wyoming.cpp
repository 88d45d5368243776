// Whatever bytes a client sends and however they are cut, the reader of events ends well, and what
// it has read it reads again when it is written.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "engines/wyoming/event.hpp"

namespace {

using namespace voicehub::engines::wyoming;

void check(const Event& event) {
  EventReader reader;
  reader.feed(to_wire(event));
  const auto again = reader.next();
  if (!again || !*again || (*again)->type != event.type || (*again)->payload != event.payload ||
      (*again)->data.json() != event.data.json() || reader.is_within()) {
    std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) {
    return 0;
  }
  const std::size_t step = std::size_t{1} + data[0];  // the first byte says how it is cut
  std::string_view bytes{reinterpret_cast<const char*>(data + 1), size - 1};
  EventReader reader{{.header_bytes = 512, .data_bytes = 512, .payload_bytes = 512}};
  while (!bytes.empty()) {
    reader.feed(bytes.substr(0, step));
    bytes.remove_prefix(bytes.size() < step ? bytes.size() : step);
    auto event = reader.next();
    while (event && *event) {
      check(**event);
      event = reader.next();
    }
  }
  return 0;
}
