#include "engines/speech/utterance_limits.hpp"

#include <cstddef>

#include <fmt/format.h>

namespace voicehub::engines {

Result<void> check_length(const Utterance& utterance) {
  constexpr std::size_t kMostText = 20'000;  // bytes
  if (utterance.text.size() > kMostText) {
    return make_error(
        ErrorCode::unsupported,
        fmt::format("{} bytes of text are too much at once", utterance.text.size()),
        fmt::format("say it in pieces of at most {} bytes, best in sentences", kMostText));
  }
  return done();
}

std::unexpected<Error> sounds_too_long() {
  return make_error(ErrorCode::unsupported,
                    "the text sounds longer than an hour",
                    "say it in pieces, best in sentences");
}

std::unexpected<Error> stopped_speaking() {
  return make_error(ErrorCode::cancelled, "stopped while speaking");
}

}  // namespace voicehub::engines
