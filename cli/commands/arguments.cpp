#include "cli/commands/arguments.hpp"

#include <CLI/CLI.hpp>

namespace voicehub::cli {

void add_services(CLI::App& command, std::vector<std::string>& services, const std::string& help) {
  command.add_option("service", services, help)->option_text("[SERVICE...]");
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

std::vector<std::string> with_command_apart(const CLI::App& app, std::vector<std::string> words) {
  const CLI::App* verb = nullptr;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (word == "--") {
      if (verb != nullptr) {
        words.insert(words.begin() + static_cast<std::ptrdiff_t>(i) + 1, "");
      }
      return words;
    }
    if (word.starts_with('-')) {
      const CLI::Option* option = verb == nullptr ? nullptr : verb->get_option_no_throw(word);
      option = option == nullptr ? app.get_option_no_throw(word) : option;
      const bool takes_next = option != nullptr && option->get_items_expected_max() > 0;
      i += takes_next ? 1 : 0;
    } else if (verb == nullptr) {
      if (word != "exec") {
        return words;
      }
      verb = app.get_subcommand(word);
    } else {
      const bool is_marked = i + 1 < words.size() && words[i + 1] == "--";
      if (!is_marked) {
        words.insert(words.begin() + static_cast<std::ptrdiff_t>(i) + 1, "--");
      }
      return words;
    }
  }
  return words;
}

}  // namespace voicehub::cli
