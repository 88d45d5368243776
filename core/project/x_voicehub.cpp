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
    {"reload",
     "service",
     "`warm`, `handover`, `process` or `container`",
     "the quickest that the server can",
     "How an edit gets into the running server under `voicehub dev`."},
    {"check",
     "service",
     "shell line or list of words",
     "Python: the edited files are compiled",
     "Run in the container before the server is restarted; when it fails, the old server stays."},
    {"build",
     "service",
     "shell line or list of words",
     "none",
     "Run in the container after an edit and before the restart: the compiler of an engine."},
    {"build_service",
     "service",
     "service",
     "the service itself",
     "In whose container `build` runs."},
    {"watch",
     "service",
     "list of rules as in `develop.watch`; `action` may be left out and is `restart` then",
     "source mounts and build inputs",
     "What `voicehub dev` watches, in place of what it finds by itself; an empty list: nothing."},
};

}  // namespace

std::string_view to_text(ReloadKind kind) {
  switch (kind) {
    case ReloadKind::warm: return "warm";
    case ReloadKind::handover: return "handover";
    case ReloadKind::process: return "process";
    case ReloadKind::container: return "container";
  }
  return "process";
}

std::span<const XVoicehubKey> x_voicehub_keys() {
  return kKeys;
}

}  // namespace voicehub
