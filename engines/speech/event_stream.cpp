#include "engines/speech/event_stream.hpp"

#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/base/base64.hpp"

namespace voicehub::engines {

using json = nlohmann::ordered_json;

std::string server_event(std::string_view data) {
  return fmt::format("data: {}\n\n", data);
}

Response event_stream(BodySource events) {
  return {.content_type = "text/event-stream",
          .headers = {{"Cache-Control", "no-cache"}, {"X-Accel-Buffering", "no"}},
          .pieces = std::move(events)};
}

Response as_event_stream(Response sound) {
  return event_stream([pieces = std::move(sound.pieces),
                       is_done = false]() mutable -> Task<std::optional<std::string>> {
    if (is_done) {
      co_return std::nullopt;
    }
    VH_CO_TRY(const auto piece, co_await pieces());
    if (piece) {
      const json delta{{"type", "speech.audio.delta"}, {"audio", encode_base64(*piece)}};
      co_return server_event(delta.dump());
    }
    is_done = true;
    const json usage{{"input_tokens", 0}, {"output_tokens", 0}, {"total_tokens", 0}};
    co_return server_event(json{{"type", "speech.audio.done"}, {"usage", usage}}.dump());
  });
}

}  // namespace voicehub::engines
