#include "core/engine/smoke_test.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "core/base/text.hpp"
#include "core/engine/form.hpp"
#include "core/engine/json.hpp"
#include "core/engine/routes.hpp"
#include "core/engine/speech_request.hpp"
#include "core/engine/wav.hpp"

namespace voicehub::engine {
namespace {

namespace asio = boost::asio;
using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

// What one of several routes said.
struct Answer {
  std::string route;  // "POST /tts"
  http::Response response;
};

class SmokeTest {
 public:
  SmokeTest(http::Client& client, SmokeTestRequest request)
      : client_{client}, request_{std::move(request)} {}

  asio::awaitable<SmokeTestReport> run() {
    co_await run_check("health", &SmokeTest::check_health);
    const bool may_speak = request_.kind != EngineKind::asr;
    if (may_speak) {
      co_await run_check("voices", &SmokeTest::check_voices);
      co_await run_check("speech", &SmokeTest::check_speech);
    }
    const bool speaks = may_speak && !report_.checks.back().skipped;
    if (request_.kind != EngineKind::tts && !speaks) {
      co_await run_check("transcription", &SmokeTest::check_transcription);
    }
    co_return std::move(report_);
  }

 private:
  using CheckFunction = asio::awaitable<void> (SmokeTest::*)(Check& check);

  asio::awaitable<void> run_check(std::string name, CheckFunction function) {
    Check check{.name = std::move(name)};
    if (is_reachable_) {
      started_ = Clock::now();
      co_await (this->*function)(check);
      check.elapsed = elapsed();
    } else {
      check.skipped = true;
      check.detail = "not tried: the engine cannot be reached";
    }
    report_.checks.push_back(std::move(check));
  }

  asio::awaitable<void> check_health(Check& check) {
    const auto health = co_await probe(client_, request_.health_path, request_.deadline);
    check.passed = health->state == HealthState::healthy;
    check.skipped = health->http_status == 404;
    check.detail = health->detail;
    is_reachable_ = health->state != HealthState::unreachable;
  }

  asio::awaitable<void> check_voices(Check& check) {
    std::vector<http::Request> routes{get("/languages"), get("/v1/audio/voices"), get("/voices")};
    const auto answer = co_await ask_first(check, std::move(routes));
    if (!answer) {
      co_return;
    }
    const std::string key = answer->route.ends_with("languages") ? "languages" : "voices";
    const std::size_t count = parse_names(answer->response.body, key).size();
    const std::string noun = count == 1 ? key.substr(0, key.size() - 1) : key;
    check.passed = answer->response.ok() && count > 0;
    check.detail = answer->response.ok()
                       ? fmt::format("{}: {} {}", answer->route, count, noun)
                       : fmt::format("{}: {}", answer->route, refusal(answer->response));
  }

  asio::awaitable<void> check_speech(Check& check) {
    const std::string voice = co_await listed_name("/v1/audio/voices", "voices", "alloy", sender());
    const std::string model = co_await listed_name("/v1/models", "data", "tts-1", sender());
    std::vector<http::Request> routes =
        speech_requests({.text = request_.sentence, .voice = voice, .model = model});
    if (auto answer = co_await ask_first(check, std::move(routes))) {
      judge_speech(check, std::move(*answer));
    } else if (request_.kind) {
      check.skipped = false;
    }
  }

  void judge_speech(Check& check, Answer answer) {
    const http::Response& response = answer.response;
    if (!response.ok()) {
      check.detail = fmt::format("{}: {}", answer.route, refusal(response));
      return;
    }
    const auto facts = measure_wav(response.body);
    if (!facts) {
      check.detail = fmt::format(
          "{}: {}, {}", answer.route, response.header("Content-Type"), facts.error().message);
      check.hint = "the engine was asked for response_format wav";
      return;
    }
    const std::string fault = audio_fault(*facts);
    check.passed = fault.empty();
    check.detail = fmt::format("{}: {}", answer.route, fault.empty() ? to_text(*facts) : fault);
    report_.audio = std::move(answer.response.body);
  }

  asio::awaitable<void> check_transcription(Check& check) {
    if (request_.speech_for_recognition.empty()) {
      check.skipped = true;
      check.detail = "there is no speech to send to it";
      co_return;
    }
    const std::string model = co_await listed_name("/v1/models", "data", "whisper-1", sender());
    Form form;
    form.add("model", model);
    form.add("response_format", "json");
    form.add_wav("file", request_.speech_for_recognition);
    std::vector<http::Request> routes{
        post("/v1/audio/transcriptions", Form::content_type(), form.body()),
        post("/inference", Form::content_type(), form.body())};
    if (const auto answer = co_await ask_first(check, std::move(routes))) {
      judge_transcription(check, *answer);
    } else if (request_.kind) {
      check.skipped = false;
    }
  }

  void judge_transcription(Check& check, const Answer& answer) {
    if (!answer.response.ok()) {
      check.detail = fmt::format("{}: {}", answer.route, refusal(answer.response));
      return;
    }
    report_.transcript = parse_transcript(answer.response.body);
    check.passed = !report_.transcript.empty();
    check.detail = check.passed ? fmt::format("{}: \"{}\"", answer.route, report_.transcript)
                                : fmt::format("{}: understood nothing", answer.route);
  }

  // The answer of the first of these routes that the engine has. When it has none of them the check
  // is skipped; when it does not answer the check has failed.
  asio::awaitable<std::optional<Answer>> ask_first(Check& check,
                                                   std::vector<http::Request> requests) {
    RouteAnswer answer = co_await engine::ask_first(std::move(requests), sender());
    if (!answer.response) {
      check.detail = fmt::format(
          "{}: {}", answer.route, silence_text(answer.response.error(), request_.deadline));
      co_return std::nullopt;
    }
    if (answer.is_offered()) {
      co_return Answer{.route = std::move(answer.route), .response = std::move(*answer.response)};
    }
    check.skipped = true;
    check.detail = "not offered: " + join(answer.absent, ", ");
    co_return std::nullopt;
  }

  Send sender() {
    return [this](http::Request request) { return send(std::move(request)); };
  }

  Task<http::Response> send(http::Request request) {
    request.deadline = std::max(milliseconds{1}, request_.deadline - elapsed());
    co_return co_await client_.send(std::move(request));
  }

  [[nodiscard]] milliseconds elapsed() const {
    return std::chrono::duration_cast<milliseconds>(Clock::now() - started_);
  }

  http::Client& client_;
  SmokeTestRequest request_;
  SmokeTestReport report_;
  Clock::time_point started_;
  bool is_reachable_ = true;
};

}  // namespace

bool SmokeTestReport::passed() const {
  return std::ranges::all_of(checks,
                             [](const Check& check) { return check.passed || check.skipped; });
}

Task<SmokeTestReport> smoke_test(http::Client& client, SmokeTestRequest request) {
  SmokeTest test{client, std::move(request)};
  co_return co_await test.run();
}

}  // namespace voicehub::engine
