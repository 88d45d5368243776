#include "core/agent/run_options.hpp"

#include <array>
#include <charconv>
#include <system_error>

namespace voicehub::agent {
namespace {

// "@voicehub/NAME/notify" has to fit in the 107 bytes of a socket's name.
constexpr std::size_t kLongestName = 80;

struct SignalName {
  std::string_view name;
  int number;
};

// sigabbrev_np() knows them too, and would cost its table of descriptions.
constexpr std::array<SignalName, 16> kSignals{{{"HUP", SIGHUP},
                                               {"INT", SIGINT},
                                               {"QUIT", SIGQUIT},
                                               {"ABRT", SIGABRT},
                                               {"KILL", SIGKILL},
                                               {"USR1", SIGUSR1},
                                               {"USR2", SIGUSR2},
                                               {"PIPE", SIGPIPE},
                                               {"ALRM", SIGALRM},
                                               {"TERM", SIGTERM},
                                               {"CONT", SIGCONT},
                                               {"STOP", SIGSTOP},
                                               {"TSTP", SIGTSTP},
                                               {"WINCH", SIGWINCH},
                                               {"IO", SIGIO},
                                               {"PWR", SIGPWR}}};

// Empty when all is well.
std::string set_option(RunOptions& options, const std::string& flag, const std::string& value) {
  const std::string bad = flag + " cannot be '" + value + "'";
  if (flag == "--name") {
    options.name = value;
    return value.empty() || value.size() > kLongestName ? bad : "";
  }
  if (flag == "--grace-ms") {
    const auto grace = parse_number(value);
    options.grace = std::chrono::milliseconds{grace.value_or(0)};
    return grace ? "" : bad;
  }
  if (flag == "--stop-signal") {
    const auto signal = parse_signal(value);
    options.stop_signal = signal.value_or(SIGTERM);
    return signal ? "" : bad;
  }
  if (flag == "--listen") {
    options.listen = parse_listen_address(value);
    return options.listen ? "" : bad + ": it is ADDRESS:PORT";
  }
  if (flag == "--follow") {
    // TO is absolute, and so a file name may contain '='.
    const std::size_t middle = value.find("=/");
    if (middle == std::string::npos || middle == 0) {
      return bad + ": it is FROM=TO";
    }
    options.follow.push_back({.from = value.substr(0, middle), .to = value.substr(middle + 1)});
    return "";
  }
  return "unknown option " + flag;
}

}  // namespace

std::optional<std::uint64_t> parse_number(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) {
    return std::nullopt;
  }
  return number;
}

std::optional<int> parse_signal(std::string_view text) {
  if (const auto number = parse_number(text)) {
    const bool known = *number > 0 && *number <= static_cast<std::uint64_t>(SIGRTMAX);
    return known ? std::optional{static_cast<int>(*number)} : std::nullopt;
  }
  if (text.starts_with("SIG")) {
    text.remove_prefix(3);
  }
  if (text == "RTMIN" || text.starts_with("RTMIN+")) {
    const auto more = text.size() > 6 ? parse_number(text.substr(6)) : std::optional{0UL};
    const bool known = more && *more <= static_cast<std::uint64_t>(SIGRTMAX - SIGRTMIN);
    return known ? std::optional{SIGRTMIN + static_cast<int>(*more)} : std::nullopt;
  }
  for (const SignalName& signal : kSignals) {
    if (signal.name == text) {
      return signal.number;
    }
  }
  return std::nullopt;
}

std::optional<ListenAddress> parse_listen_address(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) {
    return std::nullopt;
  }
  const auto port = parse_number(text.substr(colon + 1));
  std::string_view host = text.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) {
    host = host.substr(1, host.size() - 2);
  }
  if (!port || *port == 0 || *port > UINT16_MAX || host.empty()) {
    return std::nullopt;
  }
  return ListenAddress{.host = std::string{host}, .port = static_cast<std::uint16_t>(*port)};
}

std::expected<RunOptions, std::string> parse_run_options(const std::vector<std::string>& words) {
  RunOptions options;
  std::size_t i = 0;
  for (; i < words.size() && words[i] != "--"; i += 2) {
    if (i + 1 == words.size()) {
      return std::unexpected(words[i] + " has no value");
    }
    if (std::string error = set_option(options, words[i], words[i + 1]); !error.empty()) {
      return std::unexpected(std::move(error));
    }
  }
  for (++i; i < words.size(); ++i) {
    options.command.push_back(words[i]);
  }
  if (options.name.empty() || options.command.empty()) {
    return std::unexpected(options.name.empty() ? "no --name" : "no command after --");
  }
  return options;
}

}  // namespace voicehub::agent
