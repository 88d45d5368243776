#include "core/docker/query.hpp"

#include <gtest/gtest.h>

namespace voicehub::docker {
namespace {

TEST(PercentEncoded, LeavesOnlyWhatMayStandInAPath) {
  EXPECT_EQ(percent_encoded("debian:trixie-slim"), "debian%3Atrixie-slim");
  EXPECT_EQ(percent_encoded("a/b c?d=é"), "a%2Fb%20c%3Fd%3D%C3%A9");
  EXPECT_EQ(percent_encoded("../../info\r\n"), "..%2F..%2Finfo%0D%0A");
}

TEST(Target, BuildsAQuery) {
  Target target{"/containers/json"};
  target.add("all", "1").add_unless_empty("since", "").add_flag("size", false);
  EXPECT_EQ(target.text, "/containers/json?all=1");
  target.add_flag("size", true).add("name", "a&b");
  EXPECT_EQ(target.text, "/containers/json?all=1&size=1&name=a%26b");
}

TEST(Target, WritesLabelFiltersAsJson) {
  EXPECT_EQ(Target{"/volumes"}.add_label_filters({}).text, "/volumes");
  EXPECT_EQ(Target{"/volumes"}.add_label_filters({"a=b", "c"}).text,
            "/volumes?filters=" + percent_encoded(R"({"label":["a=b","c"]})"));
}

}  // namespace
}  // namespace voicehub::docker
