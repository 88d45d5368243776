#include "engines/runtime/router.hpp"

#include <gtest/gtest.h>

namespace voicehub::engines {
namespace {

TEST(Router, CountsPathsAsTheRoutesThatTheyTake) {
  Router router;
  router.add("GET", "/v1/models", always("{}"));
  router.add_below("GET", "/v1/models/", always("{}"));
  EXPECT_EQ(router.name_of("/v1/models"), "/v1/models");
  EXPECT_EQ(router.name_of("/v1/models/whisper"), "/v1/models/");
  EXPECT_EQ(router.name_of("/v2/models"), "other");
  EXPECT_EQ(router.name_of(""), "other") << "refused before it had a path";
}

}  // namespace
}  // namespace voicehub::engines
