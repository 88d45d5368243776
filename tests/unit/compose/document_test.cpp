#include "core/compose/document.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/compose/tree_text.hpp"

namespace voicehub::compose {
namespace {

std::string refusal(std::string_view yaml) {
  const auto documents = parse_documents(yaml, "compose.yaml");
  return documents ? "accepted" : documents.error().message;
}

TEST(Document, KeepsKindsAndOrder) {
  EXPECT_EQ(to_text(parse("b: [1, x, 'y']\na: {t: true, n: , f: 1.50}\n")),
            R"({b: [1, "x", "y"], a: {t: true, n: null, f: 1.5}})");
}

TEST(Document, TakesQuotedNumbersForText) {
  EXPECT_EQ(to_text(parse("a: '1'\nb: \"true\"\nc: !!str 5\nd: |\n  6\n")),
            "{a: \"1\", b: \"true\", c: \"5\", d: \"6\n\"}");
}

TEST(Document, ReadsJson) {
  EXPECT_EQ(to_text(parse(R"({"services": {"a": {"image": "x", "init": true}}})")),
            R"({services: {a: {image: "x", init: true}}})");
}

TEST(Document, RemembersWhereEachValueWasWritten) {
  const Node tree = parse("services:\n  tts:\n    image: x\n    ports:\n      - 80\n");
  const Node& tts = *tree.find("services")->find("tts");
  EXPECT_EQ(to_text(tts.find("image")->at), "f.yaml:3:12");
  EXPECT_EQ(to_text(tts.find("ports")->items.front().at), "f.yaml:5:9");
}

TEST(Document, PlacesAnEmptyValueAtItsKey) {
  const Node tree = parse("a: x\nports:\n\n\nb: y\n");
  EXPECT_EQ(to_text(tree.find("ports")->at), "f.yaml:2:1");
}

TEST(Document, ReadsSeveralDocumentsOfOneFile) {
  const auto documents = parse_documents("a: 1\n---\nb: 2\n", "f.yaml");
  ASSERT_TRUE(documents);
  ASSERT_EQ(documents->size(), 2U);
  EXPECT_EQ(to_text((*documents)[1]), "{b: 2}");
}

TEST(Document, CopiesWhatAnAliasStandsFor) {
  EXPECT_EQ(to_text(parse("a: &x {k: [1]}\nb: *x\nc: [*x, *x]\n")),
            "{a: {k: [1]}, b: {k: [1]}, c: [{k: [1]}, {k: [1]}]}");
}

TEST(Document, MergesMappingsBelowTheirOwnKeys) {
  EXPECT_EQ(to_text(parse("x: &x {a: 1, b: 1}\ny: &y {b: 2, c: 2}\nz: {<<: [*x, *y], a: 0}\n")),
            "{x: {a: 1, b: 1}, y: {b: 2, c: 2}, z: {a: 0, b: 1, c: 2}}");
  EXPECT_EQ(refusal("a: {<<: 5}\n"),
            "compose.yaml:1:9: '<<' takes a mapping or a list of them, not a whole number");
}

TEST(Document, KeepsTheTagsThatDecideHowFilesJoin) {
  const Node tree = parse("a: !reset\nb: !reset null\nc: !override [1]\nd: x\n");
  EXPECT_EQ(tree.find("a")->tag, Tag::reset);
  EXPECT_EQ(tree.find("b")->tag, Tag::reset);
  EXPECT_EQ(tree.find("c")->tag, Tag::replace);
  EXPECT_EQ(tree.find("d")->tag, Tag::none);
}

TEST(Document, SaysWhatIsWrongAndWhere) {
  EXPECT_EQ(refusal("services:\n\ta: x\n"), "compose.yaml:2:3: a tab cannot indent YAML");
  EXPECT_EQ(refusal("a: *nope\n"), "compose.yaml:1:4: there is no anchor for the alias '*nope'");
  EXPECT_EQ(refusal("a: &x [*x]\n"),
            "compose.yaml:1:8: an anchor cannot contain an alias of itself");
  EXPECT_EQ(refusal("s:\n  a: 1\n  b: 2\n  a: 3\n"),
            "compose.yaml:4:3: the key 'a' is already there, at line 2");
  EXPECT_EQ(refusal("s:\n  5: x\n"), "compose.yaml:2:3: a key must be text, not a whole number");
  EXPECT_EQ(refusal("? [a]\n: x\n"), "compose.yaml:1:3: a key must be text, not a list");
  EXPECT_EQ(refusal("a:\n  - b\n  c: d\n"),
            "compose.yaml:3:3: this is no YAML: end of map not found");
}

TEST(Document, RefusesAQuotationThatRunsToTheEndOfTheFile) {
  EXPECT_EQ(refusal("a: b\nimage: \"x\n"), "compose.yaml:2:8: the quotation is not closed");
  EXPECT_EQ(refusal("image: !!str 'it''s\n"), "compose.yaml:1:8: the quotation is not closed");
  EXPECT_EQ(refusal("image: \"x\\\""), "compose.yaml:1:12: this is no YAML: illegal EOF in scalar");
  EXPECT_EQ(refusal("image: 'it''s'"), "accepted");
  EXPECT_EQ(refusal("image: \"x\\\"\""), "accepted");
}

TEST(Document, RefusesWhatFollowsADocumentWithoutADivider) {
  const std::string what = "this is no YAML: what stands here belongs to nothing";
  EXPECT_EQ(refusal(",services:\n  a: {image: x}\n"), "compose.yaml:1:1: " + what);
  EXPECT_EQ(refusal("{a: b}\n,\n"), "compose.yaml:2:1: " + what);
  EXPECT_EQ(refusal("{a: \xC3\xA9}\n{c: d}\n"), "compose.yaml:2:1: " + what);
  EXPECT_EQ(refusal("{a: \xC3\xA9}\r\n--- {c: d}\n...\n---\ne: f\n"), "accepted");
}

TEST(Document, RefusesWhatIsNoText) {
  EXPECT_EQ(refusal("a: b\nc: \xFF\n"), "compose.yaml:2:4: this is not text");
  EXPECT_EQ(refusal("a: \xC0\xAF\n"), "compose.yaml:1:4: this is not text");      // overlong
  EXPECT_EQ(refusal("a: \xED\xA0\x80\n"), "compose.yaml:1:4: this is not text");  // surrogate
  EXPECT_EQ(refusal(std::string_view{"a: \0\n", 5}), "compose.yaml:1:4: this is not text");
  EXPECT_EQ(refusal("a: h\xC3\xA9llo \xE2\x98\x83 \xF0\x9F\x98\x80\n"), "accepted");
  EXPECT_EQ(refusal("\xEF\xBB\xBF"
                    "a: 1\r\nb: 2\r\n"),
            "accepted");
}

TEST(Document, BoundsWhatAliasesGrowInto) {
  std::string laughs = "a: &a [x,x,x,x,x,x,x,x,x]\n";
  for (char c = 'b'; c < 'k'; ++c) {
    const char before = static_cast<char>(c - 1);
    laughs += fmt::format("{0}: &{0} [*{1},*{1},*{1},*{1},*{1},*{1},*{1},*{1},*{1}]\n", c, before);
  }
  EXPECT_THAT(refusal(laughs), testing::HasSubstr("grow into more than 64 MB"));
}

TEST(Document, BoundsNesting) {
  EXPECT_THAT(refusal("a: " + std::string(1000, '[') + std::string(1000, ']')),
              testing::HasSubstr("nested deeper"));
  std::string chain = "a0: &a0 [x]\n";
  for (int i = 1; i < 250; ++i) {
    chain += fmt::format("a{0}: &a{0} [*a{1}]\n", i, i - 1);
  }
  EXPECT_THAT(refusal(chain), testing::HasSubstr("nested deeper"));
}

}  // namespace
}  // namespace voicehub::compose
