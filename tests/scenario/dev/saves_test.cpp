// However an editor saves, and whichever way the file is mounted: the new code serves, is proven,
// and the container was not restarted for it.
#include <cstdlib>
#include <filesystem>
#include <functional>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "tests/scenario/dev/dev_session.hpp"
#include "tests/scenario/perl_engine.hpp"

namespace voicehub::scenario {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::StartsWith;

struct Save {
  const char* name;
  // `folder` is the one of the file, `content` the new one.
  std::function<void(const TestProject&, const std::string& folder, const std::string& content)>
      save;
};

void shell(const fs::path& folder, const std::string& command) {
  const std::string line = fmt::format("cd {} && {}", folder.string(), command);
  ASSERT_EQ(std::system(line.c_str()), 0) << line;
}

const std::vector<Save> kSaves{
    {"InPlace",
     [](const TestProject& project, const std::string& folder, const std::string& content) {
       project.write(folder + "server.pl", content);
     }},
    {"Rename",
     [](const TestProject& project, const std::string& folder, const std::string& content) {
       project.write(folder + "server.pl.tmp", content);
       fs::rename(project.folder() / (folder + "server.pl.tmp"),
                  project.folder() / (folder + "server.pl"));
     }},
    {"UnlinkAndCreate",
     [](const TestProject& project, const std::string& folder, const std::string& content) {
       fs::remove(project.folder() / (folder + "server.pl"));
       project.write(folder + "server.pl", content);
     }},
    {"TruncateThenWrite",
     [](const TestProject& project, const std::string& folder, const std::string& content) {
       project.write(folder + "server.pl", "");
       ::usleep(100'000);
       project.write(folder + "server.pl", content);
     }},
    {"VimWithBackup",
     [](const TestProject& project, const std::string& folder, const std::string& content) {
       const fs::path place = project.folder() / folder;
       project.write(folder + "4913", "");
       fs::remove(place / "4913");
       project.write(folder + ".server.pl.swp", "swap");
       fs::rename(place / "server.pl", place / "server.pl~");
       project.write(folder + "server.pl", content);
       fs::remove(place / "server.pl~");
     }},
    {"JetBrainsSafeWrite",
     [](const TestProject& project, const std::string& folder, const std::string& content) {
       const fs::path place = project.folder() / folder;
       project.write(folder + "server.pl___jb_tmp___", content);
       fs::rename(place / "server.pl", place / "server.pl___jb_old___");
       fs::rename(place / "server.pl___jb_tmp___", place / "server.pl");
       fs::remove(place / "server.pl___jb_old___");
     }},
    {"Sed",
     [](const TestProject& project, const std::string& folder, const std::string&) {
       shell(project.folder() / folder,
             "sed -i \"s/^my .marker = .*/my \\$marker = 'two';/\" server.pl");
     }},
    {"GitCheckout",
     [](const TestProject& project, const std::string& folder, const std::string& content) {
       const fs::path place = project.folder() / folder;
       shell(place, "git init -q && git config user.email a@b && git config user.name a");
       shell(place, "git add server.pl && git commit -qm one");
       // The other commit is made without touching the working tree.
       project.write("../" + project.name() + ".two", content);
       shell(place,
             fmt::format("blob=$(git hash-object -w {0}.two) && rm {0}.two && "
                         "git update-index --cacheinfo 100644,$blob,server.pl && "
                         "git commit -qm two && git checkout -q -f HEAD",
                         project.folder().string()));
     }},
};

constexpr std::string_view kFolderProject = R"(services:
  tts:
    image: debian:trixie-slim
    command: ["perl", "/app/server.pl"]
    ports: ["127.0.0.1:{port}:8766"]
    volumes: ["./app:/app"]
)";

class SavedBy : public Scenario, public testing::WithParamInterface<std::tuple<int, bool>> {};

TEST_P(SavedBy, AnEditorItMustServeAndBeProvenWithoutANewContainer) {
  const auto& [which, by_folder] = GetParam();
  const std::string folder = by_folder ? "app/" : "";
  TestProject project{by_folder ? kFolderProject : kPerlProject};
  project.write(folder + "server.pl", perl_engine("one"));
  DevSession dev{project};
  const auto before = project.container("tts").state.started_at;

  kSaves.at(static_cast<std::size_t>(which)).save(project, folder, perl_engine("two"));
  const SeenEdit edit = dev.next_edit();

  EXPECT_TRUE(edit.ok) << edit.error;
  EXPECT_EQ(served_marker(project.port()), "two");
  EXPECT_THAT(edit.digest, StartsWith("sha256:")) << edit.text;
  EXPECT_EQ(edit.how, "process");
  EXPECT_EQ(project.container("tts").state.started_at, before);
  EXPECT_THAT(dev.further_edits(600ms), testing::IsEmpty());
}

std::string name_of(const testing::TestParamInfo<std::tuple<int, bool>>& info) {
  const auto& [which, by_folder] = info.param;
  return std::string{by_folder ? "Folder" : "File"} +
         kSaves.at(static_cast<std::size_t>(which)).name;
}

INSTANTIATE_TEST_SUITE_P(Of,
                         SavedBy,
                         testing::Combine(testing::Range(0, static_cast<int>(kSaves.size())),
                                          testing::Bool()),
                         name_of);

}  // namespace
}  // namespace voicehub::scenario
