#include "engines/speech/composite_synthesizer.hpp"

#include <memory>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace voicehub::engines {
namespace {

using testing::ElementsAre;

// Its sound has as many samples as `number`, and it notes what it was asked to say.
class Named : public Synthesizer {
 public:
  Named(std::size_t number, std::vector<std::string> ids, std::vector<Utterance>& said)
      : number_{number}, ids_{std::move(ids)}, said_{said} {}

  [[nodiscard]] std::vector<Voice> voices() const override {
    std::vector<Voice> voices;
    for (const std::string& id : ids_) {
      voices.push_back({.id = id, .name = id, .language = "en"});
    }
    return voices;
  }

  Result<Audio> say(const Utterance& utterance, std::stop_token stop) override {
    if (stop.stop_requested()) {
      return make_error(ErrorCode::cancelled, "stopped");
    }
    said_.push_back(utterance);
    return Audio{.rate = 16'000, .samples = std::vector<float>(number_)};
  }

 private:
  std::size_t number_;
  std::vector<std::string> ids_;
  std::vector<Utterance>& said_;
};

class CompositeOfTwo : public testing::Test {
 protected:
  [[nodiscard]] Result<std::unique_ptr<CompositeSynthesizer>> composite(
      std::vector<std::string> first, std::vector<std::string> second) {
    std::vector<std::unique_ptr<Synthesizer>> parts;
    parts.push_back(std::make_unique<Named>(1, std::move(first), said_));
    parts.push_back(std::make_unique<Named>(2, std::move(second), said_));
    return CompositeSynthesizer::create(std::move(parts));
  }

  std::vector<Utterance> said_;
};

TEST_F(CompositeOfTwo, HasTheVoicesOfBothInTheirOrder) {
  const auto both = composite({"b", "a"}, {"c"});
  ASSERT_TRUE(both);
  std::vector<std::string> ids;
  for (const Voice& voice : (*both)->voices()) {
    ids.push_back(voice.id);
  }
  EXPECT_THAT(ids, ElementsAre("b", "a", "c"));
}

TEST_F(CompositeOfTwo, SpeaksWithTheOneThatHasTheVoice) {
  const auto both = composite({"b", "a"}, {"c"});
  ASSERT_TRUE(both);
  EXPECT_EQ((*both)->say({.text = "x", .voice = "a"}, {})->samples.size(), 1U);
  EXPECT_EQ((*both)->say({.text = "x", .voice = "c"}, {})->samples.size(), 2U);
}

TEST_F(CompositeOfTwo, SpeaksWithTheFirstVoiceWhenNoneIsNamed) {
  const auto both = composite({}, {"c", "b"});
  ASSERT_TRUE(both);
  EXPECT_EQ((*both)->say({.text = "x"}, {})->samples.size(), 2U);
  EXPECT_EQ(said_.at(0).voice, "c");
}

TEST_F(CompositeOfTwo, HandsOnAllThatItIsAskedFor) {
  const auto both = composite({"a"}, {"c"});
  ASSERT_TRUE(both);
  ASSERT_TRUE((*both)->say({.text = "x",
                            .voice = "c",
                            .speaker = "two",
                            .speed = 2.0,
                            .noise_scale = 0.1,
                            .noise_w_scale = 0.2},
                           {}));
  EXPECT_EQ(said_.at(0).text, "x");
  EXPECT_EQ(said_.at(0).speaker, "two");
  EXPECT_EQ(said_.at(0).speed, 2.0);
  EXPECT_EQ(said_.at(0).noise_scale, 0.1);
  EXPECT_EQ(said_.at(0).noise_w_scale, 0.2);

  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ((*both)->say({.text = "x"}, stop.get_token()).error().code, ErrorCode::cancelled);
}

TEST_F(CompositeOfTwo, DoesNotFindOtherVoices) {
  const auto both = composite({"en-us"}, {"slt"});
  ASSERT_TRUE(both);
  const auto audio = (*both)->say({.text = "x", .voice = "en-su"}, {});
  ASSERT_FALSE(audio);
  EXPECT_EQ(audio.error().code, ErrorCode::not_found);
  EXPECT_EQ(audio.error().message, "there is no voice 'en-su'");
  EXPECT_EQ(audio.error().hint, "did you mean 'en-us'?");
}

TEST_F(CompositeOfTwo, RefusesTwoVoicesOfOneName) {
  const auto both = composite({"a", "b"}, {"c", "a"});
  ASSERT_FALSE(both);
  EXPECT_EQ(both.error().code, ErrorCode::conflict);
  EXPECT_EQ(both.error().message, "two voices are named 'a'");
}

TEST_F(CompositeOfTwo, RefusesToHaveNoVoice) {
  EXPECT_EQ(composite({}, {}).error().code, ErrorCode::usage);
  EXPECT_EQ(CompositeSynthesizer::create({}).error().code, ErrorCode::usage);
}

}  // namespace
}  // namespace voicehub::engines
