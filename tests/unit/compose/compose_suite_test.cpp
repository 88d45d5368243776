// Real compose files with the answers of the real `docker compose config`, where the collection is
// at hand: beside the repository, or where VOICEHUB_COMPOSE_SUITE says.

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "core/base/text.hpp"
#include "core/compose/load.hpp"
#include "tests/support/temporary_folder.hpp"

namespace voicehub::compose {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

fs::path suite_folder() {
  const char* named = std::getenv("VOICEHUB_COMPOSE_SUITE");
  return (named != nullptr ? fs::path{named} : fs::path{"../shared/compose-suite"}) / "cases";
}

json read_json(const fs::path& file) {
  std::ifstream stream{file};
  return json::parse(stream);
}

struct Case {
  fs::path folder;
  json meta;

  [[nodiscard]] std::string name() const { return folder.filename(); }

  [[nodiscard]] bool accepted() const {
    return fs::exists(folder / "expected.json") || fs::exists(folder / "expected-2.40.3.json");
  }

  [[nodiscard]] bool refused() const {
    return fs::exists(folder / "expected-error.txt") ||
           fs::exists(folder / "expected-error-2.40.3.txt");
  }
};

// Those that ask for the whole project, as it is.
std::vector<Case> cases() {
  std::vector<Case> cases;
  for (const auto& entry : fs::directory_iterator{suite_folder()}) {
    Case found{entry.path(), read_json(entry.path() / "meta.json")};
    const json& args = found.meta.at("args");
    const bool whole = found.meta.at("cmd") == "config" && args.at("flags").empty() &&
                       args.at("services").empty() && args.value("stdin", json{}).is_null();
    if (whole) {
      cases.push_back(std::move(found));
    }
  }
  return cases;
}

class ComposeSuite : public testing::Test {
 protected:
  void SetUp() override {
    if (!fs::exists(suite_folder())) {
      GTEST_SKIP() << "no collection of compose files at " << suite_folder();
    }
  }

  // `text` with what stands for the folder of the case replaced by it.
  static std::string placed(std::string text, const std::string& folder) {
    const auto replace = [&text](std::string_view what, const std::string& with) {
      for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at)) {
        text.replace(at, what.size(), with);
        at += with.size();
      }
    };
    replace("$CASE_PARENT", fs::path{folder}.parent_path());
    replace("$CASE", folder);
    return text;
  }

  static Result<Project> load(const Case& test, const std::string& folder) {
    fs::copy(test.folder, folder, fs::copy_options::recursive | fs::copy_options::copy_symlinks);
    const json& args = test.meta.at("args");
    const auto text = [&args](const char* key) {
      return args.at(key).is_null() ? "" : args.at(key).get<std::string>();
    };
    LoadOptions options{.files = args.at("files"),
                        .project_name = text("project_name"),
                        .profiles = args.at("profiles"),
                        .env_files = args.at("env_files"),
                        .project_directory = text("project_directory"),
                        .directory = resolve({folder}, text("cwd")),
                        .environment = {{"HOME", "/home/tester"}}};
    for (const auto& [name, value] : test.meta.at("env").items()) {
      options.environment[name] = placed(value, folder);
    }
    return load_project(local_file_system(), options);
  }
};

// The parts of a service that make its container what it is, one line each.
std::vector<std::string> lines_of(const Service& service) {
  std::vector<std::string> lines{"name " + service.container_name,
                                 "restart " + service.restart.name};
  for (const auto& [name, value] : service.environment) {
    lines.push_back("environment " + name + "=" + value.value_or("(none)"));
  }
  for (const Port& port : service.ports) {
    lines.push_back("port " + port.host_address + ":" + port.published + ":" +
                    std::to_string(port.target) + "/" + port.protocol);
  }
  for (const Mount& mount : service.mounts) {
    lines.push_back("mount " + mount.source.text + mount.volume + ":" + mount.target.text +
                    (mount.read_only ? ":ro" : ""));
  }
  for (const auto& [name, attachment] : service.networks) {
    lines.push_back("network " + name);
  }
  for (const std::string& word : service.command.value_or(std::vector<std::string>{})) {
    lines.push_back("command " + word);
  }
  return lines;
}

// In values Compose prints '$' doubled.
std::string text_of(const json& object, const char* key) {
  if (!object.contains(key) || object.at(key).is_null()) {
    return "";
  }
  const json& value = object.at(key);
  std::string text = value.is_string() ? value.get<std::string>() : value.dump();
  for (auto at = text.find("$$"); at != std::string::npos; at = text.find("$$", at + 1)) {
    text.erase(at, 1);
  }
  return text;
}

std::vector<std::string> lines_of(const json& service) {
  const auto part = [&service](const char* key) {
    const bool said = service.contains(key) && !service.at(key).is_null();
    return said ? service.at(key) : json::object();
  };
  std::string restart = text_of(service, "restart");
  if (const json deploy = part("deploy"); deploy.contains("restart_policy")) {
    restart = deploy.at("restart_policy").at("condition");
  }
  std::vector<std::string> lines{"name " + text_of(service, "container_name"),
                                 "restart " + restart};
  const json environment = part("environment");
  for (const auto& [name, value] : environment.items()) {
    lines.push_back("environment " + name + "=" +
                    (value.is_null() ? "(none)" : text_of(environment, name.c_str())));
  }
  for (const json& port : part("ports")) {
    lines.push_back("port " + text_of(port, "host_ip") + ":" + text_of(port, "published") + ":" +
                    text_of(port, "target") + "/" + text_of(port, "protocol"));
  }
  for (const json& mount : part("volumes")) {
    const std::string source = text_of(mount, "source");
    lines.push_back("mount " + (source.starts_with('/') ? clean_path(source) : source) + ":" +
                    text_of(mount, "target") + (mount.value("read_only", false) ? ":ro" : ""));
  }
  const json networks = part("networks");
  for (const auto& [name, attachment] : networks.items()) {
    lines.push_back("network " + name);
  }
  const json command = part("command");
  for (std::size_t i = 0; i < command.size(); ++i) {
    lines.push_back("command " + text_of({{"word", command.at(i)}}, "word"));
  }
  return lines;
}

TEST_F(ComposeSuite, LoadsTheFilesOfTheUsersAsComposeDoes) {
  int compared = 0;
  for (const Case& test : cases()) {
    if (!test.name().contains("-seed-") || !test.accepted()) {
      continue;
    }
    SCOPED_TRACE(test.name());
    const test::TemporaryFolder parent;
    const std::string folder = parent.path("proj");
    const auto project = load(test, folder);
    ASSERT_TRUE(project) << project.error().message;
    std::ifstream stream{test.folder / "expected.json"};
    const std::string text{std::istreambuf_iterator<char>{stream}, {}};
    const json expected = json::parse(placed(text, folder));
    EXPECT_EQ(project->name, expected.at("name").get<std::string>());
    ASSERT_EQ(project->services.size(), expected.at("services").size());
    for (const auto& [name, service] : project->services) {
      SCOPED_TRACE(name);
      EXPECT_EQ(join(lines_of(service), "\n"),
                join(lines_of(expected.at("services").at(name)), "\n"));
    }
    ++compared;
  }
  EXPECT_GE(compared, 12);
}

TEST_F(ComposeSuite, AcceptsWhatComposeAcceptsAndRefusesWhatItRefuses) {
  int loaded = 0;
  for (const Case& test : cases()) {
    SCOPED_TRACE(test.name());
    const test::TemporaryFolder parent;
    const auto project = load(test, parent.path("proj"));
    if (project) {
      EXPECT_TRUE(test.accepted());
      ++loaded;
      continue;
    }
    EXPECT_FALSE(project.error().message.empty());
    EXPECT_TRUE(test.refused()) << project.error().message;
  }
  EXPECT_GE(loaded, 220);
}

}  // namespace
}  // namespace voicehub::compose
