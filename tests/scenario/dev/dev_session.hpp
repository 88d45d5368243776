#pragma once

#include <functional>
#include <ostream>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "tests/scenario/harness.hpp"

namespace voicehub::scenario {

// What `voicehub dev` said of one batch of edits.
struct SeenEdit {
  std::string service;
  std::vector<std::string> files;
  std::string rule;
  std::string action;
  std::string how;
  bool ok = false;
  std::string digest;
  std::string error;  // message, cause and hint
  nlohmann::json spans;

  friend void PrintTo(const SeenEdit& edit, std::ostream* stream) { *stream << edit.text; }

  std::string text;  // the whole line
};

// `voicehub dev`, or another verb that watches, which runs until the test lets go of it.
class DevSession {
 public:
  // Returns when it watches.
  explicit DevSession(const TestProject& project,
                      std::vector<std::string> arguments = {"dev"},
                      RunOptions options = {});

  // The next edit that it tells of; the test fails when there is none in time.
  SeenEdit next_edit(std::chrono::milliseconds deadline = 20s);
  // Edits that are told until nothing has come for `quiet`.
  std::vector<SeenEdit> further_edits(std::chrono::milliseconds quiet);
  // The text of a note or warning that contains `part`; the test fails when there is none in time.
  std::string note(std::string_view part, std::chrono::milliseconds deadline = 20s);

  [[nodiscard]] Process& process() { return process_; }

 private:
  // Until a line that `wanted` takes; nothing when the time is over.
  bool read_until(const std::function<bool(const nlohmann::json&)>& wanted,
                  std::size_t& from,
                  std::chrono::milliseconds deadline);

  Process process_;
  std::size_t edits_read_ = 0;  // how much of the output has been searched for edits
};

}  // namespace voicehub::scenario
