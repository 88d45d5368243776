#include "core/compose/from_run.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "core/base/text.hpp"
#include "core/compose/normalize.hpp"
#include "core/compose/run_draft.hpp"
#include "core/compose/run_line.hpp"
#include "core/compose/schema.hpp"

namespace voicehub::compose {
namespace {

using Words = std::vector<std::string>;

std::unexpected<Error> usage(std::string message, std::string hint = {}) {
  return make_error(ErrorCode::usage, std::move(message), std::move(hint));
}

const RunOption* find_long(std::string_view name) {
  const auto options = run_options();
  const auto found = std::ranges::find(options, name, &RunOption::name);
  return found == options.end() ? nullptr : &*found;
}

const RunOption* find_letter(char letter) {
  const auto options = run_options();
  const auto found = std::ranges::find(options, letter, &RunOption::letter);
  return found == options.end() ? nullptr : &*found;
}

std::unexpected<Error> unknown(const std::string& word) {
  Words names;
  for (const RunOption& option : run_options()) {
    names.push_back(fmt::format("--{}", option.name));
  }
  const auto near = nearest(word, names);
  return usage(fmt::format("docker run has no option '{}'", word),
               near ? fmt::format("did you mean '{}'?", *near) : "docker run --help");
}

// One line of `docker run`, from its first option on.
class LineReader {
 public:
  explicit LineReader(Words words) : words_{std::move(words)} {}

  Result<RunDraft> read() {
    while (at_ < words_.size() && words_[at_].starts_with('-') && words_[at_] != "--") {
      const std::string word = words_[at_++];
      VH_CHECK(word.starts_with("--") ? take_long(word) : take_letters(word));
    }
    at_ += at_ < words_.size() && words_[at_] == "--" ? 1 : 0;
    if (at_ == words_.size()) {
      return usage("the line names no image", "docker run [OPTION…] IMAGE [COMMAND…]");
    }
    VH_CHECK(take_image());
    take_command();
    place_endpoint();
    place_volume_driver();
    place_reservation();
    return std::move(draft_);
  }

 private:
  Result<void> take_long(const std::string& word) {
    const auto equals = word.find('=');
    const RunOption* option = find_long(std::string_view{word}.substr(2, equals - 2));
    if (option == nullptr) {
      return unknown(word.substr(0, equals));
    }
    if (equals != std::string::npos) {
      return apply(*option, word.substr(equals + 1));
    }
    return take_value(*option);
  }

  // -it, -p 80:80, -p80:80
  Result<void> take_letters(const std::string& word) {
    for (std::size_t i = 1; i < word.size(); ++i) {
      const RunOption* option = find_letter(word[i]);
      if (option == nullptr) {
        return unknown(word);
      }
      if (option->takes_value && i + 1 < word.size()) {
        const std::size_t start = word[i + 1] == '=' ? i + 2 : i + 1;
        return apply(*option, word.substr(start));
      }
      VH_CHECK(take_value(*option));
    }
    return done();
  }

  Result<void> take_value(const RunOption& option) {
    if (!option.takes_value) {
      return apply(option, "true");
    }
    if (at_ == words_.size()) {
      return usage(fmt::format("--{} has no value", option.name));
    }
    return apply(option, words_[at_++]);
  }

  Result<void> apply(const RunOption& option, const std::string& value) {
    if (Applied applied = option.apply(draft_, option, value); !applied) {
      return usage(fmt::format("--{}: {}", option.name, applied.error()));
    }
    return done();
  }

  Result<void> take_image() {
    const std::string& image = words_[at_++];
    constexpr std::string_view kLetters =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._/:@-";
    const bool plain = image.find_first_not_of(kLetters) == std::string::npos &&
                       image.find_first_of("._/:@-") != 0;
    if (image.empty() || (!plain && !image.contains('$'))) {
      return usage(fmt::format("'{}' is no name of an image", image),
                   "options with a value of their own are written --option=value");
    }
    draft_.service.set("image", make_text(image, {}));
    return done();
  }

  void take_command() {
    if (at_ == words_.size()) {
      return;
    }
    Node& command = list_in(draft_.service, "command");
    for (; at_ < words_.size(); ++at_) {
      command.items.push_back(make_text(words_[at_], {}));
    }
  }

  // --ip and --network-alias are of the first network.
  void place_endpoint() {
    if (draft_.endpoint.entries.empty()) {
      return;
    }
    Node* networks = draft_.service.find("networks");
    if (networks == nullptr || networks->entries.empty()) {
      draft_.notes.push_back("--ip and --network-alias are left out: they need a --network");
      return;
    }
    Node& first = networks->entries.front().value;
    for (Entry& entry : draft_.endpoint.entries) {
      first.set(entry.key, std::move(entry.value));
    }
  }

  void place_volume_driver() {
    for (Entry& volume : draft_.volumes.entries) {
      if (!draft_.volume_driver.empty() && volume.value.find("driver") == nullptr) {
        volume.value.set("driver", make_text(draft_.volume_driver, {}));
      }
    }
  }

  // Compose takes no mem_reservation beside reservations of another kind, which GPUs are.
  void place_reservation() {
    Node* deploy = draft_.service.find("deploy");
    Node* memory = draft_.service.find("mem_reservation");
    if (deploy != nullptr && memory != nullptr) {
      map_in(map_in(*deploy, "resources"), "reservations").set("memory", std::move(*memory));
      draft_.service.erase("mem_reservation");
    }
  }

  Words words_;
  std::size_t at_ = 0;
  RunDraft draft_;
};

// What people and scripts put before it.
bool is_docker(std::string_view word) {
  const auto slash = word.find_last_of("/\\");
  word = slash == std::string_view::npos ? word : word.substr(slash + 1);
  return word == "docker" || word == "docker.exe" || word == "podman" || word == "nvidia-docker";
}

// The words behind `docker … run`, or nothing when the command is another.
std::optional<Words> behind_run(const Words& words) {
  auto word = std::ranges::find_if(words, is_docker);
  if (word == words.end()) {
    return std::nullopt;
  }
  constexpr std::array<std::string_view, 6> kWithValue{
      "-H", "--host", "-c", "--context", "--config", "--log-level"};
  for (++word; word != words.end(); ++word) {
    if (std::ranges::find(kWithValue, *word) != kWithValue.end()) {
      if (++word == words.end()) {
        return std::nullopt;
      }
    } else if (*word == "run" || *word == "create") {
      return Words(std::next(word), words.end());
    } else if (!word->starts_with('-') && *word != "container") {
      return std::nullopt;
    }
  }
  return std::nullopt;
}

// registry.example/group/voice-stack:latest is voice-stack
std::string service_name(const Node& service) {
  if (const Node* own = service.find("container_name"); own != nullptr) {
    return own->text.contains('$') ? "app" : own->text;
  }
  std::string name = service.find("image")->text;
  name = name.substr(0, name.find('@'));
  name = name.substr(name.find_last_of('/') + 1);
  name = name.substr(0, name.find(':'));
  return name.empty() || name.contains('$') || name.contains('}') ? "app" : name;
}

// Where the line is typed, as a variable that shells and Compose both know.
void name_here(Node& node) {
  while (node.text.contains(kHere)) {
    node.text.replace(node.text.find(kHere), 1, "${PWD}");
  }
  for (Node& item : node.items) {
    name_here(item);
  }
  for (Entry& entry : node.entries) {
    name_here(entry.value);
  }
}

// In the order in which a person reads a service.
Node in_order(Node service) {
  constexpr std::array<std::string_view, 9> kFirst{"image",
                                                   "container_name",
                                                   "platform",
                                                   "entrypoint",
                                                   "command",
                                                   "environment",
                                                   "env_file",
                                                   "ports",
                                                   "volumes"};
  Node ordered = make_map({});
  for (const std::string_view key : kFirst) {
    if (Node* value = service.find(key); value != nullptr) {
      ordered.set(key, std::move(*value));
      service.erase(key);
    }
  }
  for (Entry& entry : service.entries) {
    ordered.set(entry.key, std::move(entry.value));
  }
  return ordered;
}

class FileWriter {
 public:
  Result<void> add(Words words, Notes& notes) {
    VH_TRY(RunDraft draft, LineReader{std::move(words)}.read());
    std::string name = service_name(draft.service);
    for (int number = 2; services_.find(name) != nullptr; ++number) {
      name = fmt::format("{}-{}", service_name(draft.service), number);
    }
    services_.set(name, in_order(std::move(draft.service)));
    take(draft.networks, networks_);
    take(draft.volumes, volumes_);
    std::ranges::move(draft.notes, std::back_inserter(notes));
    return done();
  }

  Result<Node> finish() {
    Node file = make_map({});
    file.set("services", std::move(services_));
    if (!networks_.entries.empty()) {
      file.set("networks", std::move(networks_));
    }
    if (!volumes_.entries.empty()) {
      file.set("volumes", std::move(volumes_));
    }
    name_here(file);
    VH_CHECK(check(file));
    return file;
  }

 private:
  static void take(Node& from, Node& into) {
    for (Entry& entry : from.entries) {
      into.set(entry.key, std::move(entry.value));
    }
  }

  // What the schema refuses, whoever reads the file would.
  static Result<void> check(Node file) {
    Notes ignored;
    auto normal = normalize(file, file_shape(), InPlace::variables, ignored);
    if (!normal) {
      const std::string nowhere = to_text(Origin{}) + ": ";
      std::string message = normal.error().message;
      if (message.starts_with(nowhere)) {
        message.erase(0, nowhere.size());
      }
      return usage(std::move(message), normal.error().hint);
    }
    return done();
  }

  Node services_ = make_map({});
  Node networks_ = make_map({});
  Node volumes_ = make_map({});
};

}  // namespace

Result<FromRun> from_run(std::string_view text) {
  FromRun result;
  VH_TRY(Commands commands, split_commands(text, result.notes));
  FileWriter writer;
  bool any = false;
  for (const Words& words : commands) {
    auto options = behind_run(words);
    if (!options && commands.size() == 1 && words.front().starts_with('-')) {
      options = words;
    }
    if (!options) {
      result.notes.push_back(
          fmt::format("'{}' is left out: it is no docker run", join(words, " ")));
      continue;
    }
    any = true;
    VH_CHECK(writer.add(std::move(*options), result.notes));
  }
  if (!any) {
    return usage("there is no 'docker run' in it",
                 "voicehub new --from-run 'docker run -p 5000:5000 IMAGE'");
  }
  VH_TRY(result.file, writer.finish());
  return result;
}

Result<FromRun> from_run(const std::vector<std::string>& words) {
  FromRun result;
  Words literal;
  std::ranges::transform(words, std::back_inserter(literal), literal_word);
  auto options = behind_run(literal);
  FileWriter writer;
  VH_CHECK(writer.add(options ? std::move(*options) : std::move(literal), result.notes));
  VH_TRY(result.file, writer.finish());
  return result;
}

}  // namespace voicehub::compose
