#include "core/ops/transcribe.hpp"

#include <cstdio>
#include <map>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/commands/arguments.hpp"
#include "cli/commands/commands.hpp"
#include "cli/context.hpp"
#include "cli/display/errors.hpp"

namespace voicehub::cli {
namespace {

struct TranscribeFlags {
  ops::TranscribeOptions transcribe;
  std::string output;
  std::optional<std::chrono::seconds> timeout;
};

std::string with_line_end(std::string text) {
  if (!text.ends_with('\n')) {
    text += '\n';
  }
  return text;
}

Task<int> run_transcribe(ops::Session& session,
                         Context& context,
                         std::shared_ptr<TranscribeFlags> flags) {
  auto& options = flags->transcribe;
  options.timeout = flags->timeout.value_or(options.timeout);
  if (!flags->output.empty() && options.files.size() > 1) {
    co_return make_error(
        ErrorCode::usage, "-o takes the text of one recording", "name one file, or leave -o out");
  }
  VH_CO_TRY(const Project* project, context.project(named(options.service), Outside::use_bundled));
  int code = 0;
  const auto show = [&](const std::string& file,
                        const Result<ops::Transcribed>& transcript) -> Result<void> {
    if (!transcript) {
      const Error& error = transcript.error();
      report_error(error, context.format(), context.terminal());
      code = code == 0 ? exit_code(error.code) : code;
      return done();
    }
    const std::string text = with_line_end(transcript->text);
    if (!flags->output.empty()) {
      return session.files.write({flags->output}, text);
    }
    if (options.files.size() > 1) {
      fmt::print("{}:\n", file);
    }
    std::fputs(text.c_str(), stdout);
    std::fflush(stdout);
    return done();
  };
  VH_CO_CHECK(co_await ops::transcribe(session, *project, options, show));
  co_return code;
}

}  // namespace

void add_transcribe_command(CLI::App& app, Context& context) {
  auto flags = std::make_shared<TranscribeFlags>();
  CLI::App* command = app.add_subcommand("transcribe", "Have an engine write down recordings");
  command->add_option("file", flags->transcribe.files, "Recordings; - is stdin")
      ->required()
      ->option_text("FILE...");
  const std::map<std::string, std::string> formats{
      {"text", "text"}, {"srt", "srt"}, {"vtt", "vtt"}, {"json", "verbose_json"}};
  command->add_option("--as", flags->transcribe.format, "text (default), srt, vtt, json")
      ->transform(CLI::CheckedTransformer(formats).description("{text,srt,vtt,json}"))
      ->option_text("FORMAT");
  command->add_option("--language", flags->transcribe.language, "Code, as en (default: found out)")
      ->option_text("CODE");
  command->add_option("-o,--output", flags->output, "Where the text goes (default: stdout)")
      ->option_text("FILE");
  add_engine(*command, flags->transcribe.service);
  add_seconds(*command, "--timeout", flags->timeout, "Longest wait for a recording");
  command->callback([flags, &context] {
    context.options.prints_data = true;
    context.run([flags, &context](ops::Session& session) {
      return run_transcribe(session, context, flags);
    });
  });
}

}  // namespace voicehub::cli
