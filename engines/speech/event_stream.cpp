#include "engines/speech/event_stream.hpp"

#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/base/base64.hpp"

namespace voicehub::engines {
namespace {

using json = nlohmann::ordered_json;

std::string event(const json& data) {
  return fmt::format("data: {}\n\n", data.dump());
}

}  // namespace

Response as_event_stream(Response sound) {
  Response response{.status = sound.status,
                    .content_type = "text/event-stream",
                    .headers = {{"Cache-Control", "no-cache"}, {"X-Accel-Buffering", "no"}}};
  response.pieces = [pieces = std::move(sound.pieces),
                     is_done = false]() mutable -> Task<std::optional<std::string>> {
    if (is_done) {
      co_return std::nullopt;
    }
    VH_CO_TRY(const auto piece, co_await pieces());
    if (piece) {
      co_return event({{"type", "speech.audio.delta"}, {"audio", encode_base64(*piece)}});
    }
    is_done = true;
    const json usage{{"input_tokens", 0}, {"output_tokens", 0}, {"total_tokens", 0}};
    co_return event({{"type", "speech.audio.done"}, {"usage", usage}});
  };
  return response;
}

}  // namespace voicehub::engines
