#include "engines/wyoming/peer.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <nlohmann/json.hpp>

namespace voicehub::engines::wyoming {

using json = nlohmann::ordered_json;

boost::asio::awaitable<bool> fail(Peer& peer, std::string code, std::string text) {
  peer.note_failure(code);
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

int status_of(std::string_view code) {
  constexpr std::array<std::pair<std::string_view, int>, 5> kOther{
      {{"busy", 429}, {"cancelled", 499}, {"failed", 500}, {"loading", 503}, {"timeout", 504}}};
  constexpr int kBadRequest = 400;
  const auto* const found =
      std::ranges::find(kOther, code, &std::pair<std::string_view, int>::first);
  return found == kOther.end() ? kBadRequest : found->second;
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
