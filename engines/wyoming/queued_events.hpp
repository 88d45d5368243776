#pragma once

#include <memory>
#include <optional>
#include <string>

#include "engines/runtime/queued_answer.hpp"
#include "engines/wyoming/peer.hpp"

namespace voicehub::engines::wyoming {

// Does the work on a worker and sends what it puts into the pipe, while it is made. The work ends
// when the client goes. True when all of it was sent. What it fails with is sent as `error`, a full
// queue as `error` with the code "busy"; with `patience` it is asked again as long as that.
[[nodiscard]] boost::asio::awaitable<bool> send_from_queue(Peer& peer,
                                                           Workshop& workshop,
                                                           Lane lane,
                                                           AnswerWork work,
                                                           std::chrono::milliseconds patience = {});

}  // namespace voicehub::engines::wyoming
