#include "cli/commands/process_verbs.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <functional>
#include <span>
#include <string_view>
#include <utility>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/bundled.hpp"
#include "cli/display/log_view.hpp"
#include "cli/display/table.hpp"

namespace voicehub::cli {
namespace {

using Engines = std::vector<engine::LocalEngine>;
using Work = std::function<Task<int>(ops::ProcessSession&, Engines)>;

// The flags that mean the same for processes as for containers.
constexpr std::array<std::string_view, 11> kFlags{"dry-run",
                                                  "timeout",
                                                  "wait-timeout",
                                                  "stop-timeout",
                                                  "detach",
                                                  "wait",
                                                  "yes",
                                                  "follow",
                                                  "tail",
                                                  "errors",
                                                  "no-prefix"};

Result<void> check_flags(const CLI::App& command) {
  for (const CLI::Option* option : command.get_options()) {
    const bool is_known = option->get_positional() || std::ranges::any_of(kFlags, [&](auto flag) {
                            return option->check_lname(std::string{flag});
                          });
    if (option->count() > 0 && !is_known) {
      return make_error(ErrorCode::usage,
                        fmt::format("{} is for containers, and --runtime process has none",
                                    option->get_name(false, true)),
                        "leave it out");
    }
  }
  return done();
}

void run(Context& context, const ProcessVerb& verb, Work work) {
  context.run([verb, work = std::move(work)](ops::Session& session) -> Task<int> {
    VH_CO_CHECK(check_flags(verb.command));
    ops::ProcessSession processes = processes_of(session);
    VH_CO_TRY(Engines engines, ops::select_engines(processes, verb.names));
    co_return co_await work(processes, std::move(engines));
  });
}

int show_steps(const std::vector<ops::ProcessStep>& steps, const Context& context) {
  if (context.format() == OutputFormat::json) {
    auto list = nlohmann::ordered_json::array();
    for (const ops::ProcessStep& step : steps) {
      list.push_back({{"action", step.action}, {"on", step.engine}, {"why", step.cause}});
    }
    std::puts(nlohmann::ordered_json{{"steps", std::move(list)}}.dump(2).c_str());
    return 0;
  }
  Table table{{"ACTION", "ON", "WHY"}};
  for (const ops::ProcessStep& step : steps) {
    table.add({{step.action, Colour::bold}, {step.engine}, {step.cause}});
  }
  std::fputs(steps.empty() ? "nothing to do\n" : table.text(context.terminal()).c_str(), stdout);
  return 0;
}

// Without names: those that are installed.
Engines installed(Engines engines, const std::vector<std::string>& names) {
  if (names.empty()) {
    std::erase_if(engines,
                  [](const engine::LocalEngine& engine) { return engine.program.empty(); });
  }
  return engines;
}

std::string word_of(const ops::ProcessStatus& status) {
  if (!status.process) {
    return status.engine.program.empty() ? "not installed" : "stopped";
  }
  return status.health.state == engine::HealthState::healthy
             ? "healthy"
             : std::string{engine::to_text(status.health.state)};
}

std::string status_text(const std::vector<ops::ProcessStatus>& all, const Terminal& terminal) {
  Table table{{"ENGINE", "STATE", "PID", "ADDRESS", "FOLDER"}};
  for (const ops::ProcessStatus& status : all) {
    const std::string state = word_of(status);
    table.add({{.text = status.engine.name},
               {.text = state, .colour = state == "healthy" ? Colour::green : Colour::plain},
               {.text = status.process ? fmt::format("{}", status.process->pid) : ""},
               {.text = status.process ? fmt::format("127.0.0.1:{}", status.engine.port) : ""},
               {.text = status.engine.folder.string()}});
  }
  return table.text(terminal);
}

std::string status_json(const std::vector<ops::ProcessStatus>& all) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const ops::ProcessStatus& status : all) {
    list.push_back({{"engine", status.engine.name},
                    {"state", word_of(status)},
                    {"pid", status.process ? status.process->pid : 0},
                    {"port", status.engine.port},
                    {"folder", status.engine.folder.string()},
                    {"log", status.engine.log().string()}});
  }
  return nlohmann::ordered_json{{"engines", list}}.dump(2) + "\n";
}

}  // namespace

ops::ProcessSession processes_of(ops::Session& session) {
  return {.events = session.events,
          .engine_client = session.engine_client,
          .engines = bundled_engines()};
}

void start_as_processes(Context& context, ProcessVerb verb) {
  run(context, verb, [&context, verb](ops::ProcessSession& session, Engines all) -> Task<int> {
    const Engines engines = installed(std::move(all), verb.names);
    if (verb.dry_run) {
      co_return show_steps(ops::steps_to_start(engines), context);
    }
    VH_CO_CHECK(co_await ops::start_processes(session, engines, verb.patience));
    context.tell_done("everything is up");
    co_return 0;
  });
}

void restart_as_processes(Context& context, ProcessVerb verb) {
  run(context, verb, [&context, verb](ops::ProcessSession& session, Engines all) -> Task<int> {
    const Engines engines = installed(std::move(all), verb.names);
    if (verb.dry_run) {
      co_return show_steps(ops::steps_to_restart(engines), context);
    }
    VH_CO_CHECK(co_await ops::stop_processes(session, engines, verb.patience));
    VH_CO_CHECK(co_await ops::start_processes(session, engines, verb.patience));
    context.tell_done("restarted");
    co_return 0;
  });
}

void stop_as_processes(Context& context, ProcessVerb verb) {
  run(context, verb, [&context, verb](ops::ProcessSession& session, Engines engines) -> Task<int> {
    if (verb.dry_run) {
      co_return show_steps(ops::steps_to_stop(engines), context);
    }
    VH_CO_CHECK(co_await ops::stop_processes(session, std::move(engines), verb.patience));
    context.tell_done("stopped");
    co_return 0;
  });
}

void show_processes(Context& context, ProcessVerb verb) {
  run(context, verb, [&context](ops::ProcessSession& session, Engines engines) -> Task<int> {
    VH_CO_TRY(const auto all, co_await ops::process_status(session, std::move(engines)));
    const std::string text = context.format() == OutputFormat::json
                                 ? status_json(all)
                                 : status_text(all, context.terminal());
    std::fputs(text.c_str(), stdout);
    co_return 0;
  });
}

void show_process_logs(Context& context, ProcessVerb verb, ops::LogsOptions options, bool prefix) {
  run(context,
      verb,
      [&context, options, prefix](ops::ProcessSession&, Engines engines) -> Task<int> {
        LogViewOptions how{.format = context.format(), .prefix = prefix && engines.size() > 1};
        for (const engine::LocalEngine& engine : engines) {
          how.services.push_back(engine.name);
        }
        LogView view{std::move(how), context.terminal()};
        VH_CO_CHECK(co_await ops::process_logs(std::move(engines), options, printed(view)));
        co_return 0;
      });
}

}  // namespace voicehub::cli
