#include "engines/speech/transcription_api.hpp"

#include <atomic>
#include <future>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "engines/runtime/wav_file.hpp"
#include "tests/support/local_engine.hpp"

namespace voicehub::engines {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::StartsWith;

// Hears "one" and "two", a second each, in everything; waits after the first when it is told to.
class Listener : public Recognizer {
 public:
  Result<Transcript> recognize(const Audio& audio,
                               const RecognitionOptions& options,
                               const SegmentSink& sink,
                               std::stop_token stop) override {
    asked = options;
    heard = audio;
    Transcript transcript{.language = "de", .duration = audio.duration().count()};
    for (const char* word : {"one", "two"}) {
      if (fails && !transcript.segments.empty()) {
        return make_error(ErrorCode::failed, "the model is gone");
      }
      const auto start = static_cast<double>(transcript.segments.size());
      transcript.segments.push_back({.start = start,
                                     .end = start + 1,
                                     .text = word,
                                     .words = {{.start = start, .end = start + 1, .text = word}},
                                     .words_are_estimated = estimates,
                                     .window = start / 2});
      sink(transcript.segments.back());
      while (waits) {
        if (stop.stop_requested()) {
          return make_error(ErrorCode::cancelled, "stopped");
        }
        std::this_thread::yield();
      }
    }
    return transcript;
  }

  RecognitionOptions asked;
  Audio heard;
  bool estimates = false;
  bool fails = false;  // after the first
  std::atomic<bool> waits = false;
};

class TranscriptionApi : public testing::Test {
 protected:
  TranscriptionApi() { add_transcription_routes(router_, service_); }

  static http::Request form(const std::string& fields = {},
                            const std::string& target = "/v1/audio/transcriptions",
                            std::string file = wav_file(std::string(3200, '\0'), 16000)) {
    const std::string start = "--cut\r\nContent-Disposition: form-data; name=";
    return {.method = "POST",
            .target = target,
            .headers = {{"Content-Type", "multipart/form-data; boundary=cut"}},
            .body = fields + start + "file; filename=a.wav\r\n\r\n" + std::move(file) +
                    "\r\n--cut--\r\n"};
  }

  static std::string field(const std::string& name, const std::string& value) {
    return "--cut\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value +
           "\r\n";
  }

  http::Response send(http::Request request) {
    return engine_.wait(engine_.client().send(std::move(request))).value();
  }

  // Ends last: the jobs in the queue hold timers of its executor.
  support::LocalEngine engine_{[this](Request request) { return router_(std::move(request)); }};
  std::unique_ptr<Listener> new_listener_ = std::make_unique<Listener>();
  Listener& listener_ = *new_listener_;
  Metrics metrics_;
  ModelSlot<Recognizer> model_{
      "ear-1", [this] { return std::unique_ptr<Recognizer>{std::move(new_listener_)}; }, metrics_};
  WorkQueue queue_{{.workers = 1, .waiting = 1}};
  TranscriptionService service_{.model = model_,
                                .workshop = {.queue = queue_,
                                             .executor = engine_.executor(),
                                             .time_limit = std::chrono::seconds{10}},
                                .metrics = metrics_};
  Router router_;
};

TEST_F(TranscriptionApi, AnswersInEachFormat) {
  const auto body = [&](const char* format) {
    return send(form(field("response_format", format))).body;
  };
  EXPECT_EQ(json::parse(body("json")).at("text"), "one two");
  EXPECT_EQ(body("text"), "one two\n");
  EXPECT_THAT(body("srt"), StartsWith("1\n00:00:00,000 --> 00:00:01,000\none\n\n2\n"));
  EXPECT_THAT(body("vtt"), StartsWith("WEBVTT\n\n00:00.000 --> 00:01.000\none\n"));
}

TEST_F(TranscriptionApi, TellsEverythingWhenItIsAskedTo) {
  const auto answer = json::parse(send(form(field("response_format", "verbose_json") +
                                            field("timestamp_granularities[]", "word") +
                                            field("timestamp_granularities[]", "segment")))
                                      .body);
  EXPECT_EQ(answer.at("task"), "transcribe");
  EXPECT_EQ(answer.at("language"), "german");
  EXPECT_EQ(answer.at("duration"), 0.1);
  EXPECT_EQ(answer.at("segments").at(1).at("start"), 1.0);
  EXPECT_EQ(answer.at("segments").at(1).at("seek"), 50) << "its window began half a second in";
  for (const char* required : {"id",
                               "seek",
                               "tokens",
                               "temperature",
                               "avg_logprob",
                               "compression_ratio",
                               "no_speech_prob"}) {
    EXPECT_TRUE(answer.at("segments").at(0).contains(required)) << required;
  }
  EXPECT_EQ(answer.at("words").at(1), (json{{"word", "two"}, {"start", 1.0}, {"end", 2.0}}));
  EXPECT_FALSE(answer.contains("words_estimated"));
}

TEST_F(TranscriptionApi, SaysThatTheTimesOfWordsAreEstimates) {
  listener_.estimates = true;
  const auto answer = json::parse(send(form(field("response_format", "verbose_json") +
                                            field("timestamp_granularities[]", "word")))
                                      .body);
  EXPECT_EQ(answer.at("words_estimated"), true);
}

TEST_F(TranscriptionApi, ListensToThePartThatIsAskedForAndTellsTimesOfTheWhole) {
  std::string samples(3200, '\0');
  samples[2 * 800] = '\x01';
  const auto answer = json::parse(send(form(field("response_format", "verbose_json") +
                                                field("timestamp_granularities", "word") +
                                                field("timestamp_granularities", "segment") +
                                                field("offset_t", "50") + field("duration", "20"),
                                            "/inference",
                                            wav_file(samples, 16000)))
                                      .body);
  ASSERT_EQ(listener_.heard.samples.size(), 320U);
  EXPECT_NE(listener_.heard.samples.front(), 0.0F);
  EXPECT_EQ(answer.at("duration"), 0.1);
  EXPECT_EQ(answer.at("segments").at(1).at("start"), 1.05);
  EXPECT_EQ(answer.at("words").at(1).at("end"), 2.05);
}

TEST_F(TranscriptionApi, TranslatesIntoEnglishOnTheRouteForThat) {
  const auto answer = json::parse(
      send(form(field("response_format", "verbose_json"), "/v1/audio/translations")).body);
  EXPECT_TRUE(listener_.asked.translate);
  EXPECT_EQ(answer.at("task"), "translate");
  EXPECT_EQ(answer.at("language"), "english");
}

TEST_F(TranscriptionApi, SendsEachSegmentBeforeTheNextIsHeard) {
  listener_.waits = true;
  std::string heard;
  const auto sink = [&](std::string_view piece) -> Result<void> {
    if (heard.empty()) {
      EXPECT_EQ(piece, "data: {\"type\":\"transcript.text.delta\",\"delta\":\"one\"}\n\n");
      listener_.waits = false;
    }
    heard += piece;
    return done();
  };
  ASSERT_TRUE(engine_.wait(engine_.client().stream(form(field("stream", "true")), sink)));
  EXPECT_THAT(heard, HasSubstr("\"delta\":\" two\""));
  EXPECT_THAT(heard, HasSubstr("{\"type\":\"transcript.text.done\",\"text\":\"one two\""));
}

TEST_F(TranscriptionApi, AFailureAmongEventsIsTheLastOfThem) {
  listener_.fails = true;
  std::string heard;
  const auto sink = [&](std::string_view piece) -> Result<void> {
    heard += piece;
    return done();
  };
  EXPECT_FALSE(engine_.wait(engine_.client().stream(form(field("stream", "true")), sink)));
  EXPECT_THAT(heard, HasSubstr("\"delta\":\"one\"}\n\ndata: {\"error\":{\"message\":\"the model"));
}

TEST_F(TranscriptionApi, RefusesWhatIsNoSoundAndWhatIsNoForm) {
  const auto broken = send(form({}, "/inference", "not a sound"));
  EXPECT_EQ(broken.status, 400);
  EXPECT_THAT(broken.body, HasSubstr("broken, or not sound"));
  EXPECT_EQ(send({.method = "POST", .target = "/inference", .body = "{}"}).status, 400);
}

// Sound without an end, as a recording of hours is for whoever wants to do something else.
class Endless : public SoundReader {
 public:
  [[nodiscard]] int rate() const override { return 16000; }

  [[nodiscard]] int channels() const override { return 1; }

  [[nodiscard]] std::optional<std::int64_t> announced_samples() const override { return {}; }

  [[nodiscard]] std::size_t read(std::span<float> block) override {
    block.front() = 0;
    return 1;
  }

  [[nodiscard]] std::string fault() const override { return {}; }
};

TEST_F(TranscriptionApi, AClientThatGoesFreesTheWorkerThatReadsItsRecording) {
  service_.open_other = [](std::string_view) -> OpenedSound { return std::make_unique<Endless>(); };
  const http::Request sent = form({},
                                  "/inference",
                                  std::string{"\0\0\0\x18"
                                              "ftypM4A ",
                                              12});
  std::stop_source gone;
  Request request{.method = sent.method,
                  .path = sent.target,
                  .headers = {sent.headers.begin(), sent.headers.end()},
                  .body = sent.body,
                  .gone = gone.get_token()};
  const std::jthread client{[&] {
    while (queue_.state().running == 0) {
      std::this_thread::yield();
    }
    gone.request_stop();
  }};
  const auto status = [&](Request asked) -> Task<int> {
    const Response response = co_await router_(std::move(asked));
    co_return response.status;
  };
  EXPECT_EQ(engine_.wait(status(std::move(request))).value(), 499);
}

TEST_F(TranscriptionApi, ALongRecordingHasMoreTimeAndAnotherLane) {
  using namespace std::chrono_literals;
  EXPECT_EQ(lane_of(9.5s), Lane::quick);
  EXPECT_EQ(lane_of(11s), Lane::normal);
  EXPECT_EQ(with_time_for(service_.workshop, 0s).time_limit, 10s);
  EXPECT_EQ(with_time_for(service_.workshop, 89.5s).time_limit, 100s);
  EXPECT_EQ(with_time_for(service_.workshop, 1e9s).time_limit, 2h + 10s) << "whatever it claims";
}

TEST_F(TranscriptionApi, TheTimeOfARequestGrowsWithItsRecording) {
  service_.workshop.time_limit = std::chrono::seconds{0};
  EXPECT_EQ(send(form()).status, 200);
}

TEST_F(TranscriptionApi, SaysWhenToComeBackWhileTheModelLoads) {
  std::promise<void> release;
  ModelSlot<Recognizer> slow{"slow",
                             [&]() -> Result<std::unique_ptr<Recognizer>> {
                               release.get_future().wait();
                               return std::make_unique<Listener>();
                             },
                             metrics_};
  slow.load_in_background();
  TranscriptionService service{
      .model = slow,
      .workshop = {.queue = queue_, .executor = {}, .time_limit = std::chrono::seconds{1}},
      .metrics = metrics_};
  Router router;
  add_transcription_routes(router, service);
  support::LocalEngine engine{[&](Request request) { return router(std::move(request)); }};
  const auto answer = engine.wait(engine.client().send(form())).value();
  release.set_value();
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.header("Retry-After"), "1");
}

}  // namespace
}  // namespace voicehub::engines
