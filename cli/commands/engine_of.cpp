#include "cli/commands/engine_of.hpp"

#include <utility>

#include "cli/commands/arguments.hpp"
#include "cli/commands/process_verbs.hpp"
#include "core/ops/find_engine.hpp"

namespace voicehub::cli {

Task<ops::FoundEngine> engine_of(ops::Session& session,
                                 Context& context,
                                 EngineKind kind,
                                 std::string name) {
  if (context.options.runtime == Runtime::process) {
    co_return ops::find_process(processes_of(session), kind, name);
  }
  VH_CO_TRY(const Project* project, context.project(named(name), Outside::use_bundled));
  co_return co_await ops::find_engine(session, *project, kind, std::move(name));
}

}  // namespace voicehub::cli
