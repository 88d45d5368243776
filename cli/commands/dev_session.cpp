#include "cli/commands/dev_session.hpp"

#include <cstdio>

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "cli/display/edit_view.hpp"
#include "cli/display/log_view.hpp"
#include "cli/terminal_session.hpp"
#include "core/ops/shell.hpp"

namespace voicehub::cli {
namespace {

namespace asio = boost::asio;

constexpr const char* kKeys =
    "r restart · b rebuild · t test · s shell · v verify · l logs on/off · q quit · Q stop and "
    "quit";

class DevView {
 public:
  explicit DevView(Context& context)
      : context_{context},
        logs_{{.format = context.format(), .prefix = true}, context.terminal()} {}

  void show(const ops::Edit& edit) {
    print(edit_text(edit, context_.format(), context_.terminal()));
  }

  void show(std::span<const ops::LogLine> lines) {
    if (shows_logs && !quiet) {
      print(logs_.text(lines));
    }
  }

  bool shows_logs = true;
  bool quiet = false;  // somebody else has the terminal

 private:
  void print(const std::string& text) {
    context_.events().close();
    std::fwrite(text.data(), 1, text.size(), stdout);
    std::fflush(stdout);
  }

  Context& context_;
  LogView logs_;
};

Task<int> open_shell(ops::Session& session, Context& context) {
  VH_CO_TRY(const Project* project, context.project());
  ops::ShellOptions options{.tty = true};
  const ops::Relay join = [](docker::ExecSession& shell) { return relay(shell, true); };
  co_return co_await ops::shell(session, *project, options, join);
}

class Keys {
 public:
  Keys(ops::Session& session, Context& context, ops::DevCommands& commands, DevView& view)
      : session_{session}, context_{context}, commands_{commands}, view_{view} {}

  // Until nobody can press one any more; the session goes on.
  Task<void> obey() {
    const auto executor = co_await asio::this_coro::executor;
    Keyboard keyboard{executor};
    context_.events().note("", kKeys);
    for (char key = co_await keyboard.next(); key != '\0'; key = co_await keyboard.next()) {
      if (key == 's') {
        co_await lend_to_shell(keyboard);
      } else {
        press(key);
      }
    }
    asio::steady_timer never{executor, asio::steady_timer::time_point::max()};
    co_await never.async_wait(asio::use_awaitable);
    co_return done();
  }

 private:
  void press(char key) {
    switch (key) {
      case 'r': commands_.push(ops::DevCommand::restart); break;
      case 'b': commands_.push(ops::DevCommand::rebuild); break;
      case 't': commands_.push(ops::DevCommand::test); break;
      case 'v': commands_.push(ops::DevCommand::verify); break;
      case 'q': commands_.push(ops::DevCommand::quit); break;
      case 'Q': commands_.push(ops::DevCommand::stop_and_quit); break;
      case 'l':
        view_.shows_logs = !view_.shows_logs;
        context_.events().note("", view_.shows_logs ? "logs on" : "logs off");
        break;
      default: context_.events().note("", kKeys); break;
    }
  }

  asio::awaitable<void> lend_to_shell(Keyboard& keyboard) {
    view_.quiet = true;
    const auto ended = co_await keyboard.lend([this] { return open_shell(session_, context_); });
    view_.quiet = false;
    if (!ended) {
      context_.events().warning("", ended.error().message);
    }
  }

  ops::Session& session_;
  Context& context_;
  ops::DevCommands& commands_;
  DevView& view_;
};

}  // namespace

Task<int> run_dev(ops::Session& session, Context& context, ops::DevOptions options, bool keys) {
  using asio::experimental::awaitable_operators::operator||;
  DevView view{context};
  view.shows_logs = options.logs;
  ops::DevCommands commands{co_await asio::this_coro::executor};
  const ops::DevDisplay display{
      .edit = [&view](const ops::Edit& edit) { view.show(edit); },
      .logs = [&view](std::span<const ops::LogLine> lines) { view.show(lines); }};
  const ops::ProjectLoader load = [&context] { return context.load_project(); };
  auto work = ops::dev(session, load, options, display, commands);
  Result<bool> current = false;
  if (keys && at_terminal()) {
    Keys keyboard{session, context, commands, view};
    auto outcome = co_await (std::move(work) || keyboard.obey());
    current = std::get<0>(std::move(outcome));
  } else {
    current = co_await std::move(work);
  }
  if (!current) {
    co_return std::unexpected(std::move(current).error());
  }
  co_return *current ? 0 : exit_code(ErrorCode::mismatch);
}

}  // namespace voicehub::cli
