#include "core/ops/test.hpp"

#include <algorithm>
#include <memory>

#include <CLI/CLI.hpp>

#include "cli/commands/arguments.hpp"
#include "cli/commands/commands.hpp"
#include "cli/commands/process_verbs.hpp"
#include "cli/context.hpp"
#include "cli/display/test_results.hpp"

namespace voicehub::cli {
namespace {

struct TestFlags {
  ops::TestOptions test;
  std::vector<std::string> services;
  std::string output = "test-output.wav";
  std::string junit;
};

Task<std::vector<ops::TestTarget>> targets_of(ops::Session& session,
                                              Context& context,
                                              std::vector<std::string> services) {
  if (context.options.runtime == Runtime::process) {
    co_return ops::process_targets(processes_of(session), services);
  }
  VH_CO_TRY(const Project* project, context.project(services, Outside::use_bundled));
  co_return co_await ops::test_targets(session, *project, std::move(services));
}

Task<int> run_test(ops::Session& session, Context& context, std::shared_ptr<TestFlags> flags) {
  VH_CO_TRY(std::vector<ops::TestTarget> targets,
            co_await targets_of(session, context, flags->services));
  VH_CO_TRY(const auto tested, co_await ops::test(session, std::move(targets), flags->test));
  for (const ops::TestedService& service : tested) {
    if (!service.report.audio.empty()) {
      VH_CO_CHECK(session.files.write({flags->output}, service.report.audio));
      context.events().note(service.service, "what it said is in " + flags->output);
      break;
    }
  }
  if (!flags->junit.empty()) {
    VH_CO_CHECK(session.files.write({flags->junit}, junit_text(tested)));
  }
  show_test_results(tested, context);
  const bool passed = std::ranges::all_of(
      tested, [](const ops::TestedService& service) { return service.report.passed(); });
  co_return passed ? 0 : 1;
}

}  // namespace

void add_test_command(CLI::App& app, Context& context) {
  auto flags = std::make_shared<TestFlags>();
  CLI::App* command =
      app.add_subcommand("test", "Make engines speak and listen, and judge what they answer");
  add_services(*command, flags->services, "Engines to test (default: all of the project)");
  command->add_option("--say", flags->test.sentence, "The sentence to speak")->option_text("TEXT");
  command->add_option("--speech", flags->test.speech_file, "WAV to send to speech-to-text engines")
      ->option_text("FILE");
  command->add_option("-o,--output", flags->output, "Where the audio goes")->option_text("FILE");
  command->add_option("--junit", flags->junit, "Write the results as JUnit XML")
      ->option_text("FILE");
  command
      ->add_option_function<int>(
          "--timeout",
          [flags](int seconds) { flags->test.timeout = std::chrono::seconds{seconds}; },
          "Longest wait per check")
      ->check(CLI::PositiveNumber)
      ->option_text("SECONDS");
  command->callback([flags, &context] {
    context.options.prints_data = true;
    context.run(
        [flags, &context](ops::Session& session) { return run_test(session, context, flags); });
  });
}

}  // namespace voicehub::cli
