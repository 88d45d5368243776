#include "engines/wyoming/speech_conversation.hpp"

#include <algorithm>
#include <bit>
#include <optional>
#include <span>
#include <utility>

#include <nlohmann/json.hpp>

#include "engines/audio/samples.hpp"
#include "engines/text/sentences.hpp"
#include "engines/text/speakable.hpp"
#include "engines/wyoming/queued_events.hpp"
#include "engines/wyoming/voice_choice.hpp"

namespace voicehub::engines::wyoming {
namespace {

namespace asio = boost::asio;
using json = nlohmann::ordered_json;
using Clock = std::chrono::steady_clock;

// A text that a person would say in a breath does not wait behind a book.
constexpr std::size_t kQuickCharacters = 120;
constexpr std::size_t kChunkSamples = 2048;  // about a tenth of a second
constexpr int kRateOfSilence = 16000;        // where there was nothing to say

EventData format_of(int rate) {
  return EventData{json{{"rate", rate}, {"width", 2}, {"channels", 1}}};
}

std::string chunk(std::span<const float> samples, const EventData& format) {
  Event event{.type = "audio-chunk", .data = format};
  event.payload.reserve(2 * samples.size());
  for (const float sample : samples) {
    const auto bits = std::bit_cast<std::uint16_t>(to_int16(clean(sample)));
    event.payload += static_cast<char>(bits & 0xFFU);
    event.payload += static_cast<char>(bits >> 8U);
  }
  return to_wire(event);
}

struct Saying {
  std::vector<std::string> sentences;
  ChosenVoice voice;
  Clock::time_point arrived = Clock::now();
};

// Says the sentences on a worker's thread: one audio-start, their chunks, one audio-stop.
class Speaking {
 public:
  Speaking(SpeechService& service, const Saying& saying, Pipe& pipe)
      : service_{service}, saying_{saying}, pipe_{pipe} {}

  Result<void> run(const std::stop_token& stop) {
    VH_TRY(const std::shared_ptr<Synthesizer> synthesizer, service_.model.use(stop));
    const auto began = Clock::now();
    for (const std::string& sentence : saying_.sentences) {
      VH_CHECK(synthesizer->say_to(
          [this](const Audio& piece) {
            spoken_ += piece.duration();
            return send(piece);
          },
          {.text = sentence, .voice = saying_.voice.voice, .speaker = saying_.voice.speaker},
          stop));
    }
    pipe_.put(to_wire({.type = "audio-stop"}));
    service_.metrics.audio_done(spoken_, Clock::now() - began);
    return done();
  }

 private:
  bool send(const Audio& audio) {
    const EventData format = format_of(audio.rate);
    if (!std::exchange(begun_, true)) {
      service_.metrics.first_audio(Clock::now() - saying_.arrived);
      pipe_.put(to_wire({.type = "audio-start", .data = format}));
    }
    std::span<const float> rest{audio.samples};
    bool goes_on = true;
    while (!rest.empty() && goes_on) {
      const auto piece = rest.first(std::min(rest.size(), kChunkSamples));
      goes_on = pipe_.put(chunk(piece, format));
      rest = rest.subspan(piece.size());
    }
    return goes_on;
  }

  SpeechService& service_;
  const Saying& saying_;
  Pipe& pipe_;
  std::chrono::duration<double> spoken_{0};
  bool begun_ = false;
};

class SpeechConversation : public Conversation {
 public:
  SpeechConversation(SpeechService& service, const Program& program, Peer& peer)
      : service_{service}, program_{program}, peer_{peer} {}

  asio::awaitable<bool> handle(Event event) override {
    if (event.type == "describe") {
      co_return co_await peer_.send(to_wire(speech_info(program_, service_.voices.load().get())));
    }
    if (const auto pong = answer_to_ping(event)) {
      co_return co_await peer_.send(to_wire(*pong));
    }
    // While a text is streamed the whole of it comes once more, for engines that cannot stream.
    if (event.type == "synthesize" && !stream_) {
      co_return co_await synthesize(std::move(event));
    }
    if (event.type == "synthesize-start") {
      co_return co_await begin_stream(std::move(event));
    }
    if (event.type == "synthesize-chunk" && stream_) {
      co_return co_await say_each(*stream_, stream_->sentences.add(event.data.text("text")));
    }
    if (event.type == "synthesize-stop" && stream_) {
      co_return co_await end_stream(*stream_);
    }
    co_return true;
  }

  [[nodiscard]] bool is_within() const override { return stream_.has_value(); }

 private:
  struct Stream {
    ChosenVoice voice;
    SentenceStream sentences = SentenceStream{};
    bool has_spoken = false;
  };

  [[nodiscard]] Result<ChosenVoice> voice_of(const Event& event) const {
    const auto voices = service_.voices.load();
    if (!voices || service_.model.status().state == ModelState::loading) {
      return make_error(ErrorCode::conflict, "the model is being loaded; try again");
    }
    return choose_voice(*voices, event.data.object("voice"));
  }

  asio::awaitable<bool> refuse(Error error) {
    std::string code = error.code == ErrorCode::conflict ? "loading" : code_of(error);
    co_return co_await fail(peer_, std::move(code), text_of(error));
  }

  asio::awaitable<bool> synthesize(Event event) {
    auto voice = voice_of(event);
    if (!voice) {
      co_return co_await refuse(voice.error());
    }
    Saying saying{.sentences = split_sentences(speakable(event.data.text("text"))),
                  .voice = std::move(*voice)};
    if (saying.sentences.empty()) {
      const Event start{.type = "audio-start", .data = format_of(kRateOfSilence)};
      co_return co_await peer_.send(to_wire(start) + to_wire({.type = "audio-stop"}));
    }
    co_return co_await say(std::move(saying), {});
  }

  asio::awaitable<bool> begin_stream(Event event) {
    auto voice = voice_of(event);
    if (!voice) {
      co_return co_await refuse(voice.error());
    }
    stream_.emplace(Stream{.voice = std::move(*voice)});
    co_return true;
  }

  asio::awaitable<bool> end_stream(Stream& stream) {
    if (!co_await say_each(stream, stream.sentences.finish())) {
      co_return false;
    }
    stream_.reset();
    co_return co_await peer_.send(to_wire({.type = "synthesize-stopped"}));
  }

  // Once it speaks it is not cut off because others have come meanwhile.
  asio::awaitable<bool> say_each(Stream& stream, std::vector<std::string> sentences) {
    for (std::string& sentence : sentences) {
      Saying saying{.sentences = split_sentences(speakable(sentence)), .voice = stream.voice};
      if (saying.sentences.empty()) {
        continue;
      }
      const bool has_spoken = std::exchange(stream.has_spoken, true);
      const auto patience = has_spoken ? service_.workshop.time_limit : std::chrono::seconds{0};
      if (!co_await say(std::move(saying), patience)) {
        co_return false;
      }
    }
    co_return true;
  }

  asio::awaitable<bool> say(Saying saying, std::chrono::milliseconds patience) {
    std::size_t length = 0;
    for (const std::string& sentence : saying.sentences) {
      length += sentence.size();
    }
    const Lane lane = length <= kQuickCharacters ? Lane::quick : Lane::normal;
    AnswerWork work = [&service = service_, saying = std::move(saying)](
                          Pipe& pipe, const std::stop_token& stop) {
      return Speaking{service, saying, pipe}.run(stop);
    };
    return send_from_queue(peer_, service_.workshop, lane, std::move(work), patience);
  }

  SpeechService& service_;
  const Program& program_;
  Peer& peer_;
  std::optional<Stream> stream_;
};

}  // namespace

MakeConversation speech_conversations(SpeechService& service, Program program) {
  const auto shared = std::make_shared<const Program>(std::move(program));
  return [&service, shared](Peer& peer) -> std::unique_ptr<Conversation> {
    return std::make_unique<SpeechConversation>(service, *shared, peer);
  };
}

}  // namespace voicehub::engines::wyoming
