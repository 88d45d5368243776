#include "core/project/x_voicehub.hpp"

namespace voicehub {
namespace {

constexpr XVoicehubKey kKeys[] = {
    {"engine",
     "service",
     "`tts` or `asr`",
     "found by asking the published port",
     "The service speaks the voice API, as text-to-speech or speech-to-text."},
    {"health",
     "service",
     "path",
     "`/health`",
     "Where the engine tells over HTTP whether it is ready."},
    {"port",
     "service",
     "container port",
     "the first published TCP port",
     "The port of the voice API, where a service publishes several."},
    {"gpu",
     "service",
     "`required` or `optional`",
     "`required`",
     "With `optional` the service starts without its GPU where the machine has none."},
    {"mounts",
     "service",
     "mapping of container path to role",
     "decided by kind and name",
     "What a mount is for: `source`, `cache`, `model`, `log`, `build_target` or `data`. Only "
     "source "
     "is compared by content."},
    {"sentence", "service", "text", "a built-in sentence", "What `voicehub test` says."},
};

}  // namespace

std::span<const XVoicehubKey> x_voicehub_keys() {
  return kKeys;
}

}  // namespace voicehub
