#include "engines/wyoming/speech_conversation.hpp"

#include <algorithm>
#include <atomic>
#include <future>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/wyoming/wyoming_client.hpp"

namespace voicehub::engines::wyoming {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using Clock = std::chrono::steady_clock;

constexpr int kRate = 16000;

// Half a second of 0.5 for each sentence. "Wait." takes until it is stopped or let go, "Fail."
// fails.
class Droner : public Synthesizer {
 public:
  struct Watch {
    std::atomic<bool> open = false;
    std::atomic<int> begun = 0;
    std::atomic<int> stopped = 0;
  };

  explicit Droner(Watch& watch) : watch_{watch} {}

  [[nodiscard]] std::vector<Voice> voices() const override {
    return {{.id = "drone", .name = "Drone", .language = "en-US", .speakers = {"low", "high"}}};
  }

  Result<Audio> say(const Utterance& utterance, std::stop_token stop) override {
    ++watch_.begun;
    if (utterance.text == "Fail.") {
      return make_error(ErrorCode::failed, "the model is gone");
    }
    while (utterance.text == "Wait." && !watch_.open) {
      if (stop.stop_requested()) {
        ++watch_.stopped;
        return make_error(ErrorCode::cancelled, "stopped");
      }
      std::this_thread::yield();
    }
    return Audio{.rate = kRate, .samples = std::vector<float>(kRate / 2, 0.5F)};
  }

 private:
  Watch& watch_;
};

bool comes_true(const std::function<bool()>& condition, std::chrono::milliseconds limit) {
  const auto until = Clock::now() + limit;
  while (!condition() && Clock::now() < until) {
    std::this_thread::yield();
  }
  return condition();
}

class WyomingSpeech : public testing::Test {
 protected:
  WyomingSpeech() { know_voices(); }

  ~WyomingSpeech() override { watch_.open = true; }

  void know_voices() { voices_ = std::make_shared<const VoiceTable>(Droner{watch_}.voices()); }

  TestServer& server() {
    if (!server_) {
      server_.emplace(io_, speech_conversations(service_, {.name = "drone-tts"}), limits_);
    }
    return *server_;
  }

  TestClient connect() { return TestClient{server().port()}; }

  Droner::Watch watch_;
  boost::asio::io_context io_{1};
  Metrics metrics_;
  KnownVoices voices_;
  ModelSlot<Synthesizer> model_{
      "drone", [this] { return std::make_unique<Droner>(watch_); }, metrics_};
  WorkQueue queue_{{.workers = 1, .waiting = 1}};
  SpeechService service_{.model = model_,
                         .voices = voices_,
                         .workshop = {.queue = queue_, .executor = io_.get_executor()},
                         .metrics = metrics_};
  ConnectionLimits limits_{.drain = 10s};
  std::optional<TestServer> server_;
};

TEST_F(WyomingSpeech, DescribesItsVoices) {
  TestClient client = connect();
  client.send("describe");
  const auto info = client.receive();
  ASSERT_TRUE(info);
  EXPECT_EQ(info->type, "info");
  const std::string text = info->data.json();
  EXPECT_THAT(text, HasSubstr(R"("tts":[{"name":"drone-tts")"));
  EXPECT_THAT(text,
              HasSubstr(R"("languages":["en-US"],"speakers":[{"name":"low"},{"name":"high"}])"));
  EXPECT_THAT(text, HasSubstr(R"("supports_synthesize_streaming":true)"));
}

TEST_F(WyomingSpeech, DescribesItselfWhileTheModelLoads) {
  voices_.store({});
  TestClient client = connect();
  client.send("describe");
  EXPECT_THAT(client.receive().value_or(Event{}).data.json(), HasSubstr(R"("name":"default")"));
  client.send("synthesize", R"({"text":"Hello."})");
  EXPECT_EQ(client.receive().value_or(Event{}).data.text("code"), "loading");
}

TEST_F(WyomingSpeech, TellsOfWhatItHasAnswered) {
  std::vector<std::string> told;
  std::promise<void> all;
  server().set_observer([&](const Access& access) {
    told.push_back(access.path + " " + std::to_string(access.status));
    EXPECT_EQ(access.method, "WYOMING");
    EXPECT_GT(access.bytes, 0U);
    EXPECT_GE(access.whole, access.first_byte);
    if (told.size() == 5) {
      all.set_value();
    }
  });
  TestClient client = connect();
  client.send("describe");
  client.send("ping");
  client.send("nothing-that-is-known");
  client.send("synthesize", R"({"text":"One. Two."})");
  client.send("synthesize", R"({"text":"One.","voice":{"name":"nobody"}})");
  TestClient other = connect();
  other.send_bytes("not json\n");
  ASSERT_EQ(all.get_future().wait_for(10s), std::future_status::ready);
  std::ranges::sort(told);
  EXPECT_THAT(told,
              testing::ElementsAre(
                  "describe 200", "malformed 400", "ping 200", "synthesize 200", "synthesize 400"));
}

TEST_F(WyomingSpeech, SaysATextAsSixteenBits) {
  TestClient client = connect();
  client.send("synthesize", R"({"text":"One. Two.","voice":{"name":"drone","speaker":"high"}})");
  const auto start = client.receive();
  ASSERT_TRUE(start);
  EXPECT_EQ(start->type, "audio-start");
  EXPECT_EQ(start->data.json(), R"({"rate":16000,"width":2,"channels":1})");
  std::size_t bytes = 0;
  auto event = client.receive();
  for (; event && event->type == "audio-chunk"; event = client.receive()) {
    EXPECT_EQ(event->data.json(), start->data.json());
    EXPECT_EQ(event->payload.substr(0, 2), (std::string{"\x00\x40", 2}));
    bytes += event->payload.size();
  }
  EXPECT_EQ(event.value_or(Event{}).type, "audio-stop");
  EXPECT_EQ(bytes, 2U * kRate);
}

TEST_F(WyomingSpeech, AnswersSeveralRequestsOnOneConnection) {
  TestClient client = connect();
  client.send("synthesize", R"({"text":"One."})");
  client.send("ping", R"({"text":"there?"})");
  EXPECT_EQ(client.types_until("audio-stop"), "audio-start audio-chunk audio-stop");
  EXPECT_EQ(client.receive().value_or(Event{}).data.text("text"), "there?");
}

TEST_F(WyomingSpeech, IsSilentWhereThereIsNothingToSay) {
  TestClient client = connect();
  client.send("synthesize", R"({"text":"  "})");
  EXPECT_EQ(client.types_until("audio-stop"), "audio-start audio-stop");
}

TEST_F(WyomingSpeech, SaysASentenceBeforeTheLastChunkOfTheTextIsThere) {
  TestClient client = connect();
  client.send("synthesize-start", R"({"voice":{"language":"en"}})");
  client.send("synthesize-chunk", R"({"text":"It is noon. The sun "})");
  EXPECT_EQ(client.types_until("audio-stop"), "audio-start audio-chunk audio-stop");
  EXPECT_EQ(watch_.begun, 1);
  client.send("synthesize-chunk", R"({"text":"shines."})");
  client.send("synthesize", R"({"text":"It is noon. The sun shines."})");
  client.send("synthesize-stop");
  EXPECT_EQ(client.types_until("synthesize-stopped"),
            "audio-start audio-chunk audio-stop synthesize-stopped");
  EXPECT_EQ(watch_.begun, 2);
  client.send("synthesize", R"({"text":"Again."})");
  EXPECT_EQ(client.types_until("audio-stop"), "audio-start audio-chunk audio-stop");
}

TEST_F(WyomingSpeech, EndsAnEmptyStream) {
  TestClient client = connect();
  client.send("synthesize-start");
  client.send("synthesize-stop");
  EXPECT_EQ(client.types_until("synthesize-stopped"), "synthesize-stopped");
}

TEST_F(WyomingSpeech, StopsWithinATenthOfASecondWhenTheClientHangsUp) {
  TestClient client = connect();
  client.send("synthesize", R"({"text":"Wait."})");
  ASSERT_TRUE(comes_true([&] { return watch_.begun == 1; }, 10s));
  client.hang_up();
  EXPECT_TRUE(comes_true([&] { return watch_.stopped == 1; }, 100ms));
}

TEST_F(WyomingSpeech, TellsThatAVoiceIsNotThereAndClosesTheConnection) {
  TestClient client = connect();
  client.send("synthesize", R"({"text":"Hello.","voice":{"name":"nobody"}})");
  const auto error = client.receive();
  ASSERT_TRUE(error);
  EXPECT_EQ(error->type, "error");
  EXPECT_EQ(error->data.text("code"), "not-found");
  EXPECT_THAT(error->data.text("text"), HasSubstr("nobody"));
  EXPECT_FALSE(client.receive());
}

TEST_F(WyomingSpeech, TellsWhatFails) {
  TestClient client = connect();
  client.send("synthesize", R"({"text":"Fail."})");
  EXPECT_EQ(client.receive().value_or(Event{}).data.text("text"), "the model is gone");
}

TEST_F(WyomingSpeech, TellsWhoIsOneTooMany) {
  TestClient first = connect();
  TestClient second = connect();
  first.send("synthesize", R"({"text":"Wait."})");
  ASSERT_TRUE(comes_true([&] { return watch_.begun == 1; }, 10s));
  second.send("synthesize", R"({"text":"Two."})");
  ASSERT_TRUE(comes_true([&] { return queue_.state().waiting == 1; }, 10s));
  TestClient third = connect();
  third.send("synthesize", R"({"text":"Three."})");
  EXPECT_EQ(third.receive().value_or(Event{}).data.text("code"), "busy");
  watch_.open = true;
  EXPECT_EQ(second.types_until("audio-stop"), "audio-start audio-chunk audio-stop");
}

TEST_F(WyomingSpeech, EndsWhatItSaysWhenItIsStopped) {
  TestClient idle = connect();
  TestClient client = connect();
  client.send("synthesize", R"({"text":"Wait."})");
  ASSERT_TRUE(comes_true([&] { return watch_.begun == 1; }, 10s));
  server().stop();
  EXPECT_FALSE(idle.receive());
  watch_.open = true;
  EXPECT_EQ(client.types_until("closed"), "audio-start audio-chunk audio-stop closed");
}

TEST_F(WyomingSpeech, TellsThatItWasNotSpokenToInItsProtocol) {
  TestClient client = connect();
  client.send_bytes("GET / HTTP/1.1\r\n\r\n");
  EXPECT_EQ(client.receive().value_or(Event{}).data.text("code"), "malformed");
  EXPECT_FALSE(client.receive());
}

TEST_F(WyomingSpeech, LetsGoOfAClientThatSaysNothing) {
  limits_.idle = 50ms;
  TestClient client = connect();
  EXPECT_FALSE(client.receive());
}

TEST_F(WyomingSpeech, LetsGoOfAClientThatNeverEndsAnEvent) {
  limits_.transfer = 50ms;
  TestClient client = connect();
  client.send_bytes("{\"type\":");
  EXPECT_FALSE(client.receive());
}

TEST_F(WyomingSpeech, RefusesMoreClientsThanItHasPlacesFor) {
  limits_.connections = 1;
  TestClient first = connect();
  first.send("ping");
  EXPECT_EQ(first.receive().value_or(Event{}).type, "pong");
  TestClient second = connect();
  EXPECT_EQ(second.receive().value_or(Event{}).data.text("code"), "busy");
}

}  // namespace
}  // namespace voicehub::engines::wyoming
