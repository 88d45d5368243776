#include "cli/commands/process_verbs.hpp"

#include <cstdio>
#include <functional>
#include <limits>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/bundled.hpp"
#include "cli/display/table.hpp"

namespace voicehub::cli {
namespace {

using Engines = std::vector<engine::LocalEngine>;
using Verb = std::function<Task<int>(ops::ProcessSession&, Engines)>;

void run(Context& context, const std::vector<std::string>& names, Verb verb) {
  context.run([names, verb = std::move(verb)](ops::Session& session) -> Task<int> {
    ops::ProcessSession processes = processes_of(session);
    VH_CO_TRY(Engines engines, ops::select_engines(processes, names));
    co_return co_await verb(processes, std::move(engines));
  });
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

void start_as_processes(Context& context, const std::vector<std::string>& names) {
  run(context, names, [&context, names](ops::ProcessSession& session, Engines all) -> Task<int> {
    Engines engines = installed(std::move(all), names);
    VH_CO_CHECK(co_await ops::start_processes(session, std::move(engines)));
    context.tell_done("everything is up");
    co_return 0;
  });
}

void restart_as_processes(Context& context, const std::vector<std::string>& names) {
  run(context, names, [&context, names](ops::ProcessSession& session, Engines all) -> Task<int> {
    const Engines engines = installed(std::move(all), names);
    VH_CO_CHECK(co_await ops::stop_processes(session, engines));
    VH_CO_CHECK(co_await ops::start_processes(session, engines));
    context.tell_done("restarted");
    co_return 0;
  });
}

void stop_as_processes(Context& context, const std::vector<std::string>& names) {
  run(context, names, [&context](ops::ProcessSession& session, Engines engines) -> Task<int> {
    VH_CO_CHECK(co_await ops::stop_processes(session, std::move(engines)));
    context.tell_done("stopped");
    co_return 0;
  });
}

void show_processes(Context& context, const std::vector<std::string>& names) {
  run(context, names, [&context](ops::ProcessSession& session, Engines engines) -> Task<int> {
    VH_CO_TRY(const auto all, co_await ops::process_status(session, std::move(engines)));
    const std::string text = context.format() == OutputFormat::json
                                 ? status_json(all)
                                 : status_text(all, context.terminal());
    std::fputs(text.c_str(), stdout);
    co_return 0;
  });
}

void show_process_logs(Context& context,
                       const std::vector<std::string>& names,
                       std::optional<int> tail) {
  const auto lines =
      tail ? static_cast<std::size_t>(*tail) : std::numeric_limits<std::size_t>::max();
  run(context, names, [lines](ops::ProcessSession&, Engines engines) -> Task<int> {
    for (const engine::LocalEngine& engine : engines) {
      for (const std::string& line : engine::last_lines(engine, lines)) {
        std::puts(fmt::format("{} | {}", engine.name, line).c_str());
      }
    }
    co_return 0;
  });
}

}  // namespace voicehub::cli
