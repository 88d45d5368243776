#include "cli/commands/engine_of.hpp"

#include <utility>

#include "cli/commands/arguments.hpp"
#include "cli/commands/process_verbs.hpp"
#include "core/ops/find_engine.hpp"

namespace voicehub::cli {

using ops::LoneService;

Task<ops::FoundEngine> engine_of(ops::Session& session,
                                 Context& context,
                                 EngineKind kind,
                                 std::string name) {
  if (context.options.runtime == Runtime::process) {
    co_return ops::find_process(processes_of(session), kind, name);
  }
  VH_CO_TRY(const Project* project, context.project(named(name), Outside::use_bundled));
  if (name.empty()) {
    auto certain = co_await ops::find_engine(session, *project, kind, {}, LoneService::no_engine);
    if (certain || certain.error().code != ErrorCode::not_found) {
      co_return certain;
    }
    // A project without one does not hide the engines that voicehub brings along.
    const std::optional<Project> bundled = context.bundled_project();
    if (bundled) {
      auto found = co_await ops::find_engine(session, *bundled, kind, {});
      if (found) {
        co_return found;
      }
    }
  }
  co_return co_await ops::find_engine(session, *project, kind, std::move(name));
}

}  // namespace voicehub::cli
