#include "core/ops/say.hpp"

#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/commands/arguments.hpp"
#include "cli/commands/commands.hpp"
#include "cli/commands/engine_of.hpp"
#include "cli/context.hpp"
#include "cli/display/speech.hpp"
#include "core/base/text.hpp"
#include "core/engine/speech_request.hpp"
#include "core/ops/read_input.hpp"

namespace voicehub::cli {
namespace {

constexpr const char* kStandardStream = "-";

struct SayFlags {
  ops::SayOptions say;
  std::string service;
  std::vector<std::string> words;
  std::string output;
  std::string format;
  std::optional<std::chrono::seconds> timeout;
};

Task<std::string> read_standard_input() {
  constexpr std::size_t kLongest = 1 << 20;  // no engine says a megabyte of text
  std::string text;
  VH_CO_CHECK(co_await ops::read_input(STDIN_FILENO, [&](std::string_view piece) -> Result<void> {
    text += piece;
    if (text.size() > kLongest) {
      return make_error(
          ErrorCode::usage, "more than 1 MB of text on the standard input", "say it in parts");
    }
    return done();
  }));
  co_return text;
}

Task<std::string> text_of(std::vector<std::string> words) {
  std::string text = join(words, " ");
  const bool from_input = text == kStandardStream || (words.empty() && ::isatty(STDIN_FILENO) != 1);
  if (from_input) {
    VH_CO_TRY(text, co_await read_standard_input());
  }
  const std::string_view content = trim(text);
  if (content.empty()) {
    co_return make_error(
        ErrorCode::usage, "there is nothing to say", "voicehub say \"Hello.\", or - for stdin");
  }
  co_return std::string{content};
}

// What the flags leave open: the format follows the file's name, and the file the format.
Result<void> complete(SayFlags& flags) {
  if (flags.format.empty()) {
    flags.format = engine::format_of_file(flags.output);
  }
  VH_TRY(flags.say.format, engine::parse_audio_format(flags.format.empty() ? "wav" : flags.format));
  flags.say.timeout = flags.timeout.value_or(flags.say.timeout);
  if (flags.output == kStandardStream) {
    flags.say.pass_to = STDOUT_FILENO;
  } else if (!flags.output.empty() || !flags.say.play) {
    flags.say.file = flags.output.empty() ? "speech." + flags.say.format : flags.output;
  }
  return done();
}

Task<int> run_say(ops::Session& session, Context& context, std::shared_ptr<SayFlags> flags) {
  // Who reads our audio may stop; that is an error to tell, and a file to put in order.
  std::signal(SIGPIPE, SIG_IGN);
  VH_CO_CHECK(complete(*flags));
  VH_CO_TRY(flags->say.text, co_await text_of(flags->words));
  VH_CO_TRY(ops::FoundEngine engine,
            co_await engine_of(session, context, EngineKind::tts, flags->service));
  VH_CO_TRY(const ops::Said said, co_await ops::say(std::move(engine), session.events, flags->say));
  if (!said.format.empty() && said.format != flags->say.format) {
    context.events().warning(
        said.service,
        fmt::format("it was asked for {} and sent {}", flags->say.format, said.format));
  }
  const bool to_stdout = flags->say.pass_to.has_value();
  const std::string file = to_stdout ? "stdout" : flags->say.file;
  if (!to_stdout || !context.options.quiet) {
    const bool json = context.format() == OutputFormat::json;
    std::fputs((json ? said_json(said, file) : said_text(said, file)).c_str(),
               to_stdout ? stderr : stdout);
  }
  co_return 0;
}

}  // namespace

void add_say_command(CLI::App& app, Context& context) {
  auto flags = std::make_shared<SayFlags>();
  CLI::App* command = app.add_subcommand("say", "Have an engine say a text, into a file");
  command->add_option("text", flags->words, "What to say; - or nothing: from stdin")
      ->option_text("[TEXT]");
  command->add_option("-o,--output", flags->output, "Where the audio goes (default: speech.FORMAT)")
      ->option_text("FILE");
  command->add_option("--voice", flags->say.voice, "Voice (default: the engine's first)")
      ->option_text("VOICE");
  command
      ->add_option("--audio-format",
                   flags->format,
                   "mp3, opus, aac, flac, wav or pcm (default: by FILE's name, else wav)")
      ->option_text("FORMAT");
  command->add_option("--speed", flags->say.speed, "0.25 to 4; 1 is usual")
      ->check(CLI::Range(0.25, 4.0))
      ->option_text("FACTOR");
  command->add_flag("--play", flags->say.play, "Play it as it comes; a file only with -o");
  add_engine(*command, flags->service);
  add_seconds(*command, "--timeout", flags->timeout, "Longest silence of the engine");
  command->callback([flags, &context] {
    context.options.prints_data = true;
    context.run(
        [flags, &context](ops::Session& session) { return run_say(session, context, flags); });
  });
}

}  // namespace voicehub::cli
