#include "core/ops/transcribe.hpp"

#include <unistd.h>

#include <cstdio>
#include <memory>

#include <CLI/CLI.hpp>

#include "cli/commands/arguments.hpp"
#include "cli/commands/commands.hpp"
#include "cli/context.hpp"
#include "cli/display/errors.hpp"
#include "cli/display/transcripts.hpp"
#include "core/base/partial_file.hpp"

namespace voicehub::cli {
namespace {

struct TranscribeFlags {
  ops::TranscribeOptions transcribe;
  std::string output;
  std::optional<std::chrono::seconds> timeout;
};

Result<void> write_out(const std::string& text, const std::string& output) {
  if (output.empty() || output == "-") {
    std::fputs(text.c_str(), stdout);
    return done();
  }
  VH_TRY(PartialFile file, PartialFile::beside({output}));
  VH_CHECK(file.write(text));
  return file.finish();
}

Task<int> run_transcribe(ops::Session& session,
                         Context& context,
                         std::shared_ptr<TranscribeFlags> flags) {
  flags->transcribe.timeout = flags->timeout.value_or(flags->transcribe.timeout);
  VH_CO_TRY(const Project* project,
            context.project(named(flags->transcribe.service), Outside::use_bundled));
  VH_CO_TRY(const ops::Transcripts transcripts,
            co_await ops::transcribe(session, *project, flags->transcribe));
  const bool json = context.format() == OutputFormat::json;
  const std::string text = json ? transcripts_json(transcripts) : transcripts_text(transcripts);
  if (!text.empty()) {
    VH_CO_CHECK(write_out(text, flags->output));
  }
  for (const ops::Transcript& file : transcripts.files) {
    if (!file.text) {
      Error error = file.text.error();
      error.message = error.message.starts_with("cannot read ") ? error.message
                                                                : file.file + ": " + error.message;
      report_error(error, context.format(), detect_terminal(STDERR_FILENO));
    }
  }
  co_return transcripts.all_done() ? 0 : 1;
}

}  // namespace

void add_transcribe_command(CLI::App& app, Context& context) {
  auto flags = std::make_shared<TranscribeFlags>();
  CLI::App* command =
      app.add_subcommand("transcribe", "Have an engine write down what is said in files");
  command->add_option("file", flags->transcribe.files, "Files with speech; - is stdin")
      ->required()
      ->option_text("FILE...");
  command->add_option("--as", flags->transcribe.as, "text (default), srt, vtt or json")
      ->check(CLI::IsMember({"text", "srt", "vtt", "json"}))
      ->option_text("FORM");
  command
      ->add_option("--language",
                   flags->transcribe.language,
                   "Language that is spoken, such as en (default: the engine finds out)")
      ->option_text("LANGUAGE");
  command->add_option("-o,--output", flags->output, "Where the text goes (default: stdout)")
      ->option_text("FILE");
  add_engine(*command, flags->transcribe.service);
  add_seconds(*command, "--timeout", flags->timeout, "Longest wait, per file");
  command->callback([flags, &context] {
    context.options.prints_data = true;
    context.run([flags, &context](ops::Session& session) {
      return run_transcribe(session, context, flags);
    });
  });
}

}  // namespace voicehub::cli
