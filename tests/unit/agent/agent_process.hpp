#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/agent/descriptor.hpp"
#include "core/agent/lines.hpp"
#include "tests/scenario/process.hpp"

namespace voicehub::agent::test {

using namespace std::chrono_literals;
using Fields = std::vector<std::string>;

// Asks again and again, until it is so or the deadline has passed.
bool eventually(const std::function<bool()>& condition, std::chrono::milliseconds deadline = 20s);

// A client of the control socket.
class Client {
 public:
  // Waits until the agent is there.
  explicit Client(const std::string& agent);

  void send(const std::string& bytes) const;

  // The next line. Fails the test when none comes in time; empty when the connection has ended.
  Fields next();

  // The replies to one request, without its id; the last one ends it. Lines with id 0 are set
  // aside.
  std::vector<Fields> ask(Fields request);

  // The next line with id 0, without it.
  Fields news();

  // The agent has closed the connection, perhaps after more lines.
  bool has_ended();

  // Asks no more, but still listens.
  void end_input() const;

  [[nodiscard]] int file() const { return file_.number(); }

 private:
  std::optional<std::string> line(std::chrono::milliseconds deadline);

  Descriptor file_;
  LineReader lines_{64UL << 20U};
  std::vector<Fields> news_;
  int requests_ = 0;
};

// The first word of each reply.
std::string words(const std::vector<Fields>& replies);
std::string join(const Fields& fields);

// The program itself as a process, whose server is killed with it at the end of the test.
class Agent {
 public:
  explicit Agent(const Fields& server, const Fields& options = {});
  ~Agent();

  Agent(const Agent&) = delete;
  Agent& operator=(const Agent&) = delete;

  [[nodiscard]] const std::string& name() const { return name_; }

  [[nodiscard]] Client client() const { return Client{name_}; }

  scenario::Process& process() { return process_; }

 private:
  std::string name_;
  scenario::Process process_;
};

// The tests run the program that is built for arm64, in the emulator that the environment names.
bool is_emulated();

// As a test starts it.
Fields program(const Fields& words);

// A name that no other agent on this machine has.
std::string unique_name();

std::uint16_t free_port();

// The process is there, and not only its entry that nobody has asked about.
bool is_alive(pid_t pid);

}  // namespace voicehub::agent::test
