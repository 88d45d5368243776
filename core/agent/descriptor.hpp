#pragma once

#include <unistd.h>

#include <utility>

namespace voicehub::agent {

// Owns a file descriptor; -1 when it has none.
class Descriptor {
 public:
  Descriptor() = default;

  explicit Descriptor(int number) : number_{number} {}

  ~Descriptor() { reset(); }

  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  Descriptor(Descriptor&& other) noexcept : number_{std::exchange(other.number_, -1)} {}

  Descriptor& operator=(Descriptor&& other) noexcept {
    if (this != &other) {
      reset();
      number_ = std::exchange(other.number_, -1);
    }
    return *this;
  }

  [[nodiscard]] int number() const { return number_; }

  [[nodiscard]] bool valid() const { return number_ >= 0; }

  void reset() {
    if (number_ >= 0) {
      close(std::exchange(number_, -1));
    }
  }

 private:
  int number_ = -1;
};

}  // namespace voicehub::agent
