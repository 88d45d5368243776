#include "cli/commands/arguments.hpp"

#include <CLI/CLI.hpp>

namespace voicehub::cli {

void add_services(CLI::App& command, std::vector<std::string>& services, const std::string& help) {
  command.add_option("service", services, help)->option_text("[SERVICE...]");
}

void add_engine(CLI::App& command, std::string& service, Positional positional) {
  command
      .add_option(positional == Positional::yes ? "service,--service" : "--service",
                  service,
                  "The engine (default: the project's only one of its kind)")
      ->option_text(positional == Positional::yes ? "[SERVICE]" : "SERVICE");
}

std::vector<std::string> named(const std::string& service) {
  return service.empty() ? std::vector<std::string>{} : std::vector{service};
}

void add_dry_run(CLI::App& command, bool& dry_run) {
  command.add_flag("--dry-run", dry_run, "Print the plan and change nothing");
}

void add_seconds(CLI::App& command,
                 const std::string& name,
                 std::optional<std::chrono::seconds>& value,
                 const std::string& help) {
  command
      .add_option_function<int>(
          name, [&value](int seconds) { value = std::chrono::seconds{seconds}; }, help)
      ->check(CLI::NonNegativeNumber)
      ->option_text("SECONDS");
}

std::vector<std::string> take_command(const CLI::App& app, std::vector<std::string>& words) {
  const CLI::App* exec = nullptr;
  for (auto word = words.begin(); word != words.end(); ++word) {
    if (word->starts_with('-') && *word != "--") {
      const CLI::Option* option = exec == nullptr ? nullptr : exec->get_option_no_throw(*word);
      option = option == nullptr ? app.get_option_no_throw(*word) : option;
      const bool takes_next = option != nullptr && option->get_items_expected_max() > 0;
      if (takes_next && ++word == words.end()) {
        break;
      }
    } else if (exec == nullptr) {
      if (*word != "exec") {
        break;
      }
      exec = app.get_subcommand(*word);
    } else {
      const auto behind = *word == "--" ? word : std::next(word);
      const bool is_marked = behind != words.end() && *behind == "--";
      std::vector<std::string> command(is_marked ? std::next(behind) : behind, words.end());
      words.erase(behind, words.end());
      return command;
    }
  }
  return {};
}

}  // namespace voicehub::cli
