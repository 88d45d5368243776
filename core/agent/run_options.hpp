#pragma once

#include <chrono>
#include <csignal>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace voicehub::agent {

// Before every start of the server, `to` gets the content of `from`, in place.
struct Follow {
  std::string from;
  std::string to;
};

struct ListenAddress {
  std::string host;  // "0.0.0.0", "::"
  std::uint16_t port = 0;
};

struct RunOptions {
  std::string name;  // of the control socket
  // Between the stop signal and SIGKILL. Absent: 10 s, and less for a server that ignores the
  // signal.
  std::optional<std::chrono::milliseconds> grace;
  int stop_signal = SIGTERM;
  std::optional<ListenAddress> listen;
  std::vector<Follow> follow;
  std::vector<std::string> command;
};

// The words after `run`. The error is a sentence for the person who typed them.
std::expected<RunOptions, std::string> parse_run_options(const std::vector<std::string>& words);

// "TERM", "SIGTERM", "15", "RTMIN+3" as a STOPSIGNAL may say it.
std::optional<int> parse_signal(std::string_view text);

// "0.0.0.0:5000", "[::]:5000".
std::optional<ListenAddress> parse_listen_address(std::string_view text);

// A whole number without a sign, and nothing else.
std::optional<std::uint64_t> parse_number(std::string_view text);

}  // namespace voicehub::agent
