#include "core/engine/local_process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <deque>
#include <fstream>
#include <sstream>
#include <string_view>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

namespace voicehub::engine {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

fs::path record_of(const LocalEngine& engine) {
  return engine.folder / "engine.pid";
}

// Field 22 of /proc/PID/stat. The name of the program before it may hold blanks and brackets.
std::optional<std::uint64_t> start_of(int pid) {
  std::ifstream file{fmt::format("/proc/{}/stat", pid)};
  const std::string text{std::istreambuf_iterator<char>{file}, {}};
  const auto name_end = text.rfind(')');
  if (name_end == std::string::npos) {
    return std::nullopt;
  }
  std::istringstream fields{text.substr(name_end + 1)};
  std::string field;
  fields >> field;
  if (field == "Z") {
    return std::nullopt;  // it has ended and nobody has asked how
  }
  constexpr int kFieldsBetween = 18;
  for (int i = 0; i < kFieldsBetween; ++i) {
    fields >> field;
  }
  std::uint64_t started = 0;
  fields >> started;
  return fields ? std::optional{started} : std::nullopt;
}

Result<void> make_folders(const LocalEngine& engine) {
  std::error_code failure;
  for (const char* name : {"models", "external_models", "samples", "voices"}) {
    fs::create_directories(engine.folder / name, failure);
    if (failure) {
      return make_error(
          ErrorCode::failed,
          fmt::format("cannot make {}: {}", (engine.folder / name).string(), failure.message()),
          "choose another place with XDG_DATA_HOME");
    }
  }
  return done();
}

std::vector<std::string> environment_of(const LocalEngine& engine) {
  std::vector<std::string> variables;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text{*entry};
    // Those of whoever supervises voicehub are not for the engine.
    if (!text.starts_with("LISTEN_") && !text.starts_with("NOTIFY_SOCKET=")) {
      variables.emplace_back(text);
    }
  }
  variables.push_back("ENGINE_HOME=" + engine.folder.string());
  return variables;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  pointers.reserve(texts.size() + 1);
  for (std::string& text : texts) {
    pointers.push_back(text.data());
  }
  pointers.push_back(nullptr);
  return pointers;
}

Result<int> spawn(const LocalEngine& engine) {
  posix_spawn_file_actions_t files;
  ::posix_spawn_file_actions_init(&files);
  ::posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  constexpr int kAppend = O_WRONLY | O_CREAT | O_APPEND;
  ::posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, engine.log().c_str(), kAppend, 0644);
  ::posix_spawn_file_actions_adddup2(&files, STDOUT_FILENO, STDERR_FILENO);
  posix_spawnattr_t attributes;
  ::posix_spawnattr_init(&attributes);
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);
  std::vector<std::string> words{
      engine.program.string(), "--host=127.0.0.1", fmt::format("--port={}", engine.port)};
  std::vector<std::string> variables = environment_of(engine);
  int pid = 0;
  const int failure = ::posix_spawn(&pid,
                                    engine.program.c_str(),
                                    &files,
                                    &attributes,
                                    pointers_to(words).data(),
                                    pointers_to(variables).data());
  ::posix_spawnattr_destroy(&attributes);
  ::posix_spawn_file_actions_destroy(&files);
  if (failure != 0) {
    return make_error(
        ErrorCode::failed,
        fmt::format("cannot run {}: {}", engine.program.string(), std::strerror(failure)));
  }
  return pid;
}

}  // namespace

std::optional<LocalProcess> running_process(const LocalEngine& engine) {
  LocalProcess process;
  std::ifstream file{record_of(engine)};
  file >> process.pid >> process.started;
  if (!file || start_of(process.pid) != process.started) {
    return std::nullopt;
  }
  return process;
}

Result<LocalProcess> start_process(const LocalEngine& engine) {
  if (engine.program.empty()) {
    return make_error(ErrorCode::not_found,
                      fmt::format("the program of the engine '{}' is not installed", engine.name),
                      "build all of voicehub: ./dev build release");
  }
  if (const auto running = running_process(engine)) {
    return make_error(ErrorCode::conflict,
                      fmt::format("'{}' runs already, as process {}", engine.name, running->pid));
  }
  VH_CHECK(make_folders(engine));
  VH_TRY(const int pid, spawn(engine));
  const LocalProcess process{.pid = pid, .started = start_of(pid).value_or(0)};
  std::ofstream{record_of(engine)} << process.pid << ' ' << process.started << '\n';
  return process;
}

Task<bool> stop_process(LocalEngine engine, std::chrono::milliseconds grace) {
  boost::asio::steady_timer timer{co_await boost::asio::this_coro::executor};
  const auto deadline = std::chrono::steady_clock::now() + grace;
  bool in_time = true;
  auto process = running_process(engine);
  if (process) {
    ::kill(process->pid, SIGTERM);
  }
  while (process) {
    if (in_time && std::chrono::steady_clock::now() > deadline) {
      in_time = false;
      ::kill(process->pid, SIGKILL);
    }
    timer.expires_after(5ms);
    co_await timer.async_wait(boost::asio::use_awaitable);
    ::waitpid(process->pid, nullptr, WNOHANG);  // where it is a child of this process
    process = running_process(engine);
  }
  std::error_code ignored;
  fs::remove(record_of(engine), ignored);
  co_return in_time;
}

std::vector<std::string> last_lines(const LocalEngine& engine, std::size_t lines) {
  std::ifstream file{engine.log()};
  std::deque<std::string> last;
  for (std::string line; std::getline(file, line);) {
    last.push_back(std::move(line));
    if (last.size() > lines) {
      last.pop_front();
    }
  }
  return {last.begin(), last.end()};
}

}  // namespace voicehub::engine
