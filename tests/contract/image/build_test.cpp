#include "core/image/build.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <fmt/format.h>

#include "tests/support/docker_fixture.hpp"
#include "tests/support/recorded_events.hpp"
#include "tests/support/temporary_folder.hpp"

namespace voicehub::image {
namespace {

namespace asio = boost::asio;

class Build : public test::DockerTest {
 protected:
  BuildImageRequest request(std::string dockerfile) {
    folder_.write("Dockerfile", dockerfile);
    return {.service = "voice", .spec = {.context = HostPath{folder_.path()}}, .image = image_};
  }

  Result<BuiltImage> build(BuildImageRequest request) {
    leftovers().image(image_);
    auto built = run(build_image(api(), events_, std::move(request)), std::chrono::minutes{2});
    if (built) {
      leftovers().image(built->id);  // its name may go to the image of a later build
    }
    return built;
  }

  // The events of the build, what its RUN steps print among them.
  std::string built_text(BuildImageRequest request) {
    request.no_cache = true;
    const auto built = build(std::move(request));
    EXPECT_TRUE(built) << test::text_of(built.error());
    return events_.text();
  }

  std::string image_ = test::unique_name("image");
  test::TemporaryFolder folder_;
  test::RecordedEvents events_;
};

TEST_F(Build, MakesAnImageWithItsNamesAndLabels) {
  BuildImageRequest wanted = request(
      "ARG BASE\nFROM $BASE AS first\nCMD [\"first\"]\n"
      "FROM first\nCMD [\"second\"]\n");
  wanted.spec.args = {{"BASE", "debian:trixie-slim"}};
  wanted.spec.target = "first";
  wanted.spec.labels = {{"of", "file"}, {"kept", "yes"}};
  wanted.spec.tags = {image_ + ":other"};
  wanted.labels = {{"of", "caller"}};
  leftovers().image(image_ + ":other");
  const auto built = test::value(build(wanted));
  EXPECT_FALSE(built.unchanged);
  const auto image = test::value(run(api().inspect_image(image_)));
  EXPECT_EQ(image.id, built.id);
  EXPECT_EQ(image.command, (std::vector<std::string>{"first"}));
  EXPECT_EQ(image.labels, (docker::Labels{{"kept", "yes"}, {"of", "caller"}}));
  EXPECT_EQ(test::value(run(api().inspect_image(image_ + ":other"))).id, built.id);
}

TEST_F(Build, SaysWhenNothingHasChanged) {
  folder_.write("server.py", "print('hello')\n");
  const BuildImageRequest wanted = request("FROM debian:trixie-slim\nCOPY . /app\nRUN true\n");
  const auto first = test::value(build(wanted));
  const auto second = test::value(build(wanted));
  EXPECT_TRUE(second.unchanged);
  EXPECT_EQ(second.id, first.id);
  EXPECT_TRUE(
      events_.text().contains("finished voice [2/3] COPY . /app: cached\n"
                              "finished voice [3/3] RUN true: cached\n"))
      << events_.text();
  folder_.write("server.py", "print('goodbye')\n");
  EXPECT_FALSE(test::value(build(wanted)).unchanged);
}

TEST_F(Build, PutsFilesIntoTheImageAsTheyAreOnTheDisk) {
  folder_.write("app/run.sh", "#!/bin/sh\n");
  ::chmod(folder_.path("app/run.sh").c_str(), 0750);
  const timespec times[2] = {{1'600'000'000, 0}, {1'600'000'000, 0}};
  ::utimensat(AT_FDCWD, folder_.path("app/run.sh").c_str(), times, 0);
  std::filesystem::create_symlink("run.sh", folder_.path("app/link"));
  folder_.write("app/" + std::string(150, 'n'), "");
  folder_.write("app/d\xC3\xA9j\xC3\xA0", "");
  const std::string text = built_text(request(
      "FROM debian:trixie-slim\nCOPY app /app\n"
      "RUN cd /app && stat -c '%n %a %U %Y' run.sh && readlink link && ls | wc -l && ls d*\n"));
  EXPECT_TRUE(text.contains(": run.sh 750 root 1600000000\n")) << text;
  EXPECT_TRUE(text.contains(": run.sh\n")) << text;
  EXPECT_TRUE(text.contains(": 4\n")) << text;
  EXPECT_TRUE(text.contains(": d\xC3\xA9j\xC3\xA0\n")) << text;
}

TEST_F(Build, SendsNothingThatIsIgnored) {
  folder_.write("venv/lib/site.py", "");
  folder_.write("models/large.bin", "");
  folder_.write("models/small.bin", "");
  folder_.write("server.py", "");
  folder_.write(".dockerignore", "venv\nmodels/*\n!models/small.bin\n.dockerignore\nDockerfile\n");
  const std::string text =
      built_text(request("FROM debian:trixie-slim\nCOPY . /app\nRUN find /app -type f | sort\n"));
  // The Dockerfile has to be sent: BuildKit reads it from the context.
  const std::string run = "progress voice [3/3] RUN find /app -type f | sort: /app/";
  EXPECT_TRUE(text.contains(run + "Dockerfile\n" + run + "models/small.bin\n" + run +
                            "server.py\nfinished"))
      << text;
}

TEST_F(Build, TakesADockerfileFromOutsideTheContextOrFromTheProjectFile) {
  folder_.write("app/server.py", "");
  folder_.write("docker/\xC3\xA9.Dockerfile", "FROM debian:trixie-slim\nCOPY server.py /\n");
  BuildImageRequest wanted = request("");
  wanted.spec.context = HostPath{folder_.path("app")};
  wanted.spec.dockerfile = "../docker/\xC3\xA9.Dockerfile";
  EXPECT_TRUE(build(wanted));
  wanted.spec.dockerfile_inline = "FROM debian:trixie-slim\nCOPY server.py /inline\n";
  EXPECT_TRUE(build(wanted));
}

TEST_F(Build, TakesADockerfileWhoseNameIsNotPlain) {
  folder_.write("\xC3\xA9/Dockerfile", "FROM debian:trixie-slim\n");
  BuildImageRequest wanted = request("");
  wanted.spec.dockerfile = "\xC3\xA9/Dockerfile";
  EXPECT_TRUE(build(wanted));
}

TEST_F(Build, NamesTheLineOfACommandThatFailed) {
  const auto refused =
      build(request("FROM debian:trixie-slim\nARG CODE=3\n\nRUN echo compiling; \\\n"
                    "    echo nothing there >&2; \\\n    exit ${CODE}\n"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::failed);
  EXPECT_EQ(
      refused.error().message,
      "build of voice failed at Dockerfile:4: RUN echo compiling; echo nothing there >&2; exit "
      "${CODE}");
  EXPECT_TRUE(refused.error().cause.contains("exit code: 3")) << refused.error().cause;
  EXPECT_TRUE(refused.error().cause.contains("\nits last output:\n  ")) << refused.error().cause;
  EXPECT_TRUE(refused.error().cause.contains("\n  nothing there")) << refused.error().cause;
}

TEST_F(Build, SaysWhatIsWrongWithADockerfile) {
  const auto message = [this](std::string dockerfile) {
    return build(request(std::move(dockerfile))).error().message;
  };
  EXPECT_EQ(message("FROM debian:trixie-slim\nRUNN true\n"),
            "build of voice failed at Dockerfile:2: RUNN true");
  EXPECT_EQ(message("FROM debian:trixie-slim\nCOPY nothing.txt /\n"),
            "build of voice failed at Dockerfile:2: COPY nothing.txt /");
}

TEST_F(Build, SaysThatABaseImageIsNotThere) {
  const auto refused = build(request("FROM localhost:1/nobody/has/this:1\n"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::not_found);
  EXPECT_EQ(refused.error().message,
            "build of voice failed at Dockerfile:1: FROM localhost:1/nobody/has/this:1");
}

// Sees the processes of the daemon's machine, from a container that shares them.
class CancelledBuild : public Build {
 protected:
  void SetUp() override {
    Build::SetUp();
    if (IsSkipped()) {
      return;
    }
    const std::string name = test::unique_name("watcher");
    leftovers().container(name);
    docker::ContainerSpec spec{.image = "debian:trixie-slim",
                               .command = std::vector<std::string>{"sleep", "infinity"},
                               .init = true,
                               .pid_mode = "host"};
    watcher_ = test::value(run(api().create_container(name, std::move(spec))));
    ASSERT_TRUE(run(api().start_container(watcher_)));
  }

  [[nodiscard]] bool is_running(const std::string& argument) {
    // The first character in brackets, so that the search does not find itself.
    const std::string pattern = fmt::format("[{}]{}", argument.front(), argument.substr(1));
    docker::ExecRequest look{
        .container = watcher_,
        .command = {"sh", "-c", fmt::format("grep -las '{}' /proc/[0-9]*/cmdline", pattern)}};
    return !test::value(run(api().exec(std::move(look)))).output.empty();
  }

  void pump_until(const bool& flag) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes{1};
    io_.restart();
    while (!flag && io_.run_one_until(deadline) > 0) {
    }
    EXPECT_TRUE(flag);
  }

  docker::ContainerId watcher_;
};

TEST_F(CancelledBuild, LeavesNoProcessBehind) {
  const std::string seconds = fmt::format("98765.{}", ::getpid());
  BuildImageRequest wanted =
      request(fmt::format("FROM debian:trixie-slim\nRUN echo begun; sleep {}\n", seconds));
  wanted.no_cache = true;
  bool begun = false;
  events_.also = [&begun](const Event& event) { begun = begun || event.detail == "begun"; };
  bool ended = false;
  std::exception_ptr thrown;
  asio::cancellation_signal cancel;
  asio::co_spawn(
      io_,
      build_image(api(), events_, std::move(wanted)),
      asio::bind_cancellation_slot(cancel.slot(), [&](std::exception_ptr why, Result<BuiltImage>) {
        ended = true;
        thrown = why;
      }));
  pump_until(begun);
  ASSERT_TRUE(is_running(seconds));
  cancel.emit(asio::cancellation_type::terminal);
  pump_until(ended);
  EXPECT_TRUE(thrown) << "a cancelled coroutine ends with operation_aborted";
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{10};
  while (is_running(seconds) && std::chrono::steady_clock::now() < deadline) {
  }
  EXPECT_FALSE(is_running(seconds));
  EXPECT_FALSE(run(api().inspect_image(image_)));
}

}  // namespace
}  // namespace voicehub::image
