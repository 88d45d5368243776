#include "core/ops/voices.hpp"

#include <fmt/format.h>

namespace voicehub::ops {

Task<VoiceList> voices(FoundEngine engine, EventSink& events) {
  constexpr std::chrono::seconds kDeadline{30};
  const engine::Send send = [&engine, kDeadline](http::Request request) {
    request.deadline = kDeadline;
    return engine.client->send(std::move(request));
  };
  std::vector<http::Request> routes{
      engine::get("/v1/audio/voices"), engine::get("/voices"), engine::get("/languages")};
  const auto answer =
      co_await engine::ask_first(std::move(routes), patient(send, events, engine.service));
  if (!answer.response || !answer.response->ok()) {
    co_return std::unexpected(engine_failure(engine, answer, "list of voices", kDeadline));
  }
  const std::string key = answer.route.ends_with("languages") ? "languages" : "voices";
  VoiceList list{.service = engine.service,
                 .route = answer.route,
                 .voices = engine::parse_voices(answer.response->body, key)};
  if (list.voices.empty()) {
    co_return make_error(
        ErrorCode::failed,
        fmt::format("{}: {} lists none that can be read", engine.name(), answer.route),
        engine.command("test"));
  }
  co_return list;
}

}  // namespace voicehub::ops
