#include "core/ops/bench.hpp"

#include <cstdio>
#include <memory>

#include <CLI/CLI.hpp>

#include "cli/commands/arguments.hpp"
#include "cli/commands/commands.hpp"
#include "cli/context.hpp"
#include "cli/display/bench.hpp"

namespace voicehub::cli {
namespace {

struct BenchFlags {
  ops::BenchOptions bench;
  std::optional<std::chrono::seconds> duration;
  std::string svg;
};

Task<int> run_bench(ops::Session& session, Context& context, std::shared_ptr<BenchFlags> flags) {
  flags->bench.duration = flags->duration.value_or(flags->bench.duration);
  VH_CO_TRY(const Project* project,
            context.project(named(flags->bench.service), Outside::use_bundled));
  VH_CO_TRY(const ops::BenchResult result, co_await ops::bench(session, *project, flags->bench));
  if (!flags->svg.empty()) {
    VH_CO_CHECK(session.files.write({flags->svg}, bench_svg(result)));
  }
  const bool json = context.format() == OutputFormat::json;
  std::fputs((json ? bench_json(result) : bench_text(result, context.terminal())).c_str(), stdout);
  co_return result.report.failed == 0 && result.report.accepted > 0 ? 0 : 1;
}

}  // namespace

void add_bench_command(CLI::App& app, Context& context) {
  auto flags = std::make_shared<BenchFlags>();
  CLI::App* command =
      app.add_subcommand("bench", "Ask an engine over and over, and say how quick it is");
  add_engine(*command, flags->bench.service, Positional::yes);
  command->add_option("-c,--concurrency", flags->bench.concurrency, "Requests at once (default: 4)")
      ->check(CLI::Range(1, 1024))
      ->option_text("N");
  add_seconds(*command, "--duration", flags->duration, "How long (default: 10)");
  command->add_option("--text", flags->bench.text, "What a speaking engine says")
      ->option_text("TEXT");
  command->add_option("--file", flags->bench.file, "A recording: a listening engine is asked")
      ->check(CLI::ExistingFile)
      ->option_text("FILE");
  command->add_option("--voice", flags->bench.voice, "Voice (default: the engine's first)")
      ->option_text("VOICE");
  command->add_option("--svg", flags->svg, "Write a plot of the latencies")->option_text("FILE");
  command->callback([flags, &context] {
    context.options.prints_data = true;
    context.run(
        [flags, &context](ops::Session& session) { return run_bench(session, context, flags); });
  });
}

}  // namespace voicehub::cli
