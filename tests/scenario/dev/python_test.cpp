// Python servers in the dev loop: the check, the handover of uvicorn and gunicorn, the warm reload.
#include <fstream>
#include <iterator>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "tests/scenario/dev/dev_session.hpp"
#include "tests/scenario/perl_engine.hpp"

namespace voicehub::scenario {
namespace {

using testing::HasSubstr;

constexpr std::string_view kDockerfile = R"(FROM debian:trixie-slim
RUN apt-get update \
 && apt-get install -y --no-install-recommends python-is-python3 uvicorn gunicorn \
 && apt-get clean && rm -rf /var/lib/apt/lists/*
ENV PYTHONDONTWRITEBYTECODE=1
WORKDIR /app
)";

constexpr std::string_view kProject = R"(services:
  tts:
    build: .
    image: vhtest/python-dev:{port}
    command: COMMAND
    ports: ["127.0.0.1:{port}:8000"]
    volumes: ["./server.py:/app/server.py"RUNNER]
)";

constexpr std::string_view kAsgi = R"(MARKER = "one"


async def app(scope, receive, send):
    if scope["type"] != "http":
        return
    body = b'{"status":"healthy"}' if scope["path"] == "/health" else MARKER.encode()
    headers = [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})
)";

constexpr std::string_view kWsgi = R"(MARKER = "one"


def app(request, start_response):
    body = b'{"status":"healthy"}' if request["PATH_INFO"] == "/health" else MARKER.encode()
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]
)";

constexpr std::string_view kWarm = R"(import time

from voicehub_runner import keep


def load():
    time.sleep(3)
    return time.time_ns()


model = keep("model", load)
)";

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

class PythonProject : public TestProject {
 public:
  PythonProject(std::string_view command, std::string source, bool with_runner = false)
      : TestProject{replaced(
            replaced(std::string{kProject}, "COMMAND", command),
            "RUNNER",
            with_runner ? fmt::format(", \"{}/templates/python/voicehub_runner:"
                                      "/usr/lib/python3/dist-packages/voicehub_runner:ro\"",
                                      std::filesystem::current_path().string())
                        : std::string{})},
        source_{std::move(source)} {
    write("Dockerfile", kDockerfile);
    write("server.py", source_);
    EXPECT_EQ(run({"build"}, {.deadline = 10min}).exit_code, 0);
  }

  void edit(std::string_view marker) const {
    save(replaced(source_, "\"one\"", fmt::format("\"{}\"", marker)));
  }

  void save(std::string_view content) const {
    write("server.py.new", content);
    std::filesystem::rename(folder() / "server.py.new", folder() / "server.py");
  }

  [[nodiscard]] const std::string& source() const { return source_; }

 private:
  std::string source_;
};

class PythonServer : public Scenario {};

TEST_F(PythonServer, UvicornMustHandOverAndABadEditMustCostNothing) {
  PythonProject project{R"(["uvicorn", "server:app", "--host", "0.0.0.0", "--port", "8000"])",
                        std::string{kAsgi}};
  DevSession dev{project};
  EXPECT_THAT(dev.note("restarts it by"), HasSubstr("by handover: uvicorn"));
  project.edit("two");
  const SeenEdit good = dev.next_edit();
  EXPECT_TRUE(good.ok) << good.error;
  EXPECT_EQ(good.how, "handover");
  EXPECT_EQ(served_marker(project.port()), "two");

  project.save("MARKER = = 1\n");
  const SeenEdit no_syntax = dev.next_edit();
  EXPECT_FALSE(no_syntax.ok);
  EXPECT_THAT(no_syntax.error, HasSubstr("File \"/app/server.py\", line 1\n    MARKER = = 1"));
  EXPECT_EQ(served_marker(project.port()), "two");

  project.save("import nothing_of_this_name\n");
  const SeenEdit no_module = dev.next_edit();
  EXPECT_FALSE(no_module.ok);
  EXPECT_THAT(no_module.error, HasSubstr("ModuleNotFoundError"));
  EXPECT_EQ(served_marker(project.port()), "two");

  project.edit("three");
  EXPECT_TRUE(dev.next_edit().ok);
  EXPECT_EQ(served_marker(project.port()), "three");
}

TEST_F(PythonServer, GunicornMustHandOver) {
  PythonProject project{R"(["gunicorn", "--bind", "0.0.0.0:8000", "server:app"])",
                        std::string{kWsgi}};
  DevSession dev{project};
  project.edit("two");
  const SeenEdit edit = dev.next_edit();
  EXPECT_TRUE(edit.ok) << edit.error;
  EXPECT_EQ(edit.how, "handover");
  EXPECT_EQ(served_marker(project.port()), "two");
}

TEST_F(PythonServer, TheRunnerMustKeepTheModel) {
  PythonProject project{
      R"(["python", "-m", "voicehub_runner", "--host", "0.0.0.0", "server:app"])",
      std::string{kWarm} +
          replaced(std::string{kAsgi}, "MARKER.encode()", "f'{MARKER} {model}'.encode()"),
      true};
  DevSession dev{project};
  const std::string before = served_marker(project.port());
  ASSERT_THAT(before, HasSubstr("one "));
  const std::string model = before.substr(4);

  project.edit("two");
  const SeenEdit warm = dev.next_edit();
  EXPECT_TRUE(warm.ok) << warm.error;
  EXPECT_EQ(warm.how, "warm");
  EXPECT_THAT(warm.text, HasSubstr("model"));
  EXPECT_EQ(served_marker(project.port()), "two " + model);

  project.save("import nothing_of_this_name\n" + project.source());
  const SeenEdit bad = dev.next_edit();
  EXPECT_FALSE(bad.ok);
  EXPECT_THAT(bad.error, HasSubstr("nothing_of_this_name"));
  EXPECT_EQ(served_marker(project.port()), "two " + model) << "the old code serves on";

  project.save(replaced(project.source(), "time.sleep(3)", "time.sleep(0.1)"));
  const SeenEdit loaded = dev.next_edit();
  EXPECT_TRUE(loaded.ok) << loaded.error;
  EXPECT_NE(served_marker(project.port()), "one " + model) << "the loader itself was edited";
}

}  // namespace
}  // namespace voicehub::scenario
