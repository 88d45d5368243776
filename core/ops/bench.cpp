#include "core/ops/bench.hpp"

#include <utility>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "core/base/task_group.hpp"
#include "core/engine/form.hpp"
#include "core/engine/sound_meter.hpp"
#include "core/engine/speech_request.hpp"
#include "core/ops/find_engine.hpp"

namespace voicehub::ops {
namespace {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;
using engine::Sample;
using namespace std::chrono_literals;

constexpr auto kDeadline = 120s;

// The load on one engine.
class Load {
 public:
  Load(Session& session, const BenchOptions& options, FoundEngine& engine)
      : session_{session}, options_{options}, engine_{engine} {}

  // What the clients will ask for: at the first route that the engine has.
  Task<void> prepare() {
    VH_CO_TRY(std::vector<http::Request> requests, co_await candidates());
    for (http::Request& request : requests) {
      request.deadline = kDeadline;
    }
    std::vector<http::Request> tried = requests;
    const auto answer = co_await engine::ask_first(
        std::move(tried), [this](http::Request request) { return engine_.client->send(request); });
    if (!answer.response || !answer.response->ok()) {
      co_return std::unexpected(engine_failure(engine_, answer, "such answers", kDeadline));
    }
    request_ = requests.at(answer.absent.size());
    route_ = answer.route;
    co_return done();
  }

  asio::awaitable<void> client(Clock::time_point end) {
    const auto http = session_.engine_client(engine_.address);
    asio::steady_timer pause{co_await asio::this_coro::executor};
    while (Clock::now() < end) {
      const Sample sample = co_await one(*http);
      samples_.push_back(sample);
      if (sample.status != 200) {
        pause.expires_after(50ms);
        co_await pause.async_wait(asio::use_awaitable);
      }
    }
  }

  // In the middle of it all; the daemon looks for a second.
  asio::awaitable<void> watch_cpu() {
    asio::steady_timer pause{co_await asio::this_coro::executor};
    pause.expires_after(options_.duration / 3);
    co_await pause.async_wait(asio::use_awaitable);
    const auto stats = co_await session_.docker.stats(engine_.container.id);
    if (stats) {
      cpu_used_ = stats->cpu_percent / 100;
    }
  }

  [[nodiscard]] const std::string& route() const { return route_; }

  [[nodiscard]] std::optional<double> cpu_used() const { return cpu_used_; }

  [[nodiscard]] std::vector<Sample> take_samples() { return std::move(samples_); }

 private:
  Task<std::vector<http::Request>> candidates() {
    if (options_.file.empty()) {
      engine::SpeechRequest speech{.text = options_.text, .voice = options_.voice};
      const engine::Send ask = [this](http::Request request) {
        return engine_.client->send(std::move(request));
      };
      speech.model = co_await engine::listed_name("/v1/models", "data", "tts-1", ask);
      if (speech.voice.empty()) {
        speech.voice = co_await engine::listed_name("/v1/audio/voices", "voices", "alloy", ask);
      }
      co_return engine::speech_requests(speech);
    }
    VH_CO_TRY(const std::string recording, session_.files.read({options_.file}));
    engine::SoundMeter meter{"wav"};
    meter.add(recording);
    recorded_ = meter.duration().value_or(engine::SoundMeter::Seconds{0}).count();
    engine::Form form;
    form.add("model", "whisper-1");
    form.add_file("file", file_name(options_.file), recording);
    co_return std::vector{
        engine::post("/v1/audio/transcriptions", engine::Form::content_type(), form.body()),
        engine::post("/inference", engine::Form::content_type(), form.body())};
  }

  Task<http::Response> ask(http::Client& http,
                           engine::SoundMeter& meter,
                           std::optional<Clock::time_point>& first_byte) {
    http::Request request = request_;
    request.silence = kDeadline;
    return http.stream(std::move(request), [&](std::string_view piece) -> Result<void> {
      first_byte = first_byte.value_or(Clock::now());
      meter.add(piece);
      return done();
    });
  }

  asio::awaitable<Sample> one(http::Client& http) {
    engine::SoundMeter meter{"wav"};
    std::optional<Clock::time_point> first_byte;
    const auto began = Clock::now();
    const auto answer = co_await ask(http, meter, first_byte);
    const auto ended = Clock::now();
    Sample sample{.first_byte = first_byte.value_or(ended) - began,
                  .whole = ended - began,
                  .status = answer ? answer->status : 0};
    sample.audio_seconds =
        options_.file.empty() && meter.duration() ? meter.duration()->count() : recorded_;
    co_return sample;
  }

  Session& session_;
  const BenchOptions& options_;
  FoundEngine& engine_;
  http::Request request_;
  std::string route_;
  double recorded_ = 0;  // seconds of sound in the file
  std::vector<Sample> samples_;
  std::optional<double> cpu_used_;
};

double cores_of(const Service& service, const docker::SystemInfo& daemon) {
  const auto limit = service.resources.nano_cpus;
  return limit > 0 ? static_cast<double>(limit) / 1e9 : static_cast<double>(daemon.cpus);
}

}  // namespace

Task<BenchResult> bench(Session& session, const Project& project, BenchOptions options) {
  const EngineKind kind = options.file.empty() ? EngineKind::tts : EngineKind::asr;
  VH_CO_TRY(FoundEngine engine, co_await find_engine(session, project, kind, options.service));
  VH_CO_TRY(const docker::SystemInfo daemon, co_await session.docker.info());
  Load load{session, options, engine};
  VH_CO_CHECK(co_await load.prepare());
  const auto began = Clock::now();
  TaskGroup clients{co_await asio::this_coro::executor};
  for (int i = 0; i < options.concurrency; ++i) {
    clients.spawn(load.client(began + options.duration));
  }
  clients.spawn(load.watch_cpu());
  co_await clients.join();
  BenchResult result{.service = engine.service->name,
                     .route = load.route(),
                     .concurrency = options.concurrency,
                     .took = Clock::now() - began,
                     .samples = load.take_samples(),
                     .cpu_used = load.cpu_used(),
                     .cpu_allowed = cores_of(*engine.service, daemon)};
  result.report = engine::summarize(result.samples, result.took);
  result.limit = engine::limit_of(result.report, result.cpu_used, result.cpu_allowed);
  co_return result;
}

}  // namespace voicehub::ops
