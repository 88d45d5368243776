#include "engines/whisper_onnx/cached_model.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace voicehub::engines::whisper {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr FeedCosts kCosts{.least_kept = 2, .most_single_steps = 2};

// Remembers what it was fed: how much was kept, and the tokens behind that.
class Recorder : public CachedModel {
 public:
  using Fed = std::pair<std::size_t, std::vector<int>>;

  explicit Recorder(Call& call) : CachedModel{call, kCosts} {}

  std::vector<Fed> fed;
  bool fails = false;

 protected:
  Result<std::vector<float>> feed(std::size_t kept, std::span<const int> tokens) override {
    fed.emplace_back(kept, std::vector<int>{tokens.begin(), tokens.end()});
    if (fails) {
      return make_error(ErrorCode::failed, "no current");
    }
    return std::vector<float>{static_cast<float>(tokens.back())};
  }
};

class CachedModelTest : public testing::Test {
 protected:
  std::vector<float> next(const std::vector<int>& tokens) { return model_.next(tokens); }

  Call call_;
  Recorder model_{call_};
};

using Fed = Recorder::Fed;

TEST_F(CachedModelTest, FeedsTheBeginningInOneRun) {
  EXPECT_THAT(next({1, 2, 3}), ElementsAre(3));
  EXPECT_THAT(model_.fed, ElementsAre(Fed{0, {1, 2, 3}}));
}

TEST_F(CachedModelTest, FeedsOnlyWhatIsNew) {
  next({1});
  next({1, 2});
  next({1, 2, 3});
  EXPECT_THAT(model_.fed, ElementsAre(Fed{0, {1}}, Fed{1, {2}}, Fed{2, {3}}));
}

TEST_F(CachedModelTest, GoesOnFromWhereTwoSequencesPart) {
  next({1, 2, 3, 4});
  EXPECT_THAT(next({1, 2, 7, 8}), ElementsAre(8));
  EXPECT_THAT(model_.fed, ElementsAre(Fed{0, {1, 2, 3, 4}}, Fed{2, {7}}, Fed{3, {8}}));
}

TEST_F(CachedModelTest, FeedsTheLastTokenAgainWhenItIsAskedTheSame) {
  next({1, 2, 3});
  EXPECT_THAT(next({1, 2, 3}), ElementsAre(3));
  EXPECT_THAT(model_.fed, ElementsAre(Fed{0, {1, 2, 3}}, Fed{2, {3}}));
}

TEST_F(CachedModelTest, BeginsAgainWhenTooLittleIsKeptOrTooMuchIsNew) {
  next({1, 2, 3});
  next({1, 7});
  next({1, 7, 3, 4, 5});
  EXPECT_THAT(model_.fed, ElementsAre(Fed{0, {1, 2, 3}}, Fed{0, {1, 7}}, Fed{0, {1, 7, 3, 4, 5}}));
}

TEST_F(CachedModelTest, TellsTheCallWhyThereAreNoLogitsAndBeginsAgain) {
  next({1, 2, 3});
  model_.fails = true;
  EXPECT_THAT(next({1, 2, 3, 4}), IsEmpty());
  ASSERT_TRUE(call_.fault);
  EXPECT_EQ(call_.fault->message, "no current");
  model_.fails = false;
  next({1, 2, 3, 4});
  EXPECT_THAT(model_.fed.back(), (Fed{0, {1, 2, 3, 4}}));
}

TEST_F(CachedModelTest, HasNothingToSayAfterNoTokens) {
  EXPECT_THAT(next({}), IsEmpty());
  EXPECT_THAT(model_.fed, IsEmpty());
}

}  // namespace
}  // namespace voicehub::engines::whisper
