#include "core/ops/verify.hpp"

#include <chrono>
#include <memory>

#include <CLI/CLI.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "cli/commands/arguments.hpp"
#include "cli/commands/commands.hpp"
#include "cli/context.hpp"
#include "cli/display/proof.hpp"

namespace voicehub::cli {
namespace {

struct VerifyFlags {
  ops::VerifyServicesOptions verify;
  bool watch = false;
  int interval_seconds = 1;
};

Task<int> verify_again_and_again(ops::Session& session,
                                 Context& context,
                                 std::shared_ptr<VerifyFlags> flags) {
  VH_CO_TRY(const Project* project, context.project(flags->verify.services));
  boost::asio::steady_timer timer{co_await boost::asio::this_coro::executor};
  while (true) {
    VH_CO_TRY(const auto reports, co_await ops::verify(session, *project, flags->verify));
    show_proof(reports, context);
    if (!flags->watch) {
      co_return exit_code_of(reports);
    }
    timer.expires_after(std::chrono::seconds{flags->interval_seconds});
    co_await timer.async_wait(boost::asio::use_awaitable);
  }
}

}  // namespace

void add_verify_command(CLI::App& app, Context& context) {
  auto flags = std::make_shared<VerifyFlags>();
  CLI::App* command = app.add_subcommand(
      "verify", "Prove that the running processes have the files of this machine");
  add_services(*command, flags->verify.services, "Services to look into (default: all)");
  command->add_flag(
      "--md5", flags->verify.md5, "Print MD5 sums too, to compare with certutil or md5sum");
  command->add_flag("-w,--watch", flags->watch, "Repeat until interrupted");
  command->add_option("--interval", flags->interval_seconds, "Pause between two looks of --watch")
      ->check(CLI::PositiveNumber)
      ->option_text("SECONDS");
  command->callback([flags, &context] {
    context.options.prints_data = true;
    context.run([flags, &context](ops::Session& session) {
      return verify_again_and_again(session, context, flags);
    });
  });
}

}  // namespace voicehub::cli
