#include "engines/wyoming/transcription_conversation.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include <nlohmann/json.hpp>

#include "engines/wyoming/queued_events.hpp"
#include "engines/wyoming/recording.hpp"

namespace voicehub::engines::wyoming {
namespace {

namespace asio = boost::asio;
using json = nlohmann::ordered_json;
using Clock = std::chrono::steady_clock;

std::string wire(const char* type, const json& data) {
  return to_wire({.type = type, .data = EventData{data}});
}

std::string transcript_wire(const std::string& text, const std::string& language) {
  json data{{"text", text}};
  if (!language.empty()) {
    data["language"] = language;
  }
  return wire("transcript", data);
}

// The pieces of a text first, for clients that show it while it grows: others skip them.
std::string begin_wire(const std::string& language) {
  return wire("transcript-start", language.empty() ? json::object() : json{{"language", language}});
}

Result<void> transcribe(TranscriptionService& service,
                        const Recording& recording,
                        const RecognitionOptions& options,
                        Pipe& pipe,
                        std::stop_token stop) {
  const Audio audio = recording.audio();
  VH_TRY(const std::shared_ptr<Recognizer> recognizer, service.model.use(stop));
  pipe.put(begin_wire(options.language));
  bool is_first = true;
  const auto tell = [&](const Segment& segment) {
    const bool needs_blank = !std::exchange(is_first, false) && !segment.text.starts_with(' ');
    pipe.put(wire("transcript-chunk", {{"text", (needs_blank ? " " : "") + segment.text}}));
  };
  const auto began = Clock::now();
  VH_TRY(const Transcript transcript, recognizer->recognize(audio, options, tell, std::move(stop)));
  service.metrics.audio_done(audio.duration(), Clock::now() - began);
  pipe.put(transcript_wire(transcript.text(), transcript.language));
  pipe.put(to_wire({.type = "transcript-stop"}));
  return done();
}

class TranscriptionConversation : public Conversation {
 public:
  TranscriptionConversation(TranscriptionService& service,
                            const TranscriptionOptions& options,
                            Peer& peer)
      : service_{service}, options_{options}, peer_{peer}, recording_{options.most_bytes} {}

  asio::awaitable<bool> handle(Event event) override {
    if (event.type == "describe") {
      co_return co_await peer_.send(to_wire(
          transcription_info(options_.program, service_.model.name(), options_.languages())));
    }
    if (const auto pong = answer_to_ping(event)) {
      co_return co_await peer_.send(to_wire(*pong));
    }
    if (event.type == "transcribe") {
      co_return co_await begin(std::move(event));
    }
    if (event.type == "audio-start") {
      recording_ = Recording{options_.most_bytes};
    }
    if (event.type == "audio-start" || event.type == "audio-chunk") {
      co_return co_await hear(std::move(event));
    }
    if (event.type == "audio-stop") {
      co_return co_await answer();
    }
    co_return true;
  }

  [[nodiscard]] bool is_within() const override { return recording_.is_begun(); }

 private:
  // Told now and not after the recording: nobody speaks for nothing.
  asio::awaitable<bool> begin(Event event) {
    if (service_.model.status().state == ModelState::loading) {
      co_return co_await fail(peer_, "loading", "the model is being loaded; try again");
    }
    wanted_ = {.language = event.data.text("language")};
    if (wanted_.language == "auto") {
      wanted_.language.clear();
    }
    wanted_.language.resize(
        std::min(wanted_.language.size(), wanted_.language.find_first_of("-_")));
    co_return true;
  }

  asio::awaitable<bool> hear(Event event) {
    if (const auto heard = recording_.add(event); !heard) {
      co_return co_await fail(peer_, code_of(heard.error()), text_of(heard.error()));
    }
    co_return true;
  }

  asio::awaitable<bool> answer() {
    const auto recording = std::make_shared<const Recording>(
        std::exchange(recording_, Recording{options_.most_bytes}));
    RecognitionOptions wanted = std::exchange(wanted_, {});
    if (recording->is_empty()) {
      co_return co_await peer_.send(begin_wire(wanted.language) +
                                    transcript_wire("", wanted.language) +
                                    to_wire({.type = "transcript-stop"}));
    }
    if (service_.model.status().state == ModelState::loading) {
      co_return co_await fail(peer_, "loading", "the model is being loaded; try again");
    }
    const auto length = recording->duration();
    Workshop workshop = with_time_for(service_.workshop, length);
    AnswerWork work = [&service = service_, recording, wanted = std::move(wanted)](
                          Pipe& pipe, std::stop_token stop) {
      return transcribe(service, *recording, wanted, pipe, std::move(stop));
    };
    co_return co_await send_from_queue(peer_, workshop, lane_of(length), std::move(work));
  }

  TranscriptionService& service_;
  const TranscriptionOptions& options_;
  Peer& peer_;
  Recording recording_;
  RecognitionOptions wanted_;
};

}  // namespace

MakeConversation transcription_conversations(TranscriptionService& service,
                                             TranscriptionOptions options) {
  const auto shared = std::make_shared<const TranscriptionOptions>(std::move(options));
  return [&service, shared](Peer& peer) -> std::unique_ptr<Conversation> {
    return std::make_unique<TranscriptionConversation>(service, *shared, peer);
  };
}

}  // namespace voicehub::engines::wyoming
