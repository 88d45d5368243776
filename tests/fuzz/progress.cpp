// Whatever comes as the progress of a build is followed or refused.

#include "core/image/progress.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/base/text.hpp"
#include "core/image/build_steps.hpp"

namespace {

class NoEvents final : public voicehub::EventSink {
 public:
  void on_event(const voicehub::Event& /*event*/) override {}
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  NoEvents events;
  voicehub::image::BuildSteps steps{events, "voice"};
  const std::string_view answer{reinterpret_cast<const char*>(data), size};
  for (const std::string& line : voicehub::split(answer, '\n')) {
    if (const auto record = voicehub::image::decode_progress(line)) {
      steps.add(*record);
    }
  }
  return 0;
}
