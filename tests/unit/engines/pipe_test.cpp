#include "engines/runtime/pipe.hpp"

#include <future>
#include <thread>

#include <gtest/gtest.h>

#include "tests/support/run_task.hpp"

namespace voicehub::engines {
namespace {

using namespace std::chrono_literals;

class PipeTest : public testing::Test {
 protected:
  std::shared_ptr<Pipe> pipe(std::chrono::milliseconds limit = 10s) {
    return std::make_shared<Pipe>(
        io_.get_executor(), std::chrono::steady_clock::now() + limit, std::size_t{2});
  }

  // "a", "end", or the error's message.
  std::string next(Pipe& pipe) {
    const auto piece = test::run(io_, pipe.next(), 10s);
    return !piece ? piece.error().message : piece->value_or("end");
  }

  boost::asio::io_context io_;
};

TEST_F(PipeTest, HandsOnWhatAnotherThreadMakes) {
  const auto pieces = pipe();
  std::jthread worker{[pieces] {
    for (const char* piece : {"a", "b", "c", "d"}) {
      EXPECT_TRUE(pieces->put(piece));
    }
    pieces->finish();
  }};
  for (const char* const piece : {"a", "b", "c", "d", "end"}) {
    EXPECT_EQ(next(*pieces), piece);
  }
}

TEST_F(PipeTest, TellsWhyTheRestCannotBeMadeAfterWhatWasMade) {
  const auto pieces = pipe();
  pieces->put("a");
  pieces->finish(make_error(ErrorCode::failed, "the model is gone"));
  EXPECT_EQ(next(*pieces), "a");
  EXPECT_EQ(next(*pieces), "the model is gone");
}

TEST_F(PipeTest, LetsTheWorkerGoWhenNobodyReadsAnyMore) {
  const auto pieces = pipe();
  std::promise<bool> taken;
  std::jthread worker{[&] {
    pieces->put("a");
    pieces->put("b");
    taken.set_value(pieces->put("there is no place for this one"));
  }};
  pieces->abandon();
  EXPECT_FALSE(taken.get_future().get());
}

TEST_F(PipeTest, GivesUpAtItsDeadline) {
  const auto pieces = pipe(20ms);
  EXPECT_EQ(next(*pieces), "it took longer than the engine's time limit");
  EXPECT_FALSE(pieces->put("late"));
}

}  // namespace
}  // namespace voicehub::engines
