#include "cli/context.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <fmt/format.h>

#include "cli/bundled.hpp"
#include "cli/display/errors.hpp"
#include "cli/display/events.hpp"
#include "cli/terminal_session.hpp"
#include "core/compose/find_files.hpp"
#include "core/compose/load.hpp"
#include "core/docker/endpoint.hpp"
#include "core/ops/ls.hpp"
#include "core/plan/journal.hpp"

namespace voicehub::cli {
namespace {

namespace asio = boost::asio;

constexpr int kBugExitCode = 70;

std::map<std::string, std::string> process_environment() {
  std::map<std::string, std::string> environment;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text{*entry};
    const auto equals = text.find('=');
    if (equals != std::string_view::npos) {
      environment.emplace(text.substr(0, equals), text.substr(equals + 1));
    }
  }
  return environment;
}

std::string value_of(const std::map<std::string, std::string>& environment,
                     const std::string& name) {
  const auto found = environment.find(name);
  return found == environment.end() ? std::string{} : found->second;
}

// As the shell names it, where that is this folder: a project that is reached through a link has
// the link's name, as with Docker Compose.
HostPath current_folder() {
  const char* named = std::getenv("PWD");
  struct stat by_name{};
  struct stat here{};
  if (named != nullptr && named[0] == '/' && clean_path(named) == named &&
      ::stat(named, &by_name) == 0 && ::stat(".", &here) == 0 && by_name.st_dev == here.st_dev &&
      by_name.st_ino == here.st_ino) {
    return {named};
  }
  std::unique_ptr<char, decltype(&std::free)> folder{::getcwd(nullptr, 0), &std::free};
  return {folder ? folder.get() : "/"};
}

// Published ports are reached where the daemon is.
std::string daemon_host(const docker::DockerEndpoint& endpoint) {
  if (const auto* tcp = std::get_if<http::TcpEndpoint>(&endpoint.address)) {
    return tcp->host;
  }
  if (const auto* tls = std::get_if<http::TlsEndpoint>(&endpoint.address)) {
    return tls->host;
  }
  return std::holds_alternative<http::CommandEndpoint>(endpoint.address) ? "" : "127.0.0.1";
}

// One verb on one thread: its outcome, and what an interrupt does to it.
class VerbRun {
 public:
  explicit VerbRun(asio::io_context& io)
      : io_{io}, signals_{io, SIGINT, SIGTERM, SIGHUP}, ticks_{io} {}

  Result<int> to_end(Task<int> verb, EventDisplay& display) {
    watch_signals();
    tick(display);
    asio::co_spawn(io_,
                   std::move(verb),
                   asio::bind_cancellation_slot(
                       cancel_.slot(), [this](std::exception_ptr failure, Result<int> outcome) {
                         failure_ = failure;
                         outcome_ = std::move(outcome);
                         io_.stop();
                       }));
    io_.run();
    if (interrupted_) {
      return make_error(ErrorCode::cancelled,
                        "interrupted",
                        "what runs keeps running; the next command picks up");
    }
    if (failure_) {
      std::rethrow_exception(failure_);
    }
    return std::move(outcome_);
  }

 private:
  // The first signal asks the verb to end, so that it can put things in order; the second does not
  // ask.
  void watch_signals() {
    signals_.async_wait([this](const boost::system::error_code& failure, int) {
      if (failure) {
        return;
      }
      if (interrupted_) {
        restore_terminal();
        ::_exit(exit_code(ErrorCode::cancelled));
      }
      interrupted_ = true;
      watch_signals();
      cancel_.emit(asio::cancellation_type::terminal);
    });
  }

  void tick(EventDisplay& display) {
    if (!display.is_live()) {
      return;
    }
    ticks_.expires_after(std::chrono::milliseconds{100});
    ticks_.async_wait([this, &display](const boost::system::error_code& failure) {
      if (!failure) {
        display.tick();
        tick(display);
      }
    });
  }

  asio::io_context& io_;
  asio::signal_set signals_;
  asio::steady_timer ticks_;
  asio::cancellation_signal cancel_;
  bool interrupted_ = false;
  std::exception_ptr failure_;
  Result<int> outcome_ = 0;
};

}  // namespace

Context::Context() : terminal_{detect_terminal(STDOUT_FILENO)} {}

Context::~Context() = default;

EventDisplay& Context::events() {
  if (!events_) {
    events_ = make_event_display(options.format,
                                 detect_terminal(STDERR_FILENO),
                                 options.quiet,
                                 options.prints_data ? stderr : stdout);
  }
  return *events_;
}

Result<const Project*> Context::project(const std::vector<std::string>& services, Outside outside) {
  if (options.runtime == Runtime::process) {
    return make_error(ErrorCode::unsupported,
                      "this verb works with containers, and --runtime process has none",
                      "with processes work start, status, logs, restart, stop, down, test, say, "
                      "transcribe, voices "
                      "and bench");
  }
  if (!project_) {
    if (are_bundled(services) || outside == Outside::use_bundled) {
      outside_ = bundled_file();
    }
    VH_TRY(Project project, load_project());
    const bool is_elsewhere = outside_ && options.files.empty() && are_bundled(services) &&
                              std::ranges::none_of(services, [&](const std::string& service) {
                                return find_service(project, service).has_value();
                              });
    if (is_elsewhere) {
      options.files = {outside_->text};
      VH_TRY(project, load_project());
    }
    for (const std::string& note : project.notes) {
      events().note("", note);
    }
    project_ = std::move(project);
  }
  return &*project_;
}

std::optional<Project> Context::bundled_project() const {
  const auto file = bundled_file();
  if (!file || !options.files.empty()) {
    return std::nullopt;
  }
  compose::LoadOptions asked = with_options({});
  asked.files = {file->text};
  auto project = compose::load_project(local_file_system(), asked);
  return project ? std::optional{std::move(*project)} : std::nullopt;
}

Task<const Project*> Context::existing_project(ops::Session& session,
                                               std::vector<std::string> services) {
  const bool by_name = options.runtime == Runtime::docker && !options.project_name.empty() &&
                       options.files.empty() && !project_;
  if (by_name && is_without_file()) {
    auto found = co_await ops::project_by_labels(session, options.project_name);
    if (found) {
      project_ = std::move(*found);
      co_return &*project_;
    }
    if (found.error().code != ErrorCode::not_found) {
      co_return std::unexpected(found.error());
    }
    events().warning("", fmt::format("{}; {}", found.error().message, found.error().hint));
  }
  co_return project(services, Outside::use_bundled);
}

bool Context::is_without_file() const {
  const auto loaded = compose::load_project(local_file_system(), with_options({}));
  return !loaded && loaded.error() == compose::no_files(current_folder()).error();
}

compose::LoadOptions Context::with_options(compose::LoadOptions asked) const {
  asked.files = options.files;
  asked.project_name = options.project_name;
  asked.profiles = options.profiles;
  asked.env_files = options.env_files;
  asked.project_directory = options.project_directory;
  asked.directory = current_folder();
  asked.environment = process_environment();
  asked.file_outside = outside_;
  return asked;
}

Result<Project> Context::load_project() {
  return compose::load_project(local_file_system(),
                               with_options({.services = options.switched_on}));
}

compose::ChangeContext Context::surroundings() const {
  return {.directory = current_folder(), .environment = process_environment()};
}

Result<compose::Model> Context::model(compose::LoadOptions asked) {
  VH_TRY(compose::Model model,
         compose::load_model(local_file_system(), with_options(std::move(asked))));
  for (const std::string& note : model.notes) {
    events().note("", note);
  }
  return model;
}

void Context::finish(const Result<int>& outcome) {
  events().close();
  if (outcome) {
    exit_code_ = *outcome;
  } else {
    fail(outcome.error());
  }
}

void Context::run(std::function<Task<int>(ops::Session&)> verb) {
  const auto environment = process_environment();
  const docker::EndpointInputs inputs{.host_flag = options.host,
                                      .context_flag = options.docker_context,
                                      .environment = environment};
  const auto endpoint = docker::resolve_endpoint(inputs, local_file_system());
  if (!endpoint) {
    fail(endpoint.error());
    return;
  }
  asio::io_context io{1};
  const docker::CredentialStore credentials{local_file_system(), environment};
  const auto docker = docker::make_http_api(
      http::make_client(io.get_executor(), endpoint->address), *endpoint, &credentials);
  ops::Session session{
      .docker = *docker,
      .endpoint = *endpoint,
      .credentials = credentials,
      .files = local_file_system(),
      .events = events(),
      .engine_client =
          [&io](const engine::Address& address) {
            return http::make_client(io.get_executor(),
                                     http::TcpEndpoint{address.host, std::to_string(address.port)});
          },
      .journal_folder = plan::journal_folder(value_of(environment, "XDG_RUNTIME_DIR")),
      .daemon_host = daemon_host(*endpoint)};
  try {
    VerbRun run{io};
    const Result<int> outcome = run.to_end(verb(session), events());
    finish(outcome);
  } catch (const std::exception& bug) {
    events().close();
    fmt::print(stderr,
               "voicehub has a bug: {}\nplease report it, with the command that you typed\n",
               bug.what());
    exit_code_ = kBugExitCode;
  }
}

void Context::tell_done(std::string what) {
  Event event;
  event.kind = Event::Kind::finished;
  event.text = std::move(what);
  event.elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - started_);
  events().on_event(event);
}

void Context::fail(const Error& error) {
  events().close();
  report_error(error, options.format, detect_terminal(STDERR_FILENO));
  exit_code_ = voicehub::exit_code(error.code);
}

}  // namespace voicehub::cli
