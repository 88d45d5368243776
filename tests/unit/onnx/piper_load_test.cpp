#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/onnx/piper_voices.hpp"

namespace voicehub::engines {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;

std::vector<std::string> ids(const PiperSynthesizer& voices) {
  std::vector<std::string> ids;
  for (const Voice& voice : voices.voices()) {
    ids.push_back(voice.id);
  }
  return ids;
}

Error refusal(const PiperOptions& options) {
  const auto voices = PiperSynthesizer::load(options);
  return voices ? throw std::runtime_error{"loaded"} : voices.error();
}

TEST(PiperLoad, FindsVoicesInFoldersByTheirName) {
  VoiceFolder folder;
  folder.add("en_US-b-low");
  folder.add("en_US-a-low");
  std::filesystem::create_directories(folder.path() / "de" / "c");
  folder.add("de/c/de_DE-c-low", "\"en_US\"", "\"de_DE\"");
  folder.write("network.onnx", "of another kind");
  folder.write("README.onnx.json", "{}");
  const auto voices = loaded({.paths = {folder.path()}, .load_all = true});
  EXPECT_THAT(ids(*voices), ElementsAre("de_DE-c-low", "en_US-a-low", "en_US-b-low"));
  EXPECT_EQ(voices->voices().front().language, "de-DE");
}

TEST(PiperLoad, SaysWhatIsNeededWhereThereIsNoVoice) {
  const VoiceFolder folder;
  const Error empty = refusal({.paths = {folder.path()}});
  EXPECT_EQ(empty.code, ErrorCode::not_found);
  EXPECT_THAT(empty.message, HasSubstr(folder.path().string()));
  EXPECT_THAT(empty.hint, HasSubstr("<voice>.onnx and <voice>.onnx.json"));
  EXPECT_EQ(refusal({.paths = {folder.path() / "none"}}).code, ErrorCode::not_found);
}

TEST(PiperLoad, NamesTheFileThatIsMissingBesideTheVoice) {
  VoiceFolder folder;
  folder.write("alone.onnx", "x");
  const Error error = refusal({.paths = {folder.path() / "alone.onnx"}});
  EXPECT_EQ(error.code, ErrorCode::not_found);
  EXPECT_THAT(error.message, HasSubstr("no alone.onnx.json beside"));
}

TEST(PiperLoad, NamesTheFileThatIsBroken) {
  VoiceFolder folder;
  folder.add("broken", "\"dataset\"", "dataset");
  EXPECT_THAT(refusal({.paths = {folder.path()}}).message, HasSubstr("broken.onnx.json:"));

  VoiceFolder other;
  other.add("cut");
  other.write("cut.onnx", "no network");
  EXPECT_THAT(refusal({.paths = {other.path()}}).message, HasSubstr("cut.onnx"));
}

TEST(PiperLoad, NamesTheLanguageThatEspeakHasNot) {
  VoiceFolder folder;
  folder.add("martian", "\"en-us\"", "\"martian\"");
  const Error error = refusal({.paths = {folder.path()}});
  EXPECT_EQ(error.code, ErrorCode::not_found);
  EXPECT_THAT(error.message, EndsWith("martian.onnx.json: no voice 'martian' in espeak-ng"));
}

TEST(PiperLoad, RefusesANetworkThatHasNotTheSpeakersOfItsConfiguration) {
  VoiceFolder folder;
  folder.add("two", "\"num_speakers\": 1", "\"num_speakers\": 2");
  EXPECT_THAT(refusal({.paths = {folder.path()}}).message,
              HasSubstr("has no input 'sid', but its configuration has 2 speakers"));
}

TEST(PiperLoad, RefusesTwoVoicesOfOneName) {
  VoiceFolder folder;
  folder.add("one");
  std::filesystem::create_directories(folder.path() / "more");
  folder.add("more/one");
  const Error error = refusal({.paths = {folder.path()}});
  EXPECT_EQ(error.code, ErrorCode::conflict);
  EXPECT_THAT(error.message, HasSubstr("'one'"));
}

TEST(PiperLoad, LeavesOutTheVoicesOfAFolderThatCannotBeUsed) {
  VoiceFolder folder;
  folder.add("a");
  folder.write("a.onnx", "no network");
  folder.add("b", "\"dataset\"", "dataset");
  folder.add("c");
  std::vector<std::string> reasons;
  const auto leave_out = [&](const Error& error) { reasons.push_back(error.message); };
  const auto voices = loaded({.paths = {folder.path()}, .leave_out = leave_out});
  EXPECT_THAT(ids(*voices), ElementsAre("c"));
  EXPECT_THAT(reasons, ElementsAre(HasSubstr("a.onnx"), HasSubstr("b.onnx.json")));
  EXPECT_THAT(refusal({.paths = {folder.path() / "a.onnx"}, .leave_out = leave_out}).message,
              HasSubstr("a.onnx"))
      << "it is the one that is meant";
}

TEST(PiperLoad, LinksThatLeadNowhereOrInACircleCostNobodyElse) {
  VoiceFolder folder;
  folder.add("one");
  std::filesystem::create_directories(folder.path() / "more");
  folder.add("more/two");
  std::filesystem::create_directory_symlink(folder.path(), folder.path() / "more" / "back");
  std::filesystem::create_symlink("nowhere.onnx", folder.path() / "gone.onnx");
  std::filesystem::create_symlink("itself", folder.path() / "itself");
  EXPECT_THAT(ids(*loaded({.paths = {folder.path()}})), ElementsAre("one", "two"));
}

TEST(PiperLoad, AVoiceAndALinkToItAreOne) {
  VoiceFolder folder;
  VoiceFolder links;
  folder.add("one");
  for (const char* file : {"one.onnx", "one.onnx.json"}) {
    std::filesystem::create_symlink(folder.path() / file, links.path() / file);
  }
  EXPECT_THAT(ids(*loaded({.paths = {links.path(), folder.path()}})), ElementsAre("one"));
}

// Folders may hold more voices than memory does.
TEST(PiperLoad, LoadsLaterVoicesWhenTheyAreAskedFor) {
  VoiceFolder folder;
  folder.add("a");
  folder.add("b");
  folder.write("b.onnx", "no network");
  const auto voices = loaded({.paths = {folder.path()}});
  EXPECT_TRUE(voices->say({.text = "Yes.", .voice = "a"}, {}));
  const auto audio = voices->say({.text = "Yes.", .voice = "b"}, {});
  ASSERT_FALSE(audio);
  EXPECT_THAT(audio.error().message, HasSubstr("b.onnx"));
  EXPECT_THAT(refusal({.paths = {folder.path()}, .load_all = true}).message, HasSubstr("b.onnx"));
}

TEST(PiperLoad, RefusesASilenceThatMakesNoSense) {
  EXPECT_EQ(refusal({.paths = {hum()}, .sentence_silence = -1}).code, ErrorCode::usage);
}

}  // namespace
}  // namespace voicehub::engines
