#include "core/verify/judge.hpp"

#include <chrono>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace voicehub::verify {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t kStart = 1'700'000'000'000'000'000;

std::int64_t at(std::chrono::nanoseconds after_start) {
  return kStart + after_start.count();
}

View file(std::string digest, std::int64_t changed_ns = at(-1h)) {
  return {.exists = true,
          .device = 1,
          .inode = 10,
          .file = {.digest = std::move(digest), .changed_ns = changed_ns}};
}

View folder(std::map<std::string, Entry> tree) {
  return {.exists = true, .folder = true, .device = 1, .inode = 10, .tree = std::move(tree)};
}

Evidence evidence(View host, View container) {
  return {.service = "tts",
          .source = {"/p/server.py"},
          .target = {"/app/server.py"},
          .host = std::move(host),
          .container = std::move(container),
          .server_started_ns = kStart};
}

std::string text(const Verdict& verdict) {
  std::string lines = fmt::format("{}: {}\n", to_text(verdict.state), verdict.detail);
  for (const FileDifference& difference : verdict.differences) {
    lines += fmt::format("  {} {}\n", difference.name, to_text(difference.state));
  }
  return lines;
}

TEST(JudgeContent, MatchesWhenTheServerStartedAfterTheLastEdit) {
  EXPECT_EQ(text(judge_content(evidence(file("a", at(-1s)), file("a")))), "match: \n");
}

TEST(JudgeContent, SaysWhenTheServerStillRunsTheOldCode) {
  EXPECT_EQ(text(judge_content(evidence(file("a", at(12s)), file("a")))),
            "not loaded: server.py changed 12.0 s after the server process started, which still "
            "runs the old code; restart the container: voicehub restart tts\n");
}

TEST(JudgeContent, TakesADoubtOfTheClockForNotLoaded) {
  EXPECT_EQ(judge_content(evidence(file("a", at(-5ms)), file("a"))).state, MountState::not_loaded);
  EXPECT_EQ(judge_content(evidence(file("a", at(-30ms)), file("a"))).state, MountState::match);
}

TEST(JudgeContent, CallsAReplacedInodeStaleEvenWithTheSameContent) {
  View replaced = file("a");
  replaced.inode = 11;
  EXPECT_EQ(text(judge_content(evidence(replaced, file("a")))),
            "stale: /p/server.py was replaced (an editor's save does that) and the container still "
            "holds the old file; restart the container: voicehub restart tts\n");
}

TEST(JudgeContent, BelievesTheKernelThatAMountedFileWasUnlinked) {
  Evidence unlinked = evidence(file("b"), file("a"));
  unlinked.container.device = 2;  // inodes of two devices say nothing
  EXPECT_EQ(judge_content(unlinked).state, MountState::mismatch);
  unlinked.deleted = true;
  EXPECT_EQ(judge_content(unlinked).state, MountState::stale);
}

TEST(JudgeContent, SaysWhichSideHasNothing) {
  EXPECT_EQ(text(judge_content(evidence(View{}, file("a")))),
            "missing: there is no /p/server.py on this machine any more; put it back, then restart "
            "the container: voicehub restart tts\n");
  EXPECT_EQ(text(judge_content(evidence(file("a"), View{}))),
            "missing: the container has nothing at /app/server.py; restart the container: voicehub "
            "restart tts\n");
}

TEST(JudgeContent, SaysWhoMayNotRead) {
  EXPECT_EQ(text(judge_content(evidence(file(""), file("a")))),
            "unreadable: you may not read /p/server.py\n");
  EXPECT_EQ(text(judge_content(evidence(file("a"), file("")))),
            "unreadable: the container's user may not read /app/server.py; allow it on this "
            "machine: chmod a+r /p/server.py\n");
}

TEST(JudgeContent, ComparesTreesFileByFile) {
  const View host = folder({{"changed.py", {.digest = "a", .changed_ns = at(-1h)}},
                            {"late.py", {.digest = "c", .changed_ns = at(1s)}},
                            {"new.py", {.digest = "d", .changed_ns = at(-1h)}},
                            {"same.py", {.digest = "e", .changed_ns = at(-1h)}}});
  const View container = folder({{"changed.py", {.digest = "b"}},
                                 {"late.py", {.digest = "c"}},
                                 {"same.py", {.digest = "e"}}});
  EXPECT_EQ(text(judge_content(evidence(host, container))),
            "mismatch: 3 files are not as they should be: changed.py is not the same on both "
            "sides; restart the container: voicehub restart tts\n"
            "  changed.py mismatch\n"
            "  late.py not loaded\n"
            "  new.py missing\n");
}

TEST(JudgeContent, CallsATreeNotLoadedWhenThatIsAllThatIsWrong) {
  const View host = folder({{"late.py", {.digest = "c", .changed_ns = at(1s)}}});
  EXPECT_EQ(text(judge_content(evidence(host, folder({{"late.py", {.digest = "c"}}})))),
            "not loaded: late.py changed 1.0 s after the server process started, which still runs "
            "the old code; restart the container: voicehub restart tts\n"
            "  late.py not loaded\n");
}

TEST(JudgeContent, DoesNotCallMissingWhatLiesInAFolderThatMayNotBeRead) {
  const View host = folder({{"secret/key", {.digest = "a", .changed_ns = at(-1h)}}});
  EXPECT_EQ(text(judge_content(evidence(host, folder({{"secret", {}}})))),
            "unreadable: 2 files are not as they should be: secret may not be read by you or by "
            "the container's user\n"
            "  secret unreadable\n"
            "  secret/key unreadable\n");
}

TEST(JudgeContent, NamesTwentyDifferencesAndCountsAll) {
  std::map<std::string, Entry> tree;
  for (int i = 0; i < 30; ++i) {
    tree[fmt::format("{:02}.py", i)] = {.digest = "a"};
  }
  const Verdict verdict = judge_content(evidence(folder(tree), folder({})));
  EXPECT_EQ(verdict.differences.size(), 20U);
  EXPECT_TRUE(verdict.detail.starts_with("30 files")) << verdict.detail;
}

TEST(JudgeContent, DoesNotCompareAFileWithAFolder) {
  EXPECT_EQ(judge_content(evidence(file("a"), folder({}))).state, MountState::mismatch);
}

TEST(JudgeRoot, AsksOnlyWhetherItIsTheSameFolder) {
  EXPECT_EQ(text(judge_root(evidence(folder({}), folder({})))), "same root: \n");
  View elsewhere = folder({});
  elsewhere.device = 2;
  EXPECT_EQ(judge_root(evidence(folder({}), elsewhere)).state, MountState::mismatch);
  View replaced = folder({});
  replaced.inode = 11;
  EXPECT_EQ(judge_root(evidence(replaced, folder({}))).state, MountState::stale);
}

TEST(JudgeVolume, ComparesThePathThatTheKernelNamesWhereTheUserMayNotLook) {
  Evidence volume = evidence(View{}, folder({}));
  volume.source = {"/var/lib/docker/volumes/p_cache/_data"};
  EXPECT_EQ(judge_volume(volume).state, MountState::mismatch) << "nothing is mounted there";
  volume.mounted_root = "/docker/volumes/p_cache/_data";
  EXPECT_EQ(judge_volume(volume).state, MountState::same_root);
  volume.mounted_root = "/docker/volumes/other/_data";
  EXPECT_EQ(judge_volume(volume).state, MountState::mismatch);
  volume.mounted_root = "/";
  EXPECT_EQ(judge_volume(volume).state, MountState::same_root) << "a file system of its own";
}

TEST(Report, IsProvenWhenEveryMountIs) {
  Report report{.mounts = {{.state = MountState::match}, {.state = MountState::same_root}}};
  EXPECT_TRUE(report.proven());
  report.mounts.push_back({.state = MountState::remote});
  EXPECT_FALSE(report.proven());
}

}  // namespace
}  // namespace voicehub::verify
