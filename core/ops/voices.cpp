#include "core/ops/voices.hpp"

#include <fmt/format.h>

#include "core/ops/find_engine.hpp"

namespace voicehub::ops {

Task<VoiceList> voices(Session& session, const Project& project, std::string service) {
  VH_CO_TRY(const FoundEngine engine,
            co_await find_engine(session, project, EngineKind::tts, std::move(service)));
  constexpr std::chrono::seconds kDeadline{30};
  const engine::Send send = [&engine, kDeadline](http::Request request) {
    request.deadline = kDeadline;
    return engine.client->send(std::move(request));
  };
  std::vector<http::Request> routes{
      engine::get("/v1/audio/voices"), engine::get("/voices"), engine::get("/languages")};
  const auto answer =
      co_await engine::ask_first(std::move(routes), patient(send, session, engine.service->name));
  if (!answer.response || !answer.response->ok()) {
    co_return std::unexpected(engine_failure(engine, answer, "list of voices", kDeadline));
  }
  const std::string key = answer.route.ends_with("languages") ? "languages" : "voices";
  VoiceList list{.service = engine.service->name,
                 .route = answer.route,
                 .voices = engine::parse_voices(answer.response->body, key)};
  if (list.voices.empty()) {
    co_return make_error(
        ErrorCode::failed,
        fmt::format("{}: {} lists none that can be read", engine.name(), answer.route),
        fmt::format("voicehub test {}", engine.service->name));
  }
  co_return list;
}

}  // namespace voicehub::ops
