#include "core/compose/units.hpp"

#include <gtest/gtest.h>

namespace voicehub::compose {
namespace {

std::string duration(std::string_view text) {
  const auto parsed = parse_duration(text);
  return parsed ? go_duration(*parsed) : "none";
}

TEST(Duration, IsPrintedAsComposePrintsIt) {
  EXPECT_EQ(duration("90s"), "1m30s");
  EXPECT_EQ(duration("1m"), "1m0s");
  EXPECT_EQ(duration("36h"), "36h0m0s");
  EXPECT_EQ(duration("1.5h3us"), "1h30m0.000003s");
  EXPECT_EQ(duration("500ms"), "500ms");
  EXPECT_EQ(duration("1.5ms"), "1.5ms");
  EXPECT_EQ(duration("1us"), "1µs");
  EXPECT_EQ(duration("100ns"), "100ns");
  EXPECT_EQ(duration("1m0.5s"), "1m0.5s");
  EXPECT_EQ(duration("-5s"), "-5s");
  EXPECT_EQ(duration("0"), "0s");
  EXPECT_EQ(duration("1d12h"), "36h0m0s");
  EXPECT_EQ(duration("1w"), "168h0m0s");
}

TEST(Duration, NeedsAUnit) {
  for (const std::string_view text :
       {"", "5", "s", "1y", "1 s", "1s5", "x", "1e5s", "9999999999h"}) {
    EXPECT_EQ(duration(text), "none") << text;
  }
}

TEST(ByteSize, CountsInPowersOf1024) {
  EXPECT_EQ(parse_byte_size("4096"), 4096);
  EXPECT_EQ(parse_byte_size("10b"), 10);
  EXPECT_EQ(parse_byte_size("128kb"), 131072);
  EXPECT_EQ(parse_byte_size("1.5g"), 1610612736);
  EXPECT_EQ(parse_byte_size("10 MB"), 10485760);
  EXPECT_EQ(parse_byte_size("1KiB"), 1024);
  EXPECT_EQ(parse_byte_size("1.0001kb"), 1024);
}

TEST(ByteSize, RefusesWhatIsNoSize) {
  for (const std::string_view text :
       {"", "lots", "-1", "1x", "1kx", "1  k", "1bb", "99999999999p"}) {
    EXPECT_EQ(parse_byte_size(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace voicehub::compose
