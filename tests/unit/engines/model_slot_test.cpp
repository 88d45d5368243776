#include "engines/runtime/model_slot.hpp"

#include <atomic>
#include <future>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace voicehub::engines {
namespace {

using namespace std::chrono_literals;

// Counts how many of it there are.
struct Model {
  explicit Model(std::atomic<int>& count) : alive{count} { ++alive; }

  ~Model() { --alive; }

  Model(const Model&) = delete;
  Model& operator=(const Model&) = delete;

  std::atomic<int>& alive;
};

class ModelSlotTest : public testing::Test {
 protected:
  ModelSlot<Model> make(std::optional<std::chrono::seconds> ttl = {}) {
    return {"m",
            [this]() -> Result<std::unique_ptr<Model>> {
              ++loads_;
              if (fails_) {
                return make_error(ErrorCode::failed, "the file is broken");
              }
              return std::make_unique<Model>(alive_);
            },
            metrics_,
            ttl};
  }

  std::atomic<int> loads_ = 0;
  std::atomic<int> alive_ = 0;
  std::atomic<bool> fails_ = false;
  Metrics metrics_;
};

TEST_F(ModelSlotTest, LoadsOnceForAllThatUseIt) {
  auto slot = make();
  std::vector<std::thread> users;
  for (int i = 0; i < 8; ++i) {
    users.emplace_back([&] { EXPECT_TRUE(slot.use()); });
  }
  for (std::thread& user : users) {
    user.join();
  }
  EXPECT_EQ(loads_, 1);
  EXPECT_EQ(slot.status().state, ModelState::loaded);
}

TEST_F(ModelSlotTest, LoadsInTheBackgroundAndTellsHowItWent) {
  auto slot = make();
  std::promise<bool> told;
  EXPECT_TRUE(slot.load_in_background(
      [&](const Result<void>& outcome) { told.set_value(outcome.has_value()); }));
  EXPECT_TRUE(told.get_future().get());
  EXPECT_FALSE(slot.load_in_background()) << "it is there";
}

TEST_F(ModelSlotTest, LetsGoAndLoadsAgain) {
  auto slot = make();
  EXPECT_FALSE(slot.unload()) << "there is none yet";
  auto user = slot.use();
  ASSERT_TRUE(user);
  EXPECT_TRUE(slot.unload());
  EXPECT_EQ(slot.status().state, ModelState::unloaded);
  EXPECT_EQ(alive_, 1) << "who uses it keeps it";
  user->reset();
  EXPECT_EQ(alive_, 0);
  EXPECT_TRUE(slot.use());
  EXPECT_EQ(loads_, 2);
}

TEST_F(ModelSlotTest, IsLetGoWhenItIsIdleButNotWhileItIsUsed) {
  auto slot = make(0s);
  auto user = slot.use();
  ASSERT_TRUE(user);
  slot.unload_if_idle();
  EXPECT_EQ(slot.status().state, ModelState::loaded);
  user->reset();
  slot.unload_if_idle();
  EXPECT_EQ(slot.status().state, ModelState::unloaded);
}

TEST_F(ModelSlotTest, StaysWithoutATimeToLive) {
  auto slot = make();
  ASSERT_TRUE(slot.use());
  slot.unload_if_idle();
  EXPECT_EQ(slot.status().state, ModelState::loaded);
  EXPECT_FALSE(slot.status().expires);
}

TEST_F(ModelSlotTest, WhoIsStoppedDoesNotWaitForTheLoad) {
  std::promise<void> release;
  ModelSlot<Model> slot{"m",
                        [&]() -> Result<std::unique_ptr<Model>> {
                          release.get_future().wait();
                          return std::make_unique<Model>(alive_);
                        },
                        metrics_};
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(slot.use(stop.get_token()).error().code, ErrorCode::cancelled);
  EXPECT_EQ(slot.status().state, ModelState::loading) << "for the next one";
  release.set_value();
  EXPECT_TRUE(slot.use());
}

TEST_F(ModelSlotTest, SaysWhyItCouldNotBeLoadedAndTriesAgain) {
  auto slot = make();
  fails_ = true;
  EXPECT_EQ(slot.use().error().message, "the file is broken");
  EXPECT_EQ(slot.status().state, ModelState::failed);
  EXPECT_EQ(slot.status().why, "the file is broken");
  fails_ = false;
  EXPECT_TRUE(slot.use());
  EXPECT_EQ(slot.status().why, "");
}

}  // namespace
}  // namespace voicehub::engines
