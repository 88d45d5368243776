#include <memory>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include "core/base/tar.hpp"
#include "tests/contract/contract_test.hpp"

namespace voicehub::test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

class Images : public ContractTest {
 protected:
  // Hands out one archive in pieces of a few bytes.
  static http::BodySource pieces_of(std::string tar) {
    return [tar = std::move(tar), at = std::size_t{0}]() mutable -> Task<std::string> {
      constexpr std::size_t kPiece = 700;
      std::string piece = tar.substr(std::min(at, tar.size()), kPiece);
      at += piece.size();
      co_return piece;
    };
  }

  // The lines of the build, one below the other.
  std::string build(const std::string& tag, const std::string& dockerfile) {
    docker::BuildRequest request{.tags = {tag},
                                 .dockerfile = "Dockerfile",
                                 .args = {{"WORD", "hello world"}},
                                 .labels = {{"vh-test", "yes"}}};
    request.tar = pieces_of(make_tar({{.name = "Dockerfile", .content = dockerfile},
                                      {.name = "server.py", .content = "print('one')\n"}}));
    std::string lines;
    const auto built = run(api().build(std::move(request), [&lines](std::string_view line) {
      lines.append(line) += '\n';
      return done();
    }));
    EXPECT_TRUE(built) << text_of(built.error());
    return lines;
  }

  std::string file_of(const std::string& image, const std::string& path) {
    const std::string name = unique_name("file");
    leftovers().container(name);
    value(run(api().create_container(name, {.image = image, .command = {{"none"}}})), "create");
    const auto entries = value(read_tar(value(run(api().get_archive({name}, {path})))));
    return entries.empty() ? "" : entries.front().content;
  }

  std::string new_image() {
    std::string name = unique_name("image") + ":1";
    leftovers().image(name);
    return name;
  }
};

VH_OVER_EVERY_TRANSPORT(Images);

TEST_P(Images, AreImportedFromARootFileSystem) {
  const std::string name = new_image();
  const std::string tar = make_tar({{.name = "greeting", .content = "hello\n"}});
  const std::string id = value(
      run(api().import_image(name, {"CMD [\"/program\", \"-v\"]", "LABEL vh-test=yes"}, tar)));
  const docker::ImageDetails image = value(run(api().inspect_image(name)));
  EXPECT_EQ(image.id, id);
  EXPECT_THAT(image.tags, ElementsAre(name));
  EXPECT_THAT(image.command, ElementsAre("/program", "-v"));
  EXPECT_EQ(image.labels.at("vh-test"), "yes");
  EXPECT_EQ(image.os, "linux");
  EXPECT_EQ(file_of(name, "/greeting"), "hello\n");
}

TEST_P(Images, AreTaggedListedAndRemoved) {
  const std::string name = new_image();
  const std::string other = new_image();
  const std::string id = value(run(api().import_image(name, {}, make_tar({{.name = "a"}}))));
  ASSERT_TRUE(run(api().tag_image(name, other)));
  const auto images = value(run(api().list_images()));
  const auto listed = std::ranges::find(images, id, &docker::ImageDetails::id);
  ASSERT_NE(listed, images.end());
  EXPECT_THAT(listed->tags, testing::UnorderedElementsAre(name, other));
  ASSERT_TRUE(run(api().remove_image(name)));
  EXPECT_EQ(run(api().inspect_image(name)).error().code, ErrorCode::not_found);
  EXPECT_TRUE(run(api().inspect_image(other)));
}

TEST_P(Images, AreBuiltFromNothing) {
  const std::string name = new_image();
  const std::string lines = build(name, "FROM scratch\nCOPY server.py /app/server.py\n");
  EXPECT_THAT(lines, HasSubstr("moby.image.id"));
  EXPECT_EQ(value(run(api().inspect_image(name))).labels.at("vh-test"), "yes");
  EXPECT_EQ(file_of(name, "/app/server.py"), "print('one')\n");
}

TEST_P(Images, AreBuiltOnALocalImageWithArguments) {
  const std::string name = new_image();
  const std::string lines =
      build(name, fmt::format("FROM {}\nARG WORD\nRUN echo \"$WORD\" > /word\n", kBaseImage));
  EXPECT_THAT(lines, HasSubstr("moby.image.id"));
  EXPECT_EQ(file_of(name, "/word"), "hello world\n");
}

TEST_P(Images, SayInTheLinesThatTheBuildFailed) {
  const std::string name = new_image();
  const std::string lines = build(name, fmt::format("FROM {}\nRUN exit 9\n", kBaseImage));
  EXPECT_THAT(lines, HasSubstr("errorDetail"));
  EXPECT_THAT(lines, HasSubstr("exit code: 9"));
  EXPECT_FALSE(run(api().inspect_image(name)));
}

struct Cancelling {
  std::optional<Result<void>> first;
  bool is_over = false;
};

// Again and again: a daemon does nothing, and says nothing, while it does not know the build yet.
// Not at once: Docker Engine 26 never ends a build that is cancelled while its context is on the
// way.
boost::asio::awaitable<void> keep_cancelling(docker::Api& api,
                                             std::string build,
                                             std::shared_ptr<Cancelling> state) {
  boost::asio::steady_timer pause{co_await boost::asio::this_coro::executor};
  pause.expires_after(std::chrono::seconds{2});
  co_await pause.async_wait(boost::asio::use_awaitable);
  while (!state->is_over) {
    auto cancelled = co_await api.cancel_build(build);
    state->first = state->first.value_or(std::move(cancelled));
    pause.expires_after(std::chrono::milliseconds{200});
    co_await pause.async_wait(boost::asio::use_awaitable);
  }
}

TEST_P(Images, StopBuildingWhenTheyAreCancelled) {
  docker::BuildRequest request{
      .dockerfile = "Dockerfile", .no_cache = true, .build_id = unique_name("build")};
  request.tar = pieces_of(make_tar(
      {{.name = "Dockerfile", .content = fmt::format("FROM {}\nRUN sleep 1000\n", kBaseImage)}}));
  const std::string id = request.build_id;
  std::string last;
  const auto cancelling = std::make_shared<Cancelling>();
  boost::asio::co_spawn(io_, keep_cancelling(api(), id, cancelling), boost::asio::detached);
  const auto built = run(api().build(std::move(request), [&](std::string_view line) {
    last = line;
    return done();
  }));
  cancelling->is_over = true;
  ASSERT_TRUE(built) << text_of(built.error());
  ASSERT_TRUE(cancelling->first);
  EXPECT_TRUE(*cancelling->first) << text_of(cancelling->first->error());
  EXPECT_THAT(last, HasSubstr("cancel"));
}

TEST_P(Images, SayWhyTheyCannotBePulled) {
  const auto pulled = run(api().pull_image(
      "127.0.0.1:1/nobody/nothing:1", "", [](std::string_view) { return done(); }));
  ASSERT_FALSE(pulled);
  EXPECT_EQ(pulled.error().message, "cannot pull image 127.0.0.1:1/nobody/nothing:1");
  EXPECT_THAT(pulled.error().cause, HasSubstr("connection refused"));
}

}  // namespace
}  // namespace voicehub::test
