// What the images of the engines say about themselves, and what they are allowed to do.
#include <filesystem>
#include <fstream>
#include <set>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "tests/scenario/harness.hpp"

namespace voicehub::scenario {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::Contains;
using testing::IsSupersetOf;
using testing::Key;
using testing::MatchesRegex;
using testing::Pair;

const RunOptions kPatiently{.deadline = 18min};  // compilers and downloads

struct Engine {
  const char* target;
  const char* sbom;
  const char* license;
  int port;
  std::vector<std::string> packages;  // of Debian, whose files it has
  std::vector<std::string> compiled;  // whose code is in the programs
};

void PrintTo(const Engine& engine, std::ostream* stream) {
  *stream << engine.target;
}

const std::vector<std::string> kCompiled{
    "libboost1.83-dev", "libfmt-dev", "libstdc++-14-dev", "nlohmann-json3-dev"};

std::vector<std::string> with(std::vector<std::string> list, const std::string& more) {
  list.push_back(more);
  return list;
}

class EngineImage : public Scenario, public testing::WithParamInterface<Engine> {
 protected:
  void SetUp() override {
    Scenario::SetUp();
    if (!HasFatalFailure() && !IsSkipped()) {
      project_ = std::make_unique<TestProject>(fmt::format(
          "services:\n  engine:\n    image: vhtest/{0}\n    build: {{context: {1}, dockerfile: "
          "engines/Dockerfile, target: {0}}}\n    ports: ['127.0.0.1:{{port}}:{2}']\n    "
          "read_only: "
          "true\n    cap_drop: [ALL]\n    security_opt: ['no-new-privileges:true']\n"
          "    environment: {{SERVICE_MODE: tts}}\n",
          GetParam().target,
          fs::current_path().string(),
          GetParam().port));
      const Finished started = project_->run({"start", "--build"}, kPatiently);
      ASSERT_EQ(started.exit_code, 0) << started.error_output;
    }
  }

  docker::ImageDetails image() {
    const std::string name = std::string{"vhtest/"} + GetParam().target;
    auto found = project_->daemon().wait(project_->daemon().api().inspect_image(name));
    EXPECT_TRUE(found) << found.error().message;
    return found ? std::move(*found) : docker::ImageDetails{};
  }

  json sbom() {
    const Finished copied =
        project_->run({"cp", std::string{"engine:"} + GetParam().sbom, "sbom.json"});
    EXPECT_EQ(copied.exit_code, 0) << copied.error_output;
    std::ifstream file{project_->folder() / "sbom.json"};
    return json::parse(file);
  }

  std::unique_ptr<TestProject> project_;
};

TEST_P(EngineImage, RunsWithoutRightsAndCannotWriteItsRoot) {
  const docker::ContainerDetails container = project_->container("engine");
  EXPECT_EQ(container.user, "65532:65532");
  EXPECT_TRUE(container.read_only_root);
  EXPECT_EQ(container.state.status, "running");
  EXPECT_NE(project_->run({"exec", "-T", "engine", "--", "sh", "-c", "true"}).exit_code, 0)
      << "there is no shell";
}

TEST_P(EngineImage, SaysOnLabelsWhatItIs) {
  const docker::ImageDetails found = image();
  EXPECT_THAT(found.labels, Contains(Pair("voicehub.listen_fds", "1")));
  EXPECT_THAT(found.labels, Contains(Pair("voicehub.sbom", GetParam().sbom)));
  EXPECT_THAT(found.labels, Contains(Key("org.opencontainers.image.title")));
  EXPECT_THAT(found.labels,
              Contains(Pair("org.opencontainers.image.licenses", GetParam().license)));
}

std::set<std::string> related(const json& document, const char* how) {
  std::map<std::string, std::string> names;
  for (const json& package : document.at("packages")) {
    names[package.at("SPDXID")] = package.at("name");
  }
  std::set<std::string> found;
  for (const json& relationship : document.at("relationships")) {
    if (relationship.at("relationshipType") == how) {
      found.insert(names.at(relationship.at("relatedSpdxElement")));
    }
  }
  return found;
}

TEST_P(EngineImage, ListsWhatIsInItAsSpdxWantsIt) {
  const json document = sbom();
  EXPECT_EQ(document.at("spdxVersion"), "SPDX-2.3");
  EXPECT_EQ(document.at("dataLicense"), "CC0-1.0");
  EXPECT_EQ(document.at("SPDXID"), "SPDXRef-DOCUMENT");
  EXPECT_EQ(document.at("name"), std::string{"voicehub-"} + GetParam().target);
  EXPECT_THAT(document.at("documentNamespace").get<std::string>(),
              MatchesRegex(fmt::format("urn:voicehub:image:{}:[0-9a-f]+", GetParam().target)));
  EXPECT_THAT(document.at("creationInfo").at("created").get<std::string>(),
              MatchesRegex("[0-9]+-[0-9]+-[0-9]+T[0-9]+:[0-9]+:[0-9]+Z"));
  EXPECT_FALSE(document.at("creationInfo").at("creators").empty());
  std::set<std::string> ids;
  for (const json& package : document.at("packages")) {
    const auto id = package.at("SPDXID").get<std::string>();
    EXPECT_THAT(id, MatchesRegex("SPDXRef-[-A-Za-z0-9.]+"));
    EXPECT_TRUE(ids.insert(id).second) << id << " is there twice";
    EXPECT_FALSE(package.at("name").get<std::string>().empty());
    EXPECT_EQ(package.at("downloadLocation"), "NOASSERTION");
    EXPECT_EQ(package.at("filesAnalyzed"), false) << "else it would need a verification code";
    if (id != "SPDXRef-image") {
      EXPECT_THAT(package.at("versionInfo").get<std::string>(), MatchesRegex(".*[0-9].*"));
    }
  }
  EXPECT_EQ(related(document, "DESCRIBES"),
            std::set<std::string>{std::string{"voicehub/"} + GetParam().target});
  EXPECT_THAT(related(document, "CONTAINS"), IsSupersetOf(GetParam().packages));
  EXPECT_THAT(related(document, "STATIC_LINK"),
              testing::UnorderedElementsAreArray(GetParam().compiled));
}

INSTANTIATE_TEST_SUITE_P(Of,
                         EngineImage,
                         testing::Values(Engine{.target = "debug-tts",
                                                .sbom = "/sbom.spdx.json",
                                                .license = "Apache-2.0",
                                                .port = 8766,
                                                .packages = {},
                                                .compiled = with(kCompiled, "libc6-dev")},
                                         Engine{.target = "tts",
                                                .sbom = "/app/sbom.spdx.json",
                                                .license = "GPL-3.0-or-later",
                                                .port = 5002,
                                                .packages = {"libc6",
                                                             "libstdc++6",
                                                             "libonnxruntime1.21",
                                                             "libespeak-ng1",
                                                             "espeak-ng-data",
                                                             "libsndfile1",
                                                             "libflite1"},
                                                .compiled = kCompiled},
                                         Engine{.target = "asr",
                                                .sbom = "/app/sbom.spdx.json",
                                                .license = "Apache-2.0",
                                                .port = 5001,
                                                .packages = {"libc6",
                                                             "libstdc++6",
                                                             "libonnxruntime1.21",
                                                             "libpocketsphinx3",
                                                             "pocketsphinx-en-us",
                                                             "libsndfile1"},
                                                .compiled = kCompiled},
                                         Engine{.target = "voice-stack",
                                                .sbom = "/app/sbom.spdx.json",
                                                .license = "GPL-3.0-or-later",
                                                .port = 5002,
                                                .packages = {"libc6",
                                                             "libonnxruntime1.21",
                                                             "libespeak-ng1",
                                                             "pocketsphinx-en-us"},
                                                .compiled = kCompiled}));

}  // namespace
}  // namespace voicehub::scenario
