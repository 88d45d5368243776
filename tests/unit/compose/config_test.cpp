#include <gmock/gmock.h>

#include "core/compose/canonical.hpp"
#include "core/compose/config_hash.hpp"
#include "core/compose/document.hpp"
#include "core/compose/listing.hpp"
#include "core/compose/print.hpp"
#include "core/compose/reader.hpp"
#include "tests/unit/compose/project_fixture.hpp"
#include "tests/unit/compose/tree_text.hpp"

namespace voicehub::compose {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

// What a project is as a whole, for people and for other programs.
class Config : public ProjectFixture {
 protected:
  Model model(std::string_view yaml) {
    write("compose.yaml", yaml);
    options_.directory = {path()};
    auto loaded = load_model(local_file_system(), options_);
    if (!loaded) {
      ADD_FAILURE() << loaded.error().message;
      return {};
    }
    return *std::move(loaded);
  }

  // The service `tts` in the form that Compose hashes.
  std::string printed(const std::string& attributes) {
    const Model loaded = model("services: {tts: {image: x, " + attributes + "}}");
    const Node& services = member_of(loaded.file, "services");
    return to_compact_json(canonical(member_of(services, "tts"),
                                     *find_attribute(file_shape(), "services")->shape->each,
                                     {.notation = Notation::json}));
  }
};

TEST_F(Config, IsWholeAndInTheOrderOfCompose) {
  EXPECT_EQ(printed("ports: ['80']"),
            R"({"command":null,"entrypoint":null,"image":"x","networks":{"default":null},)"
            R"("ports":[{"mode":"ingress","target":80,"protocol":"tcp"}]})");
  EXPECT_EQ(printed("deploy: {replicas: 0}, network_mode: host, x-note: 1"),
            R"({"command":null,"deploy":{"replicas":0,"resources":{},"placement":{}},)"
            R"("entrypoint":null,"image":"x","network_mode":"host"})");
}

TEST_F(Config, LeavesOutWhatSaysNothing) {
  EXPECT_EQ(printed("tty: false, dns: [], user: '', pids_limit: 0, init: false, "
                    "healthcheck: {interval: 0s}, shm_size: 0, network_mode: none"),
            R"({"command":null,"entrypoint":null,"healthcheck":{"interval":"0s"},"image":"x",)"
            R"("init":false,"network_mode":"none"})");
}

TEST_F(Config, CanBeReadAgain) {
  const Model first = model(R"(
services:
  tts:
    image: "x:$$TAG"
    command: ["a\nb", "yes", "5", "~", "", "é", "a: b", "# c", " blank "]
    environment: {A: , B: "$$HOME"}
    volumes: ["cache:/cache", "./src:/src:ro"]
    x-note: {a: [1, true, null]}
volumes: {cache: {labels: {a: "1"}}}
)");
  const std::string yaml = to_yaml(canonical(first.file, file_shape(), {}));
  const Model second = model(yaml);
  EXPECT_EQ(to_yaml(canonical(second.file, file_shape(), {})), yaml);
}

// Its two notations differ in what is empty, and in some keys.
TEST_F(Config, IsPrintedAsComposeDoesInEitherNotation) {
  const Model loaded = model(R"(
services:
  tts:
    image: x
    deploy: {replicas: 2}
    blkio_config: {weight_device: [{path: /dev/sda, weight: 4}]}
networks: {default: {ipam: {}}}
)");
  const std::string yaml = to_yaml(canonical(loaded.file, file_shape(), {}));
  for (const char* left_out : {"command", "entrypoint", "placement", "resources", "ipam"}) {
    EXPECT_FALSE(yaml.contains(left_out)) << yaml;
  }
  EXPECT_TRUE(yaml.contains("- path: /dev/sda\n          weight: 4\n")) << yaml;
  const std::string json =
      to_compact_json(canonical(loaded.file, file_shape(), {.notation = Notation::json}));
  EXPECT_TRUE(json.contains(R"("weight_device":[{"Path":"/dev/sda","Weight":4}])")) << json;
  EXPECT_TRUE(json.contains(R"("ipam":{})")) << json;
}

TEST_F(Config, HashesAServiceWithoutItsImageAndItsNumber) {
  const auto hash = [this](const std::string& attributes) {
    const Model loaded = model("services: {db: {image: y}, tts: {image: x, " + attributes + "}}");
    return hashes_of(loaded, {"tts"}).value().front();
  };
  EXPECT_EQ(hash("build: ., scale: 3, depends_on: [db], pull_policy: always, x-note: 1"),
            hash("tty: false"));
  EXPECT_NE(hash("tty: true"), hash("tty: false"));
}

// Those of `docker compose config --hash` 2.40.3.
TEST_F(Config, HashesAsDockerComposeDoes) {
  const std::pair<std::string, std::string> known[] = {
      {"volumes: ['/x']", "33093a0d42854bc7d086c0ca360ac51a05681cf627aea52206ab4830ca29191f"},
      {"volumes: ['/scratch']", "33a1d255a38c2d71a6260f4142a62057be7a1862b37e676fc0b9363d56036895"},
      {"networks: {n: {aliases: [x], priority: 3, gw_priority: 1, driver_opts: {a: b}}}",
       "0ed588f07d240acdcd18b20fac61e46b973f0df29b172a125fe72915c60fa840"},
      {"extra_hosts: ['b:3.3.3.3', 'b:1.1.1.1', 'a:2.2.2.2,4.4.4.4', 'a1:1.1.1.1']",
       "cf27c297b5a5c876627707d7d9124a4ab4c296824516c66e735feb3e265a2be8"},
      {"volumes: [{type: volume, target: /b/../c/}]",
       "114411f972674b4eaf074c7c10ce16afaca63b381eab3216488454241673d092"},
      {"stop_grace_period: 1d12h, healthcheck: {interval: 1w, test: [CMD, x]}",
       "be301b5547c2c8c9fc7c09c11ae1fb0ab7a3465ef46088aae9c72fb94a5558d8"},
      {"scale: 1, deploy: {}", "44afd1045bf833334d45f6fe848d207c5338c9e318b0126c9f1427c9cc291b8e"},
  };
  for (const auto& [attributes, hash] : known) {
    const Model loaded = model("services: {tts: {image: x, " + attributes + "}}\nnetworks: {n: }");
    EXPECT_EQ(hashes_of(loaded, {"tts"}).value().front(), "tts " + hash) << attributes;
  }
}

TEST_F(Config, OrdersTheKeysOfItsYamlAsAPersonWould) {
  const Model loaded = model(
      "services: {a0: {image: x}, s10: {image: x}, s2: {image: x}, a_b: {image: x}, K9: {image: "
      "x}, "
      "s: {image: x}}");
  const std::string yaml = to_yaml(canonical(loaded.file, file_shape(), {}));
  std::vector<std::size_t> places;
  for (const char* name : {"K9", "a_b", "a0", "s", "s2", "s10"}) {
    places.push_back(yaml.find("\n  " + std::string{name} + ":\n"));
  }
  EXPECT_TRUE(std::ranges::is_sorted(places)) << yaml;
}

TEST_F(Config, KeepsEveryRuleOfAPath) {
  EXPECT_THAT(printed("develop: {watch: [{path: ./s, action: sync, target: /s}, "
                      "{path: ./s, action: rebuild}]}"),
              AllOf(HasSubstr(R"("action":"sync")"), HasSubstr(R"("action":"rebuild")")));
}

TEST_F(Config, QuotesWhatYamlWouldTakeForSomethingElse) {
  const Model loaded = model(
      "services: {tts: {image: x, environment: {DAY: '2024-01-31', AT: '2024-1-1T10:00:00Z', "
      "PART: '2024-01', BELL: \"a\\ab\", LINE: \"a\\u2028b\"}}}");
  const std::string yaml = to_yaml(canonical(loaded.file, file_shape(), {}));
  EXPECT_THAT(yaml, HasSubstr("DAY: \"2024-01-31\"\n"));
  EXPECT_THAT(yaml, HasSubstr("AT: \"2024-1-1T10:00:00Z\"\n"));
  EXPECT_THAT(yaml, HasSubstr("PART: 2024-01\n"));
  EXPECT_THAT(yaml, HasSubstr("BELL: \"a\\x07b\"\n"));
  EXPECT_THAT(yaml, HasSubstr("LINE: \"a\\u2028b\"\n"));
}

TEST_F(Config, GivesEveryServiceItsHash) {
  const std::string yaml = "services: {tts: {image: x}}";
  const std::string line = hashes_of(model(yaml), {}).value().front();
  EXPECT_EQ("tts " + load(yaml).services.at("tts").config_hash, line);
}

TEST_F(Config, ListsWhatItHas) {
  const Model loaded = model(R"(
services:
  tts: {build: ., volumes: ["cache:/cache"]}
  db: {image: "db:5", profiles: [data, all]}
  asr: {image: asr}
volumes: {cache: , unused: }
)");
  EXPECT_THAT(services_of(loaded), ElementsAre("asr", "tts"));
  EXPECT_THAT(images_of(loaded), ElementsAre("asr", "hub-tts"));
  EXPECT_THAT(profiles_of(loaded), ElementsAre("all", "data"));
  EXPECT_THAT(keys_of(loaded, "volumes"), ElementsAre("cache"));
  EXPECT_EQ(hashes_of(loaded, {"ts"}).error().message, "no such service: ts");
}

TEST_F(Config, KeepsTheServicesThatWereAskedForAndWhatTheyNeed) {
  options_.services = {"tts"};
  options_.only_services = true;
  const Model loaded = model(R"(
services:
  tts: {image: x, depends_on: [db], profiles: [voice]}
  db: {image: y}
  asr: {image: z}
)");
  EXPECT_THAT(services_of(loaded), ElementsAre("db", "tts")) << "naming it switches it on";
  options_.services = {"zz"};
  EXPECT_EQ(load_model(local_file_system(), options_).error().message, "no such service: zz");
}

TEST_F(Config, KeepsVariablesAndPathsWhenAsked) {
  options_.keep_variables = true;
  options_.keep_paths = true;
  const Model loaded = model(R"(
services:
  tts: {image: "x:${TAG:?none}", ports: ["${PORT}:80"], volumes: ["./a:/a"]}
)");
  const Node& tts = member_of(member_of(loaded.file, "services"), "tts");
  EXPECT_EQ(text_of(tts, "image"), "x:${TAG:?none}");
  EXPECT_EQ(member_of(tts, "ports").items[0].text, "${PORT}:80");
  EXPECT_EQ(text_of(member_of(tts, "volumes").items[0], "source"), "./a");
}

TEST(Print, EscapesAsGoDoes) {
  const auto parsed = parse_documents(R"(a: "<&> \x01 \u2028 \" \\ \t é")", "f.yaml");
  EXPECT_EQ(to_compact_json(parsed->front()),
            R"({"a":"\u003c\u0026\u003e \u0001 \u2028 \" \\ \t é"})");
}

}  // namespace
}  // namespace voicehub::compose
