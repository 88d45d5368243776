#include "core/compose/merge.hpp"

#include <gtest/gtest.h>

#include "core/compose/normalize.hpp"
#include "tests/unit/compose/tree_text.hpp"

namespace voicehub::compose {
namespace {

// What the attributes of one service are after both files.
std::string merged(const std::string& base, const std::string& later) {
  Node tree{.kind = Kind::map};
  for (const std::string& attributes : {base, later}) {
    Node file = parse("services:\n  tts:\n    " + attributes + "\n");
    Notes notes;
    if (const auto outcome = normalize(file, file_shape(), InPlace::values, notes); !outcome) {
      return outcome.error().message;
    }
    merge(tree, std::move(file), file_shape());
  }
  return to_text(*tree.find("services")->find("tts"));
}

TEST(Merge, TakesTheLaterScalar) {
  EXPECT_EQ(merged("image: a", "image: b"), R"({image: "b"})");
  EXPECT_EQ(merged("image: a", "init: true"), R"({image: "a", init: true})");
}

TEST(Merge, JoinsMappingsWhateverTheirSpelling) {
  EXPECT_EQ(merged("environment: {A: a, B: a}", "environment: [B=b, C=b]"),
            R"({environment: {A: "a", B: "b", C: "b"}})");
  EXPECT_EQ(merged("build: ./a", "build: {target: dev}"),
            R"({build: {context: "./a", target: "dev"}})");
  EXPECT_EQ(merged("depends_on: [db]", "depends_on: {db: {condition: service_healthy}}"),
            R"({depends_on: {db: {condition: "service_healthy", required: true}}})");
  EXPECT_EQ(merged("networks: [front]", "networks: {front: {aliases: [a]}, back: }"),
            R"({networks: {front: {aliases: ["a"]}, back: null}})");
}

TEST(Merge, JoinsListsByWhatTheirItemsAre) {
  EXPECT_EQ(merged("cap_add: [A, B]", "cap_add: [B, C]"), R"({cap_add: ["A", "B", "C"]})");
  EXPECT_EQ(merged("volumes: ['v1:/x', 'v2:/y']", "volumes: ['v3:/x']"),
            R"({volumes: [{type: "volume", source: "v3", target: "/x", volume: {}}, )"
            R"({type: "volume", source: "v2", target: "/y", volume: {}}]})");
  EXPECT_EQ(merged("ports: ['80:80']", "ports: ['81:80']"),
            R"({ports: [{target: 80, published: "80", protocol: "tcp"}, )"
            R"({target: 80, published: "81", protocol: "tcp"}]})");
  EXPECT_EQ(merged("ports: ['80:80']", "ports: []"),
            R"({ports: [{target: 80, published: "80", protocol: "tcp"}]})");
}

TEST(Merge, ReplacesCommandsWhole) {
  EXPECT_EQ(merged("command: [a, b]", "command: c"), R"({command: ["c"]})");
  EXPECT_EQ(merged("healthcheck: {test: [CMD, a], retries: 3}", "healthcheck: {test: [CMD, b]}"),
            R"({healthcheck: {test: ["CMD", "b"], retries: 3}})");
  EXPECT_EQ(merged("ulimits: {nofile: {soft: 1, hard: 2}}", "ulimits: {nofile: 5}"),
            "{ulimits: {nofile: 5}}");
  EXPECT_EQ(merged("x-note: {a: 1}", "x-note: {b: 2}"), "{x-note: {a: 1, b: 2}}");
}

TEST(Merge, ReplacesLoggingOfAnotherDriver) {
  EXPECT_EQ(merged("logging: {driver: a, options: {x: '1'}}", "logging: {options: {y: '2'}}"),
            R"({logging: {driver: "a", options: {x: "1", y: "2"}}})");
  EXPECT_EQ(merged("logging: {driver: a, options: {x: '1'}}", "logging: {driver: b}"),
            R"({logging: {driver: "b"}})");
}

TEST(Merge, KeepsTheEarlierValueWhereTheLaterIsEmpty) {
  EXPECT_EQ(merged("image: a", "image:"), R"({image: "a"})");
  EXPECT_EQ(merged("networks: {front: {aliases: [a]}}", "networks: [front]"),
            R"({networks: {front: {aliases: ["a"]}}})");
}

TEST(Merge, LetsAnEmptyValueMeanSomethingWhereItDoes) {
  EXPECT_EQ(merged("command: [a]", "command:"), "{command: null}");
  EXPECT_EQ(merged("environment: {A: a}", "environment: {A: }"), "{environment: {A: null}}");
}

TEST(Merge, RemovesWhatIsReset) {
  EXPECT_EQ(merged("{image: a, ports: ['80:80']}", "ports: !reset []"), R"({image: "a"})");
  EXPECT_EQ(merged("environment: {A: a, B: b}", "environment: {A: !reset null}"),
            R"({environment: {B: "b"}})");
}

TEST(Merge, ReplacesWhatIsOverridden) {
  EXPECT_EQ(merged("ports: ['80:80']", "ports: !override ['90:90']"),
            R"({ports: [{target: 90, published: "90", protocol: "tcp"}]})");
  EXPECT_EQ(merged("environment: {A: a}", "environment: !override {B: b}"),
            R"({environment: {B: "b"}})");
}

}  // namespace
}  // namespace voicehub::compose
