#include "core/ops/say.hpp"

#include <memory>
#include <utility>

#include <boost/asio/this_coro.hpp>
#include <fmt/format.h>

#include "core/base/partial_file.hpp"
#include "core/base/task_group.hpp"
#include "core/engine/json.hpp"
#include "core/engine/sound_meter.hpp"
#include "core/engine/speech_request.hpp"
#include "core/ops/byte_feeder.hpp"

namespace voicehub::ops {
namespace {

namespace asio = boost::asio;
using std::chrono::microseconds;
using Clock = std::chrono::steady_clock;

microseconds since(Clock::time_point start) {
  return std::chrono::duration_cast<microseconds>(Clock::now() - start);
}

// One request and its audio on the way to where it is wanted.
class Saying {
 public:
  Saying(EventSink& events, const SayOptions& options, FoundEngine& engine, PartialFile& file)
      : events_{events}, options_{options}, engine_{engine}, file_{file}, meter_{options.format} {}

  void pass_to(ByteFeeder& feeder) { feeders_.push_back(&feeder); }

  Task<Said> run() {
    const engine::Send ask = [this](http::Request request) {
      request.deadline = options_.timeout;
      return engine_.client->send(std::move(request));
    };
    engine::SpeechRequest speech{.text = options_.text,
                                 .voice = options_.voice,
                                 .format = options_.format,
                                 .speed = options_.speed};
    speech.model = co_await engine::listed_name("/v1/models", "data", "tts-1", ask);
    if (speech.voice.empty()) {
      speech.voice = co_await engine::listed_name("/v1/audio/voices", "voices", "alloy", ask);
    }
    const engine::Send stream = [this](http::Request request) { return receive(request); };
    const auto answer = co_await engine::ask_first(engine::speech_requests(speech),
                                                   patient(stream, events_, engine_.service));
    for (ByteFeeder* feeder : feeders_) {
      feeder->end();
    }
    if (file_fault_) {
      co_return std::unexpected(*file_fault_);
    }
    if (!answer.response || !answer.response->ok()) {
      co_return std::unexpected(engine_failure(engine_, answer, "speech", options_.timeout));
    }
    VH_CO_CHECK(check(answer));
    co_return Said{.service = engine_.service,
                   .route = answer.route,
                   .format = meter_.format(),
                   .bytes = meter_.bytes(),
                   .audio = meter_.duration(),
                   .first_byte = first_byte_.value_or(microseconds{0}),
                   .total = since(started_)};
  }

 private:
  Task<http::Response> receive(http::Request request) {
    request.deadline = options_.timeout;
    request.silence = options_.timeout;
    started_ = Clock::now();
    return engine_.client->stream(std::move(request),
                                  [this](std::string_view piece) { return take(piece); });
  }

  Result<void> take(std::string_view piece) {
    if (!first_byte_) {
      first_byte_ = since(started_);
    }
    meter_.add(piece);
    if (auto written = file_.write(piece); !written) {
      file_fault_ = written.error();
      return written;
    }
    for (ByteFeeder* feeder : feeders_) {
      feeder->wake();
    }
    return done();
  }

  // An answer of 200 that is no audio: an error page, or audio wrapped in JSON.
  Result<void> check(const engine::RouteAnswer& answer) const {
    const std::string_view type = answer.response->header("Content-Type");
    if (type.starts_with("application/json") || type.starts_with("text/")) {
      return make_error(
          ErrorCode::failed,
          fmt::format("{}: {} answered {}, which is no audio", engine_.name(), answer.route, type),
          engine_.command("test"));
    }
    if (meter_.bytes() == 0) {
      return make_error(
          ErrorCode::failed,
          fmt::format("{}: {} answered without any audio", engine_.name(), answer.route),
          engine_.command("logs"));
    }
    return done();
  }

  EventSink& events_;
  const SayOptions& options_;
  FoundEngine& engine_;
  PartialFile& file_;
  engine::SoundMeter meter_;
  std::vector<ByteFeeder*> feeders_;
  Clock::time_point started_ = Clock::now();
  std::optional<microseconds> first_byte_;
  std::optional<Error> file_fault_;
};

template <typename T>
asio::awaitable<void> keep(Task<T> task, Result<T>& slot) {
  slot = co_await std::move(task);
}

}  // namespace

Task<Said> say(FoundEngine engine, EventSink& events, SayOptions options) {
  VH_CO_TRY(PartialFile file,
            options.file.empty() ? PartialFile::unnamed() : PartialFile::beside({options.file}));
  std::optional<Player> player;
  if (options.play) {
    VH_CO_TRY(Player started, Player::start());
    player.emplace(std::move(started));
  }
  const auto executor = co_await asio::this_coro::executor;
  Saying saying{events, options, engine, file};
  std::optional<ByteFeeder> to_player;
  std::optional<ByteFeeder> to_descriptor;
  Result<Said> said = make_error(ErrorCode::cancelled, "interrupted");
  Result<void> played;
  Result<void> passed;
  TaskGroup group{executor};
  if (player) {
    saying.pass_to(to_player.emplace(executor, player->input(), file));
    group.spawn(keep(to_player->run(), played));
  }
  if (options.pass_to) {
    saying.pass_to(to_descriptor.emplace(executor, *options.pass_to, file));
    group.spawn(keep(to_descriptor->run(), passed));
  }
  group.spawn(keep(saying.run(), said));
  co_await group.join();
  VH_CO_TRY(Said told, std::move(said));
  VH_CO_CHECK(file.finish());
  VH_CO_CHECK(std::move(passed));
  if (player) {
    VH_CO_CHECK(std::move(played));
    to_player.reset();
    told.player = player->name();
    VH_CO_CHECK(co_await player->finish());
  }
  co_return told;
}

}  // namespace voicehub::ops
