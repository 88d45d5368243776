#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/display/events.hpp"
#include "cli/display/terminal.hpp"
#include "core/base/paths.hpp"
#include "core/base/task.hpp"
#include "core/compose/change_service.hpp"
#include "core/compose/load.hpp"
#include "core/ops/session.hpp"
#include "core/project/project.hpp"

namespace voicehub::cli {

// What engines run in.
enum class Runtime { docker, process };

// The flags that every verb has.
struct GlobalOptions {
  std::vector<std::string> files;
  std::string project_name;
  std::string project_directory;
  std::vector<std::string> profiles;
  std::vector<std::string> env_files;
  std::string host;
  std::string docker_context;
  Runtime runtime = Runtime::docker;
  OutputFormat format = OutputFormat::text;
  bool quiet = false;
  std::vector<std::string> command;      // what `exec` or `run` is to run
  std::vector<std::string> switched_on;  // services that the verb names, whatever their profiles
  bool prints_data = false;              // set by verbs whose stdout is not the events
};

// What a verb does where there is no compose file, and it names no service.
enum class Outside { refuse, use_bundled };

// What a verb gets from the command line and the process around it; nothing is made before a verb
// asks for it.
class Context {
 public:
  Context();
  ~Context();
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

  GlobalOptions options;

  // The project file of `options`, loaded once. Its notes are told on the first call. When none of
  // `services` is in it, or there is no file, and all of them are bundled engines, it is the
  // bundled project; where there is no file, `outside` asks for that without naming any.
  Result<const Project*> project(const std::vector<std::string>& services = {},
                                 Outside outside = Outside::refuse);

  // The same for verbs on what there is already, where it is not the file that matters: where there
  // is no file and -p names a project, it is what the daemon has of that.
  Task<const Project*> existing_project(ops::Session& session, std::vector<std::string> services);

  // The project of the engines that voicehub brings along; nothing where -f names files.
  [[nodiscard]] std::optional<Project> bundled_project() const;

  // The project file as it is read, with what of `asked` concerns the reading. Its notes are told.
  Result<compose::Model> model(compose::LoadOptions asked);

  // What relative paths and inherited variables of the command line mean here.
  [[nodiscard]] compose::ChangeContext surroundings() const;

  // The project anew, for whoever goes on when the file has changed.
  Result<Project> load_project();

  // Runs a verb to its end on this thread and keeps its exit code. A failure is rendered on stderr;
  // the first Ctrl-C cancels the verb and makes the code 130, the second ends the process at once.
  void run(std::function<Task<int>(ops::Session&)> verb);

  // Ends a verb that needs no daemon.
  void finish(const Result<int>& outcome);

  [[nodiscard]] OutputFormat format() const { return options.format; }

  [[nodiscard]] const Terminal& terminal() const { return terminal_; }

  [[nodiscard]] EventDisplay& events();

  // Tells what the verb has done as a whole, with the time since the command was typed.
  void tell_done(std::string what);

  [[nodiscard]] int exit_code() const { return exit_code_; }

 private:
  [[nodiscard]] compose::LoadOptions with_options(compose::LoadOptions asked) const;
  [[nodiscard]] bool is_without_file() const;
  void fail(const Error& error);

  Terminal terminal_;  // of stdout: data goes there
  std::optional<Project> project_;
  std::optional<HostPath> outside_;  // the bundled project's file, where the verb may use it
  std::unique_ptr<EventDisplay> events_;
  int exit_code_ = 0;
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
};

}  // namespace voicehub::cli
