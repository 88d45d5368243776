#include "engines/wyoming/peer.hpp"

#include <utility>

#include <nlohmann/json.hpp>

namespace voicehub::engines::wyoming {

using json = nlohmann::ordered_json;

boost::asio::awaitable<bool> fail(Peer& peer, std::string code, std::string text) {
  const json data{{"text", std::move(text)}, {"code", std::move(code)}};
  co_await peer.send(to_wire({.type = "error", .data = EventData{data}}));
  co_return false;
}

std::string code_of(const Error& error) {
  switch (error.code) {
    case ErrorCode::not_found: return "not-found";
    case ErrorCode::unsupported: return "unsupported";
    case ErrorCode::usage: return "invalid";
    case ErrorCode::timeout: return "timeout";
    case ErrorCode::cancelled: return "cancelled";
    default: return "failed";
  }
}

std::string text_of(const Error& error) {
  return error.message + (error.hint.empty() ? "" : "; " + error.hint);
}

std::optional<Event> answer_to_ping(const Event& event) {
  if (event.type != "ping") {
    return std::nullopt;
  }
  const std::string text = event.data.text("text");
  return Event{.type = "pong",
               .data = text.empty() ? EventData{} : EventData{json{{"text", text}}}};
}

}  // namespace voicehub::engines::wyoming
