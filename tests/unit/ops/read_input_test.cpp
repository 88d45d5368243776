#include "core/ops/read_input.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <string>

#include <gtest/gtest.h>

#include "tests/support/run_task.hpp"

namespace voicehub::ops {
namespace {

std::string everything_from(int descriptor) {
  boost::asio::io_context io;
  std::string text;
  const auto read = test::run(io, read_input(descriptor, [&](std::string_view piece) {
                                text += piece;
                                return done();
                              }));
  EXPECT_TRUE(read) << read.error().cause;
  return text;
}

TEST(ReadInput, ReadsAPipeToItsEndAndLeavesItAsItWas) {
  std::array<int, 2> pipe{};
  ASSERT_EQ(::pipe(pipe.data()), 0);
  ASSERT_EQ(::write(pipe[1], "hello", 5), 5);
  ::close(pipe[1]);
  EXPECT_EQ(everything_from(pipe[0]), "hello");
  EXPECT_EQ(::fcntl(pipe[0], F_GETFL) & O_NONBLOCK, 0);
  ::close(pipe[0]);
}

TEST(ReadInput, ReadsAFileAndWhatIsAlwaysEmpty) {
  const int file = ::open("LICENSE", O_RDONLY);
  EXPECT_GT(everything_from(file).size(), 1000U);
  ::close(file);
  const int nothing = ::open("/dev/null", O_RDONLY);
  EXPECT_EQ(everything_from(nothing), "");
  ::close(nothing);
}

}  // namespace
}  // namespace voicehub::ops
