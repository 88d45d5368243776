#include "core/reload/strategy.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

#include <fmt/format.h>

#include "core/base/paths.hpp"

namespace voicehub::reload {
namespace {

using Words = std::vector<std::string>;

constexpr std::string_view kListenLabel = "voicehub.listen_fds";

// The program that matters: of `python3 -u -m uvicorn server:app` it is uvicorn, of
// `/usr/bin/gunicorn app` gunicorn. `arguments` is where its own arguments begin.
struct Program {
  std::string name;
  std::size_t arguments = 0;
};

bool is_python(std::string_view name) {
  return name == "python" || name.starts_with("python3") || name.starts_with("pypy");
}

Program program_of(const Words& command) {
  if (command.empty()) {
    return {};
  }
  const std::string name = file_name(command.front());
  if (!is_python(name)) {
    return {name, 1};
  }
  for (std::size_t i = 1; i < command.size(); ++i) {
    if (command[i] == "-m" && i + 1 < command.size()) {
      return {command[i + 1], i + 2};
    }
    // A script, often one that pip has made: /usr/local/bin/uvicorn.
    if (!command[i].starts_with('-')) {
      return {file_name(command[i]), i + 1};
    }
  }
  return {name, 1};
}

// Takes `--name value` and `--name=value` out of the words behind `from`, and returns the value.
std::optional<std::string> take_option(Words& words,
                                       std::size_t from,
                                       const std::vector<std::string_view>& names) {
  std::optional<std::string> value;
  for (std::size_t i = from; i < words.size();) {
    const auto equals = words[i].find('=');
    const std::string_view name = std::string_view{words[i]}.substr(0, equals);
    if (std::ranges::find(names, name) == names.end()) {
      ++i;
    } else if (equals != std::string::npos) {
      value = words[i].substr(equals + 1);
      words.erase(words.begin() + static_cast<std::ptrdiff_t>(i));
    } else if (i + 1 < words.size()) {
      value = words[i + 1];
      const auto at = words.begin() + static_cast<std::ptrdiff_t>(i);
      words.erase(at, at + 2);
    } else {
      ++i;
    }
  }
  return value;
}

bool has_option(const Words& words, std::string_view name) {
  return std::ranges::any_of(words, [&](const std::string& word) {
    return word == name || word.starts_with(std::string{name} + "=");
  });
}

std::string address(const std::string& host, const std::string& port) {
  return (host.empty() ? "0.0.0.0" : host) + ":" + port;
}

std::string own_port(const Service& service) {
  if (service.x_voicehub.port) {
    return std::to_string(*service.x_voicehub.port);
  }
  const Port* port = service.api_port();
  return port == nullptr ? std::string{} : std::to_string(port->target);
}

bool is_port(const std::string& text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc{} && end == text.data() + text.size() && port != 0;
}

Strategy by_process(Words command, std::string why) {
  return {.kind = ReloadKind::process, .why = std::move(why), .command = std::move(command)};
}

Strategy by_handover(Words command, const std::string& listen, std::string why) {
  return {.kind = ReloadKind::handover,
          .why = std::move(why),
          .command = std::move(command),
          .listen = listen};
}

// uvicorn does not look at LISTEN_FDS: it is told the number. Its own reloader would fork a child
// that knows nothing of ours.
Strategy with_uvicorn(const Service& service, Words command, std::size_t arguments) {
  if (has_option(command, "--uds") || has_option(command, "--fd")) {
    return by_process(std::move(command), "uvicorn has a socket of its own");
  }
  const auto host = take_option(command, arguments, {"--host"});
  const auto port = take_option(command, arguments, {"--port"});
  std::erase(command, "--reload");
  const std::string number = port ? *port : own_port(service);
  constexpr std::string_view kDefaultPort = "8000";
  command.insert(command.end(), {"--fd", "3"});
  return by_handover(
      std::move(command),
      address(host.value_or(""), number.empty() ? std::string{kDefaultPort} : number),
      "uvicorn takes its socket from outside (--fd)");
}

// gunicorn and our own servers look at LISTEN_FDS by themselves.
Strategy with_listen_fds(const Service& service, Words command, std::string why) {
  const std::string port = own_port(service);
  if (port.empty()) {
    return by_process(std::move(command), "no port is known that it listens at");
  }
  return by_handover(std::move(command), address("", port), std::move(why));
}

Strategy with_gunicorn(const Service& service, Words command, std::size_t arguments) {
  const auto bind = take_option(command, arguments, {"-b", "--bind"});
  std::erase(command, "--reload");
  const std::string why = "gunicorn takes its socket from outside (LISTEN_FDS)";
  if (!bind) {
    return with_listen_fds(service, std::move(command), why);
  }
  const auto colon = bind->rfind(':');
  const std::string port = colon == std::string::npos ? "" : bind->substr(colon + 1);
  if (bind->starts_with("unix:") || !is_port(port)) {
    command.insert(command.end(), {"--bind", *bind});
    return by_process(std::move(command), "gunicorn has a socket of its own");
  }
  return by_handover(std::move(command), address(bind->substr(0, colon), port), why);
}

Strategy automatic(const Service& service, const docker::ImageDetails& image, Words command) {
  const Program program = program_of(command);
  if (program.name == "uvicorn") {
    return with_uvicorn(service, std::move(command), program.arguments);
  }
  if (program.name == "gunicorn") {
    return with_gunicorn(service, std::move(command), program.arguments);
  }
  if (program.name == "voicehub_runner") {
    return with_listen_fds(
        service, std::move(command), "voicehub_runner takes its socket from outside");
  }
  if (image.labels.contains(std::string{kListenLabel})) {
    return with_listen_fds(
        service, std::move(command), fmt::format("the image has the label {}", kListenLabel));
  }
  return by_process(std::move(command), "the server opens its socket itself");
}

}  // namespace

std::vector<std::string> server_command(const Service& service, const docker::ImageDetails& image) {
  Words command = service.entrypoint.value_or(image.entrypoint);
  // As for the daemon: an entrypoint of the file's own drops the image's command.
  const Words otherwise = service.entrypoint ? Words{} : image.command;
  const Words arguments = service.command.value_or(otherwise);
  command.insert(command.end(), arguments.begin(), arguments.end());
  return command;
}

Strategy choose_strategy(const Service& service, const docker::ImageDetails& image) {
  Words command = server_command(service, image);
  const auto asked = service.x_voicehub.reload;
  const std::string said =
      asked ? fmt::format("x-voicehub.reload is {}", to_text(*asked)) : std::string{};
  if (asked == ReloadKind::container) {
    return {.kind = ReloadKind::container, .why = said, .command = std::move(command)};
  }
  if (asked == ReloadKind::process) {
    return by_process(std::move(command), said);
  }
  Strategy strategy = automatic(service, image, command);
  if (asked == ReloadKind::handover && strategy.kind != ReloadKind::handover) {
    return with_listen_fds(service, std::move(command), said);
  }
  return strategy;
}

}  // namespace voicehub::reload
