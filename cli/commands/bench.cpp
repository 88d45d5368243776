#include "core/ops/bench.hpp"

#include <cmath>
#include <cstdio>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/commands/arguments.hpp"
#include "cli/commands/commands.hpp"
#include "cli/commands/engine_of.hpp"
#include "cli/context.hpp"
#include "cli/display/bench.hpp"
#include "core/base/partial_file.hpp"
#include "core/base/text.hpp"
#include "core/engine/speech_request.hpp"

namespace voicehub::cli {
namespace {

constexpr const char* kSentence = "The quick brown fox jumps over the lazy dog.";

struct BenchFlags {
  ops::BenchOptions bench;
  std::string service;
  double seconds = 10;
  std::string text = kSentence;
  std::string text_file;
  std::string svg;
  std::optional<std::chrono::seconds> timeout;
};

Result<std::vector<std::string>> texts_of(const FileSystem& files, const BenchFlags& flags) {
  std::string text = flags.text;
  if (!flags.text_file.empty()) {
    VH_TRY(text, files.read({flags.text_file}));
  }
  std::vector<std::string> texts;
  for (const std::string& line : split(text, '\n')) {
    if (const std::string_view content = trim(line); !content.empty()) {
      texts.emplace_back(content);
    }
  }
  if (texts.empty()) {
    return make_error(ErrorCode::usage,
                      flags.text_file.empty() ? "there is nothing to say"
                                              : fmt::format("{} has no text", flags.text_file),
                      "give a text with --text, or a file with lines of it with --text-file");
  }
  return texts;
}

Task<int> run_bench(ops::Session& session, Context& context, std::shared_ptr<BenchFlags> flags) {
  VH_CO_TRY(flags->bench.texts, texts_of(session.files, *flags));
  VH_CO_TRY(flags->bench.format, engine::parse_audio_format(flags->bench.format));
  flags->bench.duration = std::chrono::milliseconds{std::llround(1000 * flags->seconds)};
  flags->bench.timeout = flags->timeout.value_or(flags->bench.timeout);
  VH_CO_TRY(ops::FoundEngine engine,
            co_await engine_of(session, context, flags->bench.kind(), flags->service));
  std::optional<PartialFile> picture;
  if (!flags->svg.empty()) {
    VH_CO_TRY(PartialFile opened, PartialFile::beside({flags->svg}));
    picture.emplace(std::move(opened));
  }
  VH_CO_TRY(const ops::Bench bench, co_await ops::bench(session, std::move(engine), flags->bench));
  if (picture) {
    VH_CO_CHECK(picture->write(bench_svg(bench)));
    VH_CO_CHECK(picture->finish());
  }
  const bool json = context.format() == OutputFormat::json;
  std::fputs((json ? bench_json(bench) : bench_text(bench, context.terminal())).c_str(), stdout);
  co_return bench.report.done > 0 && bench.report.failed == 0 ? 0 : 1;
}

}  // namespace

void add_bench_command(CLI::App& app, Context& context) {
  auto flags = std::make_shared<BenchFlags>();
  CLI::App* command = app.add_subcommand(
      "bench", "Measure how quickly an engine answers under load, and what limits it");
  add_engine(*command, flags->service, Positional::yes);
  command->add_option("-c,--concurrency", flags->bench.concurrency, "Requests at once (default: 1)")
      ->check(CLI::Range(1, 1024))
      ->option_text("NUMBER");
  command->add_option("--duration", flags->seconds, "How long (default: 10)")
      ->check(CLI::Range(0.1, 86400.0))
      ->option_text("SECONDS");
  auto* text = command->add_option("--text", flags->text, "What is said (default: a sentence)")
                   ->option_text("TEXT");
  auto* file = command->add_option("--text-file", flags->text_file, "Lines that are said in turn")
                   ->excludes(text)
                   ->option_text("FILE");
  auto* voice =
      command->add_option("--voice", flags->bench.voice, "Voice (default: the engine's first)")
          ->option_text("VOICE");
  auto* format =
      command->add_option("--audio-format", flags->bench.format, "As with say (default: wav)")
          ->option_text("FORMAT");
  command
      ->add_option("--recording",
                   flags->bench.recording,
                   "What is written down, by a speech-to-text engine instead")
      ->excludes(text, file, voice, format)
      ->option_text("FILE");
  command->add_option("--svg", flags->svg, "Draw every request into this file")
      ->option_text("FILE");
  add_seconds(*command, "--timeout", flags->timeout, "Longest wait for one answer");
  command->callback([flags, &context] {
    context.options.prints_data = true;
    context.run(
        [flags, &context](ops::Session& session) { return run_bench(session, context, flags); });
  });
}

}  // namespace voicehub::cli
