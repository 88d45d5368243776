#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include <gmock/gmock.h>

#include "core/base/tar.hpp"
#include "tests/scenario/harness.hpp"

namespace voicehub::scenario {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

constexpr std::string_view kProject = R"(services:
  tts: {image: "debian:trixie-slim", command: sleep infinity, init: true}
  pair: {image: "debian:trixie-slim", command: sleep infinity, init: true, scale: 2}
)";

std::string content_of(const fs::path& path) {
  std::ifstream stream{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{stream}, {}};
}

class Cp : public Scenario {
 protected:
  void SetUp() override {
    Scenario::SetUp();
    if (!HasFatalFailure() && !IsSkipped()) {
      project_ = std::make_unique<TestProject>(kProject);
      ASSERT_EQ(project_->run({"start"}).exit_code, 0);
      project_->write("src/a.py", "one");
      project_->write("src/sub/b.py", "two");
      fs::create_symlink("a.py", project_->folder() / "src/link");
    }
  }

  Finished cp(std::vector<std::string> arguments, RunOptions options = {}) {
    arguments.insert(arguments.begin(), "cp");
    return project_->run(std::move(arguments), std::move(options));
  }

  std::string in_container(const std::string& command, const std::string& service = "tts") {
    return project_->run({"exec", "-T", service, "--", "sh", "-c", command}).output;
  }

  std::unique_ptr<TestProject> project_;
};

TEST_F(Cp, MustCopyFilesIntoAContainer) {
  const Finished copied = cp({"src", "tts:/tmp"});
  EXPECT_EQ(copied.exit_code, 0) << copied.error_output;
  EXPECT_EQ(in_container("cd /tmp/src; ls; cat a.py sub/b.py; readlink link"),
            "a.py\nlink\nsub\nonetwoa.py\n");
  ASSERT_EQ(cp({"src", "tts:/tmp/new"}).exit_code, 0);
  ASSERT_EQ(cp({"src/.", "tts:/tmp"}).exit_code, 0);
  ASSERT_EQ(cp({"src/a.py", "tts:/tmp/renamed.py"}).exit_code, 0);
  ASSERT_EQ(cp({"-L", "src/link", "tts:/tmp/followed"}).exit_code, 0);
  EXPECT_EQ(in_container("cat /tmp/new/a.py /tmp/sub/b.py /tmp/renamed.py; test -L /tmp/followed; "
                         "echo $?"),
            "onetwoone1\n");
  ASSERT_EQ(cp({"-a", "src/a.py", "tts:/tmp/owned"}).exit_code, 0);
  EXPECT_EQ(in_container("cat /tmp/owned"), "one");
}

TEST_F(Cp, MustCopyFilesOutOfAContainer) {
  in_container(
      "mkdir -p /tmp/out/sub; echo one >/tmp/out/a; echo two >/tmp/out/sub/b; chmod 640 "
      "/tmp/out/a; ln -s a /tmp/out/link; ln /tmp/out/a /tmp/out/again");
  const fs::path here = project_->folder();
  const Finished copied = cp({"tts:/tmp/out", "copy"});
  EXPECT_EQ(copied.exit_code, 0) << copied.error_output;
  EXPECT_EQ(content_of(here / "copy/a"), "one\n");
  EXPECT_EQ(content_of(here / "copy/again"), "one\n");
  EXPECT_EQ(content_of(here / "copy/sub/b"), "two\n");
  EXPECT_EQ(fs::read_symlink(here / "copy/link"), "a");
  EXPECT_EQ(fs::status(here / "copy/a").permissions(), fs::perms{0640});
  ASSERT_EQ(cp({"tts:/tmp/out", "copy"}).exit_code, 0);
  EXPECT_TRUE(fs::exists(here / "copy/out/sub/b")) << "into a folder that is there";
  ASSERT_EQ(cp({"tts:/tmp/out/.", "src"}).exit_code, 0);
  EXPECT_TRUE(fs::exists(here / "src/sub/b"));
  EXPECT_TRUE(fs::exists(here / "src/sub/b.py"));
  ASSERT_EQ(cp({"-L", "tts:/tmp/out/link", "followed"}).exit_code, 0);
  EXPECT_EQ(content_of(here / "followed"), "one\n");
  ASSERT_EQ(project_->run({"stop", "tts"}).exit_code, 0);
  EXPECT_EQ(cp({"tts:/etc/hostname", "."}).exit_code, 0) << "of a stopped one too";
  EXPECT_TRUE(fs::exists(here / "hostname"));
}

TEST_F(Cp, MustCopyIntoEveryReplicaAndOutOfTheFirst) {
  ASSERT_EQ(cp({"src/a.py", "pair:/tmp/"}).exit_code, 0);
  ASSERT_EQ(cp({"--index", "2", "src/sub/b.py", "pair:/tmp/a.py"}).exit_code, 0);
  ASSERT_EQ(cp({"pair:/tmp/a.py", "first"}).exit_code, 0);
  ASSERT_EQ(cp({"--index", "2", "pair:/tmp/a.py", "second"}).exit_code, 0);
  EXPECT_EQ(content_of(project_->folder() / "first"), "one");
  EXPECT_EQ(content_of(project_->folder() / "second"), "two");
  const Finished third = cp({"--index", "3", "pair:/tmp/a.py", "third"});
  EXPECT_EQ(third.exit_code, 1);
  EXPECT_THAT(third.error_output, HasSubstr("pair has no container 3"));
}

TEST_F(Cp, MustStreamArchives) {
  const Finished out = cp({"tts:/etc/hostname", "-"});
  EXPECT_EQ(out.exit_code, 0) << out.error_output;
  const auto entries = read_tar(out.output);
  ASSERT_TRUE(entries);
  ASSERT_EQ(entries->size(), 1U);
  EXPECT_EQ(entries->front().name, "hostname");
  const std::string large(3'000'000, 'x');
  const Finished in =
      cp({"-", "tts:/tmp"}, {.input = make_tar({{.name = "large", .content = large}})});
  EXPECT_EQ(in.exit_code, 0) << in.error_output;
  EXPECT_EQ(in_container("stat -c %s /tmp/large"), "3000000\n");
  const Finished nowhere = cp({"-", "tts:/nowhere"}, {.input = make_tar({})});
  EXPECT_EQ(nowhere.exit_code, 1);
  EXPECT_THAT(nowhere.error_output, HasSubstr("there is no folder /nowhere"));
}

TEST_F(Cp, MustSayWhatIsWrong) {
  EXPECT_EQ(cp({"src", "copy"}).exit_code, 2);
  EXPECT_EQ(cp({"tts:/a", "pair:/b"}).exit_code, 2);
  EXPECT_THAT(cp({"tss:/a", "b"}).error_output, HasSubstr("did you mean 'tts'?"));
  EXPECT_THAT(cp({"nothing", "tts:/tmp"}).error_output, HasSubstr("there is no "));
  EXPECT_THAT(cp({"tts:/nothing", "."}).error_output,
              HasSubstr("cannot find /nothing in container"));
  EXPECT_THAT(cp({"src/a.py", "tts:/none/a.py"}).error_output,
              HasSubstr("Could not find the file"));
  EXPECT_THAT(cp({"src/a.py", "tts:/none/"}).error_output, HasSubstr("there is no folder /none/"));
  EXPECT_THAT(cp({"src", "tts:/etc/hostname"}).error_output, HasSubstr("cannot copy the folder"));
  EXPECT_THAT(cp({"tts:/etc/hostname", "none/"}).error_output, HasSubstr("there is no folder"));
}

}  // namespace
}  // namespace voicehub::scenario
