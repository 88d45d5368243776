#include "engines/speech/event_stream.hpp"

#include <cmath>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/base/base64.hpp"
#include "engines/runtime/queued_answer.hpp"

namespace voicehub::engines {

using json = nlohmann::ordered_json;

std::string server_event(std::string_view data) {
  return fmt::format("data: {}\n\n", data);
}

Response event_stream(BodySource events) {
  BodySource with_error =
      [events = std::move(events),
       failure = std::optional<Error>{}]() mutable -> Task<std::optional<std::string>> {
    if (failure) {
      co_return std::unexpected(*failure);
    }
    auto event = co_await events();
    if (event) {
      co_return std::move(*event);
    }
    failure = event.error();
    co_return server_event(error_response(*failure).body);
  };
  return {.content_type = "text/event-stream",
          .headers = {{"Cache-Control", "no-cache"}, {"X-Accel-Buffering", "no"}},
          .pieces = std::move(with_error)};
}

SpeechUsage estimated_usage(std::size_t characters, std::chrono::duration<double> sound) {
  constexpr std::size_t kCharacters = 4;
  constexpr double kTokensPerSecond = 20;
  return {.input_tokens = (characters + kCharacters - 1) / kCharacters,
          .output_tokens = static_cast<std::size_t>(std::ceil(sound.count() * kTokensPerSecond))};
}

Response as_event_stream(Response sound, std::function<SpeechUsage()> usage) {
  return event_stream([pieces = std::move(sound.pieces),
                       usage = std::move(usage),
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
    const SpeechUsage used = usage();
    const json tokens{{"input_tokens", used.input_tokens},
                      {"output_tokens", used.output_tokens},
                      {"total_tokens", used.input_tokens + used.output_tokens}};
    co_return server_event(json{{"type", "speech.audio.done"}, {"usage", tokens}}.dump());
  });
}

}  // namespace voicehub::engines
