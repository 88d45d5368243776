#include "cli/commands/arguments.hpp"

#include <CLI/CLI.hpp>

namespace voicehub::cli {
namespace {

const CLI::Option* find_option(const CLI::App& app, const CLI::App* verb, const std::string& flag) {
  const CLI::Option* option = verb == nullptr ? nullptr : verb->get_option_no_throw(flag);
  return option == nullptr ? app.get_option_no_throw(flag) : option;
}

// Whether the value of the flag is the next word. Of letters that stand together, as in -it, the
// first that wants a value takes the rest of them.
bool takes_next(const CLI::App& app, const CLI::App* verb, const std::string& word) {
  const auto takes_value = [&](const std::string& flag) {
    const CLI::Option* option = find_option(app, verb, flag);
    return option != nullptr && option->get_items_expected_min() > 0;
  };
  if (word.starts_with("--")) {
    return takes_value(word);
  }
  for (std::size_t i = 1; i < word.size(); ++i) {
    if (takes_value({'-', word[i]})) {
      return i + 1 == word.size();
    }
  }
  return false;
}

}  // namespace

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
  const CLI::App* verb = nullptr;
  for (auto word = words.begin(); word != words.end(); ++word) {
    if (word->starts_with('-') && *word != "--") {
      if (takes_next(app, verb, *word) && ++word == words.end()) {
        break;
      }
    } else if (verb == nullptr) {
      if (*word != "exec" && *word != "run" && *word != "new") {
        break;
      }
      verb = app.get_subcommand(*word);
    } else if (verb->get_name() != "new" || *word == "--") {
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
