#include "engines/page/page.hpp"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/local_engine.hpp"

namespace voicehub::engines {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

Handler nothing() {
  return at_once([](const Request&) { return Response{}; });
}

Router with_page(const std::vector<std::string>& routes) {
  Router router;
  for (const std::string& route : routes) {
    router.add("POST", route, nothing());
  }
  add_page(router);
  return router;
}

class Page : public testing::Test {
 protected:
  static http::Response get(Router router, const std::string& path) {
    support::LocalEngine engine{std::move(router)};
    auto response = engine.wait(engine.client().send({.method = "GET", .target = path}));
    EXPECT_TRUE(response) << path;
    return response ? *response : http::Response{};
  }
};

TEST_F(Page, NamesTheRoutesThatTheEngineHas) {
  EXPECT_THAT(get(with_page({"/v1/audio/speech"}), "/").body,
              HasSubstr("data-routes=\"/v1/audio/speech\""));
  EXPECT_THAT(get(with_page({"/v1/audio/transcriptions", "/v1/audio/speech"}), "/").body,
              HasSubstr("data-routes=\"/v1/audio/speech /v1/audio/transcriptions\""));
  EXPECT_THAT(get(with_page({}), "/").body, HasSubstr("data-routes=\"\""));
}

TEST_F(Page, NamesTheFormatsOfAnEngineThatDoesNotMakeAll) {
  EXPECT_THAT(get(with_page({}), "/").body, HasSubstr("data-formats=\"\""));
  Router router;
  add_page(router, "wav flac");
  EXPECT_THAT(get(std::move(router), "/").body, HasSubstr("data-formats=\"wav flac\""));
}

TEST_F(Page, LetsTheBrowserLoadNothingFromElsewhere) {
  for (const PageFile& file : page_files()) {
    const auto response =
        get(with_page({}), file.name == "index.html" ? "/" : "/" + std::string{file.name});
    EXPECT_EQ(response.status, 200) << file.name;
    EXPECT_THAT(std::string{response.header("Content-Security-Policy")},
                AllOf(HasSubstr("default-src 'none'"), Not(HasSubstr("unsafe"))));
    EXPECT_EQ(response.header("Cache-Control"), "no-cache");
    EXPECT_EQ(response.header("X-Content-Type-Options"), "nosniff");
  }
}

TEST_F(Page, IsServedWithTheTypesThatBrowsersInsistOn) {
  const Router router = with_page({});
  EXPECT_EQ(get(router, "/").header("Content-Type"), "text/html; charset=utf-8");
  EXPECT_EQ(get(router, "/page.css").header("Content-Type"), "text/css; charset=utf-8");
  EXPECT_EQ(get(router, "/page.js").header("Content-Type"), "text/javascript; charset=utf-8");
  EXPECT_EQ(get(router, "/icon.svg").header("Content-Type"), "image/svg+xml");
}

// Its script asks for each by its id, and would stop at the first that is not there.
TEST_F(Page, HasEveryElementThatItsScriptNames) {
  const auto content = [](std::string_view name) {
    for (const PageFile& file : page_files()) {
      if (file.name == name) {
        return std::string{file.content};
      }
    }
    return std::string{};
  };
  const std::string page = content("index.html");
  const std::string script = content("page.js");
  std::set<std::string> ids;
  constexpr std::string_view kAsk = "$(\"";
  for (auto at = script.find(kAsk); at != std::string::npos; at = script.find(kAsk, at + 1)) {
    const auto begin = at + kAsk.size();
    ids.insert(script.substr(begin, script.find('"', begin) - begin));
  }
  EXPECT_GT(ids.size(), 10U);
  for (const std::string& id : ids) {
    EXPECT_THAT(page, HasSubstr("id=\"" + id + "\""));
  }
}

}  // namespace
}  // namespace voicehub::engines
