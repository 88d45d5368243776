#include "core/ops/transcribe.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/commands/arguments.hpp"
#include "cli/commands/commands.hpp"
#include "cli/commands/engine_of.hpp"
#include "cli/context.hpp"
#include "cli/display/errors.hpp"
#include "cli/display/transcripts.hpp"
#include "core/base/partial_file.hpp"

namespace voicehub::cli {
namespace {

struct TranscribeFlags {
  ops::TranscribeOptions transcribe;
  std::string service;
  std::string output;
  std::optional<std::chrono::seconds> timeout;
};

bool is_stdout(const std::string& output) {
  return output.empty() || output == "-";
}

// A file that is there when it is complete, or stdout.
class Output {
 public:
  static Result<Output> create(const std::string& file) {
    Output output;
    if (!is_stdout(file)) {
      VH_TRY(PartialFile opened, PartialFile::beside({file}));
      output.file_.emplace(std::move(opened));
    }
    return output;
  }

  Result<void> write(const std::string& text) {
    if (file_) {
      return file_->write(text);
    }
    std::fputs(text.c_str(), stdout);
    std::fflush(stdout);
    return done();
  }

  // What nothing was written to is not there.
  Result<void> finish() { return file_ && file_->size() > 0 ? file_->finish() : done(); }

 private:
  std::optional<PartialFile> file_;
};

Result<void> fits_output(const TranscribeFlags& flags, OutputFormat format) {
  const ops::TranscribeOptions& options = flags.transcribe;
  const bool can_be_joined = options.as == "text" || format == OutputFormat::json;
  if (can_be_joined || is_stdout(flags.output) || options.files.size() == 1) {
    return done();
  }
  return make_error(ErrorCode::usage,
                    fmt::format("-o takes the {} of one file", options.as),
                    "name one file, or leave -o out");
}

void report_failure(const ops::Transcript& transcript, const Context& context) {
  Error error = transcript.text.error();
  if (!error.message.starts_with("cannot read ")) {
    error.message = transcript.file + ": " + error.message;
  }
  report_error(error, context.format(), detect_terminal(STDERR_FILENO));
}

Task<int> run_transcribe(ops::Session& session,
                         Context& context,
                         std::shared_ptr<TranscribeFlags> flags) {
  ops::TranscribeOptions& options = flags->transcribe;
  options.timeout = flags->timeout.value_or(options.timeout);
  VH_CO_CHECK(fits_output(*flags, context.format()));
  VH_CO_TRY(ops::FoundEngine engine,
            co_await engine_of(session, context, EngineKind::asr, flags->service));
  VH_CO_TRY(Output output, Output::create(flags->output));
  const bool json = context.format() == OutputFormat::json;
  Place place = options.files.size() > 1 ? Place::first : Place::alone;
  std::vector<ops::Transcript> transcripts;
  const auto take = [&](ops::Transcript transcript) -> Result<void> {
    if (!transcript.text) {
      report_failure(transcript, context);
    } else if (!json) {
      VH_CHECK(output.write(transcript_text(transcript, place)));
      place = place == Place::alone ? place : Place::later;
    }
    transcripts.push_back(std::move(transcript));
    return done();
  };
  VH_CO_CHECK(co_await ops::transcribe(std::move(engine), session.events, options, take));
  if (json) {
    VH_CO_CHECK(output.write(transcripts_json(transcripts)));
  }
  VH_CO_CHECK(output.finish());
  const bool all_done = std::ranges::all_of(
      transcripts, [](const ops::Transcript& transcript) { return transcript.text.has_value(); });
  co_return all_done ? 0 : 1;
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
  add_engine(*command, flags->service);
  add_seconds(*command, "--timeout", flags->timeout, "Longest wait, per file");
  command->callback([flags, &context] {
    context.options.prints_data = true;
    context.run([flags, &context](ops::Session& session) {
      return run_transcribe(session, context, flags);
    });
  });
}

}  // namespace voicehub::cli
