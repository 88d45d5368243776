#pragma once

#include <mutex>
#include <stop_token>
#include <string>

#include "core/base/result.hpp"
#include "engines/espeak/voice_list.hpp"

namespace voicehub::engines::espeak {

// libespeak-ng has one state for the whole process and does not guard it: whoever holds a
// LibraryLock may call the library, and nobody else.
class LibraryLock {
 public:
  // Waits for its turn, until a stop is asked for: `cancelled`. The first one loads the data of the
  // library, from ESPEAK_DATA_PATH where that is set: `failed` without them.
  [[nodiscard]] static Result<LibraryLock> take(const std::stop_token& stop);

  [[nodiscard]] int rate() const;  // samples a second
  [[nodiscard]] const VoiceList& voices() const;

  // The voice, with the timbre `variant` ("f3", "whisper") unless that is empty. It stays for the
  // next one who holds the lock. `not_found`, with what is most alike.
  [[nodiscard]] Result<void> use(const std::string& voice, const std::string& variant = {});

 private:
  explicit LibraryLock(std::unique_lock<std::timed_mutex> lock) : lock_{std::move(lock)} {}

  std::unique_lock<std::timed_mutex> lock_;
};

}  // namespace voicehub::engines::espeak
