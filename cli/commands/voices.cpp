#include "core/ops/voices.hpp"

#include <cstdio>
#include <memory>

#include <CLI/CLI.hpp>

#include "cli/commands/arguments.hpp"
#include "cli/commands/commands.hpp"
#include "cli/commands/engine_of.hpp"
#include "cli/context.hpp"
#include "cli/display/speech.hpp"

namespace voicehub::cli {

void add_voices_command(CLI::App& app, Context& context) {
  auto service = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("voices", "List the voices of an engine");
  add_engine(*command, *service, Positional::yes);
  command->callback([service, &context] {
    context.options.prints_data = true;
    context.run([service, &context](ops::Session& session) -> Task<int> {
      VH_CO_TRY(ops::FoundEngine engine,
                co_await engine_of(session, context, EngineKind::tts, *service));
      VH_CO_TRY(const ops::VoiceList list, co_await ops::voices(std::move(engine), session.events));
      const bool json = context.format() == OutputFormat::json;
      const std::string text = json ? voices_json(list) : voices_text(list, context.terminal());
      std::fputs(text.c_str(), stdout);
      co_return 0;
    });
  });
}

}  // namespace voicehub::cli
