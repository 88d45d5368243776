#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

#include "core/base/partial_file.hpp"
#include "core/base/task.hpp"

namespace voicehub::ops {

// Passes a file that is still growing on to a descriptor, as fast as that one takes it: whoever
// makes the file never waits for it, and nothing is kept in memory.
class ByteFeeder {
 public:
  ByteFeeder(const boost::asio::any_io_executor& executor, int descriptor, const PartialFile& file);
  ~ByteFeeder();
  ByteFeeder(const ByteFeeder&) = delete;
  ByteFeeder& operator=(const ByteFeeder&) = delete;

  // There is more in the file.
  void wake();
  // There will be no more.
  void end();
  // Until all has been passed on.
  [[nodiscard]] Task<void> run();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// A program that plays what comes in at its standard input. Ended with this object.
class Player {
 public:
  // The first of pw-play, paplay, aplay and ffplay on the PATH; not_found, naming them, without
  // any.
  static Result<Player> start();

  Player(Player&& other) noexcept;
  Player& operator=(Player&&) = delete;
  ~Player();

  [[nodiscard]] int input() const { return input_; }

  [[nodiscard]] const std::string& name() const { return name_; }

  // Closes its input and waits until it has played all.
  [[nodiscard]] Task<void> finish();

 private:
  Player(std::string name, pid_t process, int input)
      : name_{std::move(name)}, process_{process}, input_{input} {}

  std::string name_;
  pid_t process_;
  int input_;
};

}  // namespace voicehub::ops
