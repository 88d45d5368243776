#include "core/ops/speak.hpp"

#include <optional>

#include <fmt/format.h>

#include "core/engine/speech_request.hpp"

namespace voicehub::ops {
namespace {

using Clock = std::chrono::steady_clock;

constexpr const char* kSentence = "Hello. This is your new code.";
constexpr std::size_t kWavHeader = 44;

}  // namespace

Task<std::chrono::milliseconds> first_audio(Session& session,
                                            const Service& service,
                                            docker::ContainerSummary container) {
  const auto address = engine::address_of(service, container, session.daemon_host);
  if (!address) {
    co_return make_error(ErrorCode::failed,
                         fmt::format("{} publishes no port to ask for speech", service.name));
  }
  const auto client = session.engine_client(*address);
  const std::string& own = service.x_voicehub.sentence;
  const std::vector<http::Request> requests = engine::speech_requests(
      {.text = own.empty() ? kSentence : own, .voice = "alloy", .model = "tts-1"});
  int status = 0;
  for (const http::Request& request : requests) {
    const auto start = Clock::now();
    std::optional<Clock::time_point> first;
    std::size_t bytes = 0;
    const http::BodySink sink = [&](std::string_view piece) {
      bytes += piece.size();
      if (!first && bytes > kWavHeader) {
        first = Clock::now();
      }
      return done();
    };
    VH_CO_TRY(const http::Response response, co_await client->stream(request, sink));
    status = response.status;
    if (response.ok() && first) {
      co_return std::chrono::duration_cast<std::chrono::milliseconds>(*first - start);
    }
  }
  co_return make_error(ErrorCode::failed,
                       fmt::format("{} serves, but said nothing (HTTP {})", service.name, status),
                       fmt::format("voicehub test {}", service.name));
}

}  // namespace voicehub::ops
