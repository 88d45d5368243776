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
  const auto voices = loaded({.path = folder.path(), .load_all = true});
  EXPECT_THAT(ids(*voices), ElementsAre("de_DE-c-low", "en_US-a-low", "en_US-b-low"));
  EXPECT_EQ(voices->voices().front().language, "de-DE");
}

TEST(PiperLoad, SaysWhatIsNeededWhereThereIsNoVoice) {
  const VoiceFolder folder;
  const Error empty = refusal({.path = folder.path()});
  EXPECT_EQ(empty.code, ErrorCode::not_found);
  EXPECT_THAT(empty.message, HasSubstr(folder.path().string()));
  EXPECT_THAT(empty.hint, HasSubstr("<voice>.onnx and <voice>.onnx.json"));
  EXPECT_EQ(refusal({.path = folder.path() / "none"}).code, ErrorCode::not_found);
}

TEST(PiperLoad, NamesTheFileThatIsMissingBesideTheVoice) {
  VoiceFolder folder;
  folder.write("alone.onnx", "x");
  const Error error = refusal({.path = folder.path() / "alone.onnx"});
  EXPECT_EQ(error.code, ErrorCode::not_found);
  EXPECT_THAT(error.message, HasSubstr("no alone.onnx.json beside"));
}

TEST(PiperLoad, NamesTheFileThatIsBroken) {
  VoiceFolder folder;
  folder.add("broken", "\"dataset\"", "dataset");
  EXPECT_THAT(refusal({.path = folder.path()}).message, HasSubstr("broken.onnx.json:"));

  VoiceFolder other;
  other.add("cut");
  other.write("cut.onnx", "no network");
  EXPECT_THAT(refusal({.path = other.path()}).message, HasSubstr("cut.onnx"));
}

TEST(PiperLoad, NamesTheLanguageThatEspeakHasNot) {
  VoiceFolder folder;
  folder.add("martian", "\"en-us\"", "\"martian\"");
  const Error error = refusal({.path = folder.path()});
  EXPECT_EQ(error.code, ErrorCode::not_found);
  EXPECT_THAT(error.message, EndsWith("martian.onnx.json: no voice 'martian' in espeak-ng"));
}

TEST(PiperLoad, RefusesANetworkThatHasNotTheSpeakersOfItsConfiguration) {
  VoiceFolder folder;
  folder.add("two", "\"num_speakers\": 1", "\"num_speakers\": 2");
  EXPECT_THAT(refusal({.path = folder.path()}).message,
              HasSubstr("has no input 'sid', but its configuration has 2 speakers"));
}

TEST(PiperLoad, RefusesTwoVoicesOfOneName) {
  VoiceFolder folder;
  folder.add("one");
  std::filesystem::create_directories(folder.path() / "more");
  folder.add("more/one");
  const Error error = refusal({.path = folder.path()});
  EXPECT_EQ(error.code, ErrorCode::conflict);
  EXPECT_THAT(error.message, HasSubstr("'one'"));
}

// Folders may hold more voices than memory does.
TEST(PiperLoad, LoadsLaterVoicesWhenTheyAreAskedFor) {
  VoiceFolder folder;
  folder.add("a");
  folder.add("b");
  folder.write("b.onnx", "no network");
  const auto voices = loaded({.path = folder.path()});
  EXPECT_TRUE(voices->say({.text = "Yes.", .voice = "a"}, {}));
  const auto audio = voices->say({.text = "Yes.", .voice = "b"}, {});
  ASSERT_FALSE(audio);
  EXPECT_THAT(audio.error().message, HasSubstr("b.onnx"));
  EXPECT_THAT(refusal({.path = folder.path(), .load_all = true}).message, HasSubstr("b.onnx"));
}

TEST(PiperLoad, RefusesASilenceThatMakesNoSense) {
  EXPECT_EQ(refusal({.path = hum(), .sentence_silence = -1}).code, ErrorCode::usage);
}

}  // namespace
}  // namespace voicehub::engines
