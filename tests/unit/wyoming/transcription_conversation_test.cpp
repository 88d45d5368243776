#include "engines/wyoming/transcription_conversation.hpp"

#include <atomic>
#include <thread>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/wyoming/wyoming_client.hpp"

namespace voicehub::engines::wyoming {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

constexpr const char* kFormat = R"({"rate":16000,"width":2,"channels":1})";

// Hears how much there was, in two segments. Three samples take until it is stopped.
class Counter : public Recognizer {
 public:
  explicit Counter(std::atomic<int>& stopped) : stopped_{stopped} {}

  Result<Transcript> recognize(const Audio& audio,
                               const RecognitionOptions& options,
                               const SegmentSink& sink,
                               std::stop_token stop) override {
    while (audio.samples.size() == 3) {
      if (stop.stop_requested()) {
        ++stopped_;
        return make_error(ErrorCode::cancelled, "stopped");
      }
      std::this_thread::yield();
    }
    Transcript transcript{.language = options.language.empty() ? "en" : options.language};
    transcript.segments = {{.text = fmt::format("{} samples", audio.samples.size())},
                           {.text = fmt::format("at {} Hz", audio.rate)}};
    for (const Segment& segment : transcript.segments) {
      sink(segment);
    }
    return transcript;
  }

 private:
  std::atomic<int>& stopped_;
};

class WyomingTranscription : public testing::Test {
 protected:
  TestClient connect() {
    if (!server_) {
      server_.emplace(io_,
                      transcription_conversations(
                          service_,
                          {.program = {.name = "counter-asr"},
                           .languages = [] { return std::vector<std::string>{"en", "de"}; },
                           .most_bytes = 1000}));
    }
    return TestClient{server_->port()};
  }

  std::atomic<int> stopped_ = 0;
  std::atomic<bool> loads_ = true;
  boost::asio::io_context io_{1};
  Metrics metrics_;
  ModelSlot<Recognizer> model_{"counter",
                               [this]() -> Result<std::unique_ptr<Recognizer>> {
                                 loads_.wait(false);
                                 return std::make_unique<Counter>(stopped_);
                               },
                               metrics_};
  WorkQueue queue_{{.workers = 1, .waiting = 1}};
  TranscriptionService service_{.model = model_,
                                .workshop = {.queue = queue_, .executor = io_.get_executor()},
                                .metrics = metrics_};
  std::optional<TestServer> server_;
};

TEST_F(WyomingTranscription, DescribesItsModel) {
  TestClient client = connect();
  client.send("describe");
  const std::string info = client.receive().value_or(Event{}).data.json();
  EXPECT_THAT(info, HasSubstr(R"("asr":[{"name":"counter-asr")"));
  EXPECT_THAT(info, HasSubstr(R"("models":[{"name":"counter")"));
  EXPECT_THAT(info, HasSubstr(R"("languages":["en","de"])"));
}

TEST_F(WyomingTranscription, WritesDownWhatItHears) {
  TestClient client = connect();
  client.send("transcribe", R"({"language":"de-DE"})");
  client.send("audio-start", kFormat);
  client.send("audio-chunk", kFormat, "abcd");
  client.send("audio-chunk", kFormat, "efgh");
  client.send("audio-stop");
  EXPECT_EQ(client.receive().value_or(Event{}).type, "transcript-start");
  EXPECT_EQ(client.receive().value_or(Event{}).data.text("text"), "4 samples");
  EXPECT_EQ(client.receive().value_or(Event{}).data.text("text"), " at 16000 Hz");
  const Event transcript = client.receive().value_or(Event{});
  EXPECT_EQ(transcript.type, "transcript");
  EXPECT_EQ(transcript.data.json(), R"({"text":"4 samples at 16000 Hz","language":"de"})");
  EXPECT_EQ(client.receive().value_or(Event{}).type, "transcript-stop");
}

TEST_F(WyomingTranscription, HearsNothingInAnEmptyRecording) {
  TestClient client = connect();
  client.send("transcribe");
  client.send("audio-start", kFormat);
  client.send("audio-stop");
  EXPECT_EQ(client.receive().value_or(Event{}).type, "transcript-start");
  const Event transcript = client.receive().value_or(Event{});
  EXPECT_EQ(transcript.type, "transcript");
  EXPECT_EQ(transcript.data.json(), R"({"text":""})");
}

TEST_F(WyomingTranscription, RefusesSamplesOfAnotherWidth) {
  TestClient client = connect();
  client.send("transcribe");
  client.send("audio-start", R"({"rate":16000,"width":1,"channels":1})");
  EXPECT_EQ(client.receive().value_or(Event{}).data.text("code"), "unsupported");
  EXPECT_FALSE(client.receive());
}

TEST_F(WyomingTranscription, RefusesTooMuchSound) {
  TestClient client = connect();
  client.send("audio-start", kFormat);
  client.send("audio-chunk", kFormat, std::string(1000, 'a'));
  client.send("audio-chunk", kFormat, "ab");
  EXPECT_THAT(client.receive().value_or(Event{}).data.text("text"), HasSubstr("1000 bytes"));
}

TEST_F(WyomingTranscription, TellsThatTheModelIsBeingLoaded) {
  loads_ = false;
  model_.load_in_background();
  TestClient client = connect();
  client.send("describe");
  EXPECT_EQ(client.receive().value_or(Event{}).type, "info");
  client.send("transcribe");
  EXPECT_EQ(client.receive().value_or(Event{}).data.text("code"), "loading");
  loads_ = true;
  loads_.notify_all();
}

TEST_F(WyomingTranscription, StopsWithinATenthOfASecondWhenTheClientHangsUp) {
  TestClient client = connect();
  client.send("audio-chunk", kFormat, "abcdef");
  client.send("audio-stop");
  EXPECT_EQ(client.receive().value_or(Event{}).type, "transcript-start");
  client.hang_up();
  const auto until = std::chrono::steady_clock::now() + 100ms;
  while (stopped_ == 0 && std::chrono::steady_clock::now() < until) {
    std::this_thread::yield();
  }
  EXPECT_EQ(stopped_, 1);
}

}  // namespace
}  // namespace voicehub::engines::wyoming
