#include "core/compose/load.hpp"

#include <gmock/gmock.h>

#include "tests/unit/compose/project_fixture.hpp"

namespace voicehub::compose {
namespace {

class Load : public ProjectFixture {};

constexpr std::string_view kTwoServices =
    "services:\n"
    "  asr: {image: asr}\n"
    "  tts: {image: tts}\n";

TEST_F(Load, ReadsTheChatterboxProject) {
  write("docker-compose-chatterbox.yml", R"(
services:
  chatterbox:
    build:
      context: .
      dockerfile: Dockerfile
    container_name: chatterbox-tts
    ports:
      - "4123:4123"
    volumes:
      - ./server.py:/app/server.py:rw
      - chatterbox-cache:/cache
volumes:
  chatterbox-cache:
)");
  const Project project = load();
  EXPECT_EQ(project.name, "hub");
  EXPECT_EQ(project.directory.text, path());
  EXPECT_EQ(project.files, std::vector{HostPath{path("docker-compose-chatterbox.yml")}});
  const Service& service = project.services.at("chatterbox");
  EXPECT_EQ(service.image, "hub-chatterbox");
  EXPECT_EQ(service.container_name, "chatterbox-tts");
  EXPECT_EQ(service.build->context.text, path());
  EXPECT_EQ(service.ports, (std::vector<Port>{{.published = "4123", .target = 4123}}));
  ASSERT_EQ(service.mounts.size(), 2U);
  EXPECT_EQ(service.mounts[0],
            (Mount{.kind = MountKind::bind,
                   .source = {path("server.py")},
                   .target = {"/app/server.py"},
                   .create_source = true}));
  EXPECT_EQ(service.mounts[1],
            (Mount{.kind = MountKind::volume, .volume = "chatterbox-cache", .target = {"/cache"}}));
  EXPECT_EQ(project.volumes.at("chatterbox-cache").name, "hub_chatterbox-cache");
  EXPECT_EQ(project.networks.at("default").name, "hub_default");
  EXPECT_TRUE(service.networks.contains("default"));
}

TEST_F(Load, ReadsSeveralFilesInOrder) {
  write("base.yaml", "services: {tts: {image: a, environment: {A: 1, B: 1}}}");
  write("dev/dev.yaml", "services: {tts: {environment: {B: 2}, volumes: ['./src:/src']}}");
  options_.files = {"base.yaml", "dev/dev.yaml"};
  const Project project = load();
  const Service& service = project.services.at("tts");
  EXPECT_EQ(service.environment.at("A"), "1");
  EXPECT_EQ(service.environment.at("B"), "2");
  EXPECT_EQ(service.mounts.front().source.text, path("src"));  // not dev/src
  EXPECT_EQ(project.files.size(), 2U);
}

TEST_F(Load, ReadsTheDocumentsOfOneFileAsOverrides) {
  EXPECT_EQ(load("services: {tts: {image: a}}\n---\nservices: {tts: {image: b}}\n")
                .services.at("tts")
                .image,
            "b");
}

TEST_F(Load, NamesTheProject) {
  write("compose.yaml", kTwoServices);
  EXPECT_EQ(load().name, "hub");
  write("compose.yaml", "name: My Voice.Hub_2\nservices: {tts: {image: a}}\n");
  EXPECT_EQ(load().name, "myvoicehub_2");
  options_.environment["COMPOSE_PROJECT_NAME"] = "from-env";
  EXPECT_EQ(load().name, "from-env");
  options_.project_name = "from-flag";
  EXPECT_EQ(load().name, "from-flag");
  options_.project_name = "Bad.Name";
  EXPECT_EQ(refusal(kTwoServices),
            "'Bad.Name' cannot be a project name: it takes lower-case letters, digits, '-' and "
            "'_', and starts with a letter or digit\n'badname' can");
}

TEST_F(Load, KnowsItsNameAsAVariable) {
  options_.environment["STAGE"] = "dev";
  const Project project =
      load("name: voice-${STAGE}\nservices: {tts: {image: '${COMPOSE_PROJECT_NAME}-tts'}}\n");
  EXPECT_EQ(project.services.at("tts").image, "voice-dev-tts");
}

TEST_F(Load, LooksVariablesUpInTheProcessThenInDotEnv) {
  write(".env", "TAG=file\nPORT=5001\n");
  options_.environment["TAG"] = "shell";
  EXPECT_EQ(service("image: 'tts:${TAG}-${PORT}'").image, "tts:shell-5001");
}

TEST_F(Load, ReadsDotEnvBesideTheFirstFile) {
  write(".env", "TAG=here\n");
  write("deploy/.env", "TAG=there\n");
  write("deploy/compose.yaml", "services: {tts: {image: 'tts:${TAG}'}}");
  options_.files = {"deploy/compose.yaml"};
  EXPECT_EQ(load().services.at("tts").image, "tts:there");
}

TEST_F(Load, ReadsNamedEnvFilesInsteadOfDotEnv) {
  write(".env", "TAG=dot\nONLY=dot\n");
  write("a.env", "TAG=a\nBASE=x\n");
  write("b.env", "TAG=b$BASE\n");
  options_.env_files = {"a.env", "b.env"};
  EXPECT_EQ(service("image: 'tts:${TAG}${ONLY}'").image, "tts:bx");
  options_.env_files = {"none.env"};
  EXPECT_THAT(refusal(kTwoServices), testing::HasSubstr("none.env does not exist"));
}

TEST_F(Load, FindsItsFilesByComposeFile) {
  write("one.yaml", "services: {tts: {image: a}}");
  write("two.yaml", "services: {tts: {image: b}}");
  write(".env", "COMPOSE_FILE=one.yaml:two.yaml\n");
  EXPECT_EQ(load().services.at("tts").image, "b");
  options_.environment["COMPOSE_FILE"] = "two.yaml;one.yaml";
  options_.environment["COMPOSE_PATH_SEPARATOR"] = ";";
  EXPECT_EQ(load().services.at("tts").image, "a");
}

TEST_F(Load, ResolvesPathsAgainstTheProjectDirectory) {
  options_.project_directory = "engines";
  options_.environment["HOME"] = "/home/voice";
  const Project project = load(
      "services:\n"
      "  tts:\n"
      "    build: ../tts\n"
      "    volumes: ['./a:/a', '~/b:/b', '/c/../d:/d']\n");
  EXPECT_EQ(project.name, "engines");
  const Service& service = project.services.at("tts");
  EXPECT_EQ(service.build->context.text, path("tts"));
  EXPECT_EQ(service.mounts[0].source.text, path("engines/a"));
  EXPECT_EQ(service.mounts[1].source.text, "/home/voice/b");
  EXPECT_EQ(service.mounts[2].source.text, "/d");
}

TEST_F(Load, LooksForItsFilesInTheProjectDirectory) {
  write("compose.yaml", kTwoServices);
  write("other/compose.yaml", "services: {far: {image: '${WHERE}'}}");
  write("other/.env", "WHERE=there\n");
  options_.project_directory = "other";
  const Project project = load();
  EXPECT_EQ(project.name, "other");
  EXPECT_EQ(project.services.at("far").image, "there");
}

TEST_F(Load, AddsEnvFilesBelowTheEnvironment) {
  write("a.env", "A=file\nB=file\nC=file\n");
  write("b.env", "B=later-$A\n");
  options_.environment["SHELL_VAR"] = "shell";
  const auto environment = service(
                               "image: x\n    env_file: [a.env, b.env, {path: no, required: false}]"
                               "\n    environment: {A: own, C: , SHELL_VAR: , UNSET: }")
                               .environment;
  EXPECT_EQ(environment.at("A"), "own");
  EXPECT_EQ(environment.at("B"), "later-file");
  EXPECT_EQ(environment.at("C"), std::nullopt);
  EXPECT_EQ(environment.at("SHELL_VAR"), "shell");
  EXPECT_EQ(environment.at("UNSET"), std::nullopt);
  EXPECT_EQ(refusal("services:\n  tts:\n    image: x\n    env_file: no.env\n"),
            "compose.yaml:4:15: the env file " + path("no.env") +
                " does not exist\nadd the file, or write {path: …, required: false}");
}

TEST_F(Load, NamesTheFilesThatItsVariablesComeFrom) {
  write("compose.yaml",
        "services: {tts: {image: x, env_file: [a.env, {path: no.env, required: false}]}}");
  write("a.env", "A=1\n");
  EXPECT_EQ(load().variable_files,
            (std::vector<HostPath>{{path("a.env")}, {path("no.env")}, {path(".env")}}));
  options_.env_files = {"a.env"};
  EXPECT_EQ(load().variable_files, (std::vector<HostPath>{{path("a.env")}, {path("no.env")}}));
}

TEST_F(Load, LeavesOutBuildArgumentsWithoutAValue) {
  options_.environment["CUDA"] = "12.1";
  EXPECT_EQ(service("build: {args: {CUDA: , NONE: , SET: 1}}").build->args,
            (std::map<std::string, std::string>{{"CUDA", "12.1"}, {"SET", "1"}}));
}

TEST_F(Load, SwitchesServicesOnByProfile) {
  constexpr std::string_view kFile =
      "services:\n"
      "  tts: {image: a}\n"
      "  debug: {image: b, profiles: [dev, ci]}\n";
  const Project off = load(kFile);
  EXPECT_FALSE(off.services.contains("debug"));
  EXPECT_EQ(off.disabled.at("debug"), (std::vector<std::string>{"dev", "ci"}));
  options_.environment["COMPOSE_PROFILES"] = "x,ci";
  EXPECT_TRUE(load(kFile).services.contains("debug"));
  options_.profiles = {"other"};
  EXPECT_FALSE(load(kFile).services.contains("debug"));
  options_.profiles = {"*"};
  EXPECT_TRUE(load(kFile).services.contains("debug"));
}

TEST_F(Load, KeepsNetworksAndVolumesThatAreUsed) {
  const Project project = load(
      "services:\n"
      "  tts: {image: a, networks: [front, shared], volumes: ['models:/models']}\n"
      "networks:\n"
      "  front: {internal: true, labels: [a=b]}\n"
      "  shared: {external: true, name: global-services}\n"
      "  unused:\n"
      "volumes: {models: {name: my-models}, unused: }\n");
  ASSERT_EQ(project.networks.size(), 2U);
  EXPECT_EQ(project.networks.at("front").name, "hub_front");
  EXPECT_TRUE(project.networks.at("front").internal);
  EXPECT_EQ(project.networks.at("front").labels.at("a"), "b");
  EXPECT_EQ(project.networks.at("shared").name, "global-services");
  EXPECT_TRUE(project.networks.at("shared").external);
  ASSERT_EQ(project.volumes.size(), 1U);
  EXPECT_EQ(project.volumes.at("models").name, "my-models");
}

TEST_F(Load, GivesNoNetworkToHostMode) {
  const Project project = load("services: {tts: {image: a, network_mode: host}}");
  EXPECT_TRUE(project.services.at("tts").networks.empty());
  EXPECT_TRUE(project.networks.empty());
}

TEST_F(Load, NotesWhatTheUserShouldKnow) {
  const Project project = load("version: '3.8'\nservices: {tts: {image: 'a:$TAG'}}\n");
  EXPECT_THAT(project.notes,
              testing::UnorderedElementsAre(
                  "compose.yaml:1:10: 'version' is obsolete and ignored",
                  "compose.yaml:2:25: the variable 'TAG' is not set: blank is used"));
}

TEST_F(Load, ShowsFileNamesAsAPersonWouldWriteThem) {
  folder_.write("other.yaml", "services: []");
  options_.files = {"../other.yaml"};
  const auto project = try_load();
  ASSERT_FALSE(project);
  EXPECT_EQ(project.error().message,
            folder_.path("other.yaml") + ":1:11: 'services' must be a mapping, not a list");
}

TEST_F(Load, RefusesAFileThatIsNotThere) {
  options_.files = {"nope.yaml"};
  EXPECT_EQ(refusal(""), "the compose file " + path("nope.yaml") + " does not exist");
}

TEST_F(Load, RefusesAnEmptyFile) {
  EXPECT_EQ(refusal(""), "compose.yaml:1:1: the file is empty");
  EXPECT_EQ(refusal("# nothing\n"), "compose.yaml:1:1: the file is empty");
}

TEST_F(Load, AcceptsAFileWithoutServices) {
  EXPECT_TRUE(load("services: {}\n").services.empty());
  EXPECT_TRUE(load("name: x\n").services.empty());
}

TEST_F(Load, TakesAnEmptyNameForNone) {
  EXPECT_EQ(load("name: ''\nservices: {a: {image: x}}").name, "hub");
  write("later.yaml", "name: ${NOTHING}");
  write("compose.yaml", "name: voice\nservices: {a: {image: x}}");
  options_.files = {"compose.yaml", "later.yaml"};
  EXPECT_EQ(load().name, "voice");
}

TEST_F(Load, ReadsProfilesWithBlanksBetweenThem) {
  options_.environment["COMPOSE_PROFILES"] = " a , b ";
  const Project project =
      load("services: {x: {image: x, profiles: [a]}, y: {image: x, profiles: [b]}}");
  EXPECT_EQ(project.services.size(), 2U);
}

TEST_F(Load, KeepsTheRequirementOfALaterShortForm) {
  write("base.yaml",
        "services: {a: {image: x, depends_on: {b: {condition: service_started, required: false}}}, "
        "b: {image: x}}");
  write("later.yaml", "services: {a: {depends_on: [b]}}");
  options_.files = {"base.yaml", "later.yaml"};
  EXPECT_TRUE(load().services.at("a").depends_on.at("b").required);
}

TEST_F(Load, ReadsLabelFilesWithoutTheVariablesOfTheShell) {
  options_.environment["SECRET"] = "s";
  write("one.labels", "A=1\nLEAK=${SECRET}\n");
  write("two.labels", "B=${A}2\n");
  const Service tts =
      load("services: {tts: {image: x, label_file: [one.labels, two.labels]}}").services["tts"];
  EXPECT_EQ(tts.labels.at("LEAK"), "");
  EXPECT_EQ(tts.labels.at("B"), "12");
}

TEST_F(Load, BoundsWhatVariablesGrowInto) {
  std::string doubling = "A0=xxxxxxxxxx\n";
  for (int i = 1; i < 30; ++i) {
    const std::string earlier = "$A" + std::to_string(i - 1);
    doubling += "A" + std::to_string(i) + "=" + earlier + earlier + "\n";
  }
  write("double.env", doubling);
  EXPECT_THAT(refusal("services: {a: {image: x, env_file: double.env}}"),
              testing::HasSubstr("grow into more than 64 MB"));
  options_.environment["BIG"] = std::string(100'000, 'x');
  std::string many;
  for (int i = 0; i < 1000; ++i) {
    many += "$BIG";
  }
  EXPECT_THAT(refusal("services: {a: {image: x, hostname: '" + many + "'}}"),
              testing::HasSubstr("grow into more than 64 MB"));
}

}  // namespace
}  // namespace voicehub::compose
