#include "core/ops/found_engine.hpp"

#include <utility>

#include <fmt/format.h>

#include "core/base/text.hpp"
#include "core/engine/retry.hpp"

namespace voicehub::ops {

std::string FoundEngine::name() const {
  return fmt::format("{} at {}:{}", service, address.host, address.port);
}

std::string FoundEngine::command(std::string_view verb) const {
  return fmt::format("voicehub {}{} {}", container ? "" : "--runtime process ", verb, service);
}

std::string_view to_text(EngineKind kind) {
  return kind == EngineKind::tts ? "tts" : "asr";
}

std::string with_article(EngineKind kind) {
  return kind == EngineKind::tts ? "a tts engine" : "an asr engine";
}

std::unexpected<Error> not_running(std::string_view service, std::string_view start) {
  return make_error(ErrorCode::failed,
                    fmt::format("{} is not running", service),
                    fmt::format("start it: {} {}", start, service));
}

std::unexpected<Error> without_port(std::string_view service) {
  return make_error(ErrorCode::failed,
                    fmt::format("{} publishes no port that can be reached from here", service),
                    "publish the port of its voice API under `ports:`");
}

std::unexpected<Error> wrong_kind(const std::string& name, EngineKind kind, EngineKind wanted) {
  return make_error(ErrorCode::usage,
                    fmt::format("{} is {}, not {}", name, with_article(kind), with_article(wanted)),
                    fmt::format("name {}, or none", with_article(wanted)));
}

Error engine_failure(const FoundEngine& engine,
                     const engine::RouteAnswer& answer,
                     std::string_view wish,
                     std::chrono::milliseconds deadline) {
  Error error{.code = ErrorCode::failed};
  if (!answer.response) {
    const Error& silence = answer.response.error();
    error.code = silence.code == ErrorCode::timeout ? ErrorCode::timeout : ErrorCode::failed;
    error.message = fmt::format(
        "{}: {}: {}", engine.name(), answer.route, engine::silence_text(silence, deadline));
    error.hint = fmt::format("{}, or {}", engine.command("status"), engine.command("logs"));
  } else if (!answer.is_offered()) {
    error.message =
        fmt::format("{} offers no {}: {}", engine.name(), wish, join(answer.absent, ", "));
    error.hint = "name the service that does with --service";
  } else {
    error.message =
        fmt::format("{}: {}: {}", engine.name(), answer.route, engine::refusal(*answer.response));
    const int status = answer.response->status;
    error.hint = engine::is_busy(status) ? "it is busy or still loading: try again in a moment"
                 : status < 500          ? "ask for something that it has, as it says"
                                         : engine.command("logs");
  }
  return error;
}

engine::Send patient(engine::Send send, EventSink& events, std::string service) {
  return engine::with_retries(std::move(send),
                              [&events, service = std::move(service)](
                                  const http::Response& response, std::chrono::milliseconds delay) {
                                events.note(service,
                                            fmt::format("{}; asking again in {}",
                                                        engine::refusal(response),
                                                        human_duration(delay)));
                              });
}

}  // namespace voicehub::ops
