#include "core/ops/bench.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include "core/base/task_group.hpp"
#include "core/engine/retry.hpp"
#include "core/engine/sound_meter.hpp"
#include "core/ops/bench_question.hpp"

namespace voicehub::ops {
namespace {

namespace asio = boost::asio;
using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;
using Seconds = engine::LoadSample::Seconds;

asio::awaitable<void> pause(milliseconds length) {
  asio::steady_timer timer{co_await asio::this_coro::executor, length};
  co_await timer.async_wait(asio::use_awaitable);
}

class Load {
 public:
  Load(const BenchOptions& options, FoundEngine& engine) : options_{options}, engine_{engine} {}

  // Finds out the route and what the engine has, and asks once, so that what is measured is not the
  // engine's first breath.
  Task<void> prepare(Session& session) {
    VH_CO_TRY(question_, co_await question(session.files));
    const engine::Send send = [this](http::Request request) {
      return stream(std::move(request), [](std::string_view) { return done(); });
    };
    const auto answer = co_await engine::ask_first(question_.requests(0),
                                                   patient(send, session.events, engine_.service));
    if (!answer.response || !answer.response->ok()) {
      co_return std::unexpected(
          engine_failure(engine_, answer, speaks() ? "speech" : "transcription", options_.timeout));
    }
    route_ = answer.route;
    place_ = answer.absent.size();
    co_return done();
  }

  asio::awaitable<void> run() {
    start_ = Clock::now();
    TaskGroup group{co_await asio::this_coro::executor};
    for (int i = 0; i < options_.concurrency; ++i) {
      group.spawn(keep_asking());
    }
    group.spawn(watch_queue());
    co_await group.join();
  }

  void report(Bench& bench) {
    bench.route = route_;
    bench.samples = std::move(samples_);
    bench.queue_depth = queue_depth_;
    bench.first_fault = std::move(first_fault_);
  }

 private:
  [[nodiscard]] bool speaks() const { return options_.kind() == EngineKind::tts; }

  Task<Question> question(const FileSystem& files) {
    const engine::Send ask = [this](http::Request request) {
      request.deadline = options_.timeout;
      return engine_.client->send(std::move(request));
    };
    return speaks() ? speech_question(options_, ask) : recording_question(files, options_, ask);
  }

  Task<http::Response> stream(http::Request request, http::BodySink sink) {
    request.deadline = options_.timeout;
    request.silence = options_.timeout;
    if (question_.body) {
      request.source = question_.body();
    }
    return engine_.client->stream(std::move(request), std::move(sink));
  }

  [[nodiscard]] bool is_over() const { return Clock::now() - start_ >= options_.duration; }

  asio::awaitable<void> keep_asking() {
    while (!is_over()) {
      const milliseconds rest = co_await ask_once();
      if (rest.count() > 0) {
        co_await pause(rest);
      }
    }
  }

  // One request; how long to rest before the next one.
  asio::awaitable<milliseconds> ask_once() {
    http::Request request = std::move(question_.requests(asked_++).at(place_));
    engine::SoundMeter meter{options_.format};
    const auto begun = Clock::now();
    engine::LoadSample sample{.start = begun - start_};
    const auto answer = co_await stream(std::move(request), [&](std::string_view piece) {
      meter.add(piece);
      if (speaks() && !sample.first_audio && meter.has_sound()) {
        sample.first_audio = Clock::now() - begun;
      }
      return done();
    });
    sample.total = Clock::now() - begun;
    sample.status = answer ? answer->status : 0;
    sample.ok = answer && answer->ok() && meter.bytes() > 0;
    sample.audio = question_.audio ? question_.audio : meter.duration();
    samples_.push_back(sample);
    if (sample.ok) {
      co_return milliseconds{0};
    }
    note_fault(answer);
    co_return rest_after(answer);
  }

  void note_fault(const Result<http::Response>& answer) {
    if (first_fault_.empty()) {
      first_fault_ = !answer        ? engine::silence_text(answer.error(), options_.timeout)
                     : answer->ok() ? "an empty answer"
                                    : engine::refusal(*answer);
    }
  }

  static milliseconds rest_after(const Result<http::Response>& answer) {
    constexpr milliseconds kShortest{100};
    constexpr milliseconds kLongest{1000};
    const auto told = answer ? engine::retry_delay(*answer, 0) : std::nullopt;
    return std::clamp(told.value_or(kShortest), kShortest, kLongest);
  }

  asio::awaitable<void> watch_queue() {
    constexpr milliseconds kEvery{250};
    while (!is_over()) {
      http::Request request = engine::get("/metrics");
      request.deadline = std::chrono::seconds{2};
      const auto answer = co_await engine_.client->send(std::move(request));
      if (!answer || !answer->ok()) {
        co_return;
      }
      if (const auto depth = engine::queue_depth(answer->body)) {
        queue_depth_ = std::max(queue_depth_.value_or(0), *depth);
      }
      co_await pause(kEvery);
    }
  }

  const BenchOptions& options_;
  FoundEngine& engine_;
  Question question_;
  std::string route_;
  std::size_t place_ = 0;  // of the route, among those that engines have
  Clock::time_point start_;
  std::size_t asked_ = 0;
  std::vector<engine::LoadSample> samples_;
  std::optional<double> queue_depth_;
  std::string first_fault_;
};

// What the daemon counts for the engine's container. Never fails: a figure that is not to be had is
// left out, as all are of a process.
asio::awaitable<std::optional<docker::ContainerStats>> stats_of(Session& session,
                                                                const FoundEngine& engine) {
  if (!engine.container) {
    co_return std::nullopt;
  }
  const auto stats = co_await session.docker.stats(*engine.container);
  co_return stats ? std::optional{*stats} : std::nullopt;
}

asio::awaitable<std::optional<double>> quota_of(Session& session, const FoundEngine& engine) {
  if (!engine.container) {
    co_return std::nullopt;
  }
  const auto details = co_await session.docker.inspect_container(*engine.container);
  co_return details ? std::optional{static_cast<double>(details->nano_cpus) / 1.0e9} : std::nullopt;
}

engine::ProcessorUse use_between(const docker::ContainerStats& before,
                                 const docker::ContainerStats& after,
                                 double quota,
                                 Seconds elapsed) {
  const auto grown = [](std::uint64_t from, std::uint64_t to) {
    return to > from ? static_cast<double>(to - from) : 0.0;
  };
  const double used = grown(before.cpu_ns, after.cpu_ns) / 1.0e9;
  return {.cores = elapsed.count() > 0 ? used / elapsed.count() : 0,
          .quota = quota,
          .machine = static_cast<double>(after.online_cpus),
          .periods = grown(before.quota_periods, after.quota_periods),
          .throttled = grown(before.throttled_periods, after.throttled_periods)};
}

}  // namespace

Task<Bench> bench(Session& session, FoundEngine engine, BenchOptions options) {
  Bench bench{.service = engine.service, .concurrency = options.concurrency};
  Load load{options, engine};
  VH_CO_CHECK(co_await load.prepare(session));
  const auto quota = co_await quota_of(session, engine);
  const auto before = co_await stats_of(session, engine);
  session.events.note(
      bench.service,
      fmt::format("{} at once for {} s", options.concurrency, Seconds{options.duration}.count()));
  co_await load.run();
  load.report(bench);
  bench.report = engine::summarize(bench.samples);
  const auto after = co_await stats_of(session, engine);
  if (quota && before && after) {
    bench.processor = use_between(*before, *after, *quota, Seconds{bench.report.elapsed});
  }
  bench.verdict = engine::what_limits(bench.report, bench.processor, bench.queue_depth);
  co_return bench;
}

}  // namespace voicehub::ops
