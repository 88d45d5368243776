#include "core/watch/change_stream.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/run_task.hpp"
#include "tests/support/temporary_folder.hpp"

namespace voicehub::watch {
namespace {

namespace asio = boost::asio;
namespace fs = std::filesystem;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

std::string shown_change(const Change& change, const std::string& folder) {
  constexpr std::array<const char*, 3> kSigns{"+", "", "-"};
  return kSigns.at(static_cast<std::size_t>(change.kind)) + shown(change.path, {folder});
}

// Each test with the kernel's events, and by polling.
class ChangeStreamTest : public testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    folder_.write("app/server.py", "print(1)\n");
    folder_.write("app/lib/voice.py", "voice = 1\n");
  }

  void open(std::vector<WatchedTree> trees) {
    auto stream = test::run(io_, ChangeStream::open(std::move(trees), options()));
    ASSERT_TRUE(stream) << stream.error().message;
    stream_ = std::move(*stream);
  }

  void open_app() { open({{.path = {folder_.path("app")}, .ignore = {}}}); }

  [[nodiscard]] static StreamOptions options() { return {.poll = 50ms, .polling = GetParam()}; }

  std::vector<std::string> next() {
    auto batch = test::run(io_, stream_->next(), 30s);
    std::vector<std::string> changes;
    if (batch) {
      for (const Change& change : batch->changes) {
        changes.push_back(shown_change(change, folder_.path()));
      }
      last_ = std::move(*batch);
    }
    return changes;
  }

  // Runs beside next(), after `delay`.
  void later(std::chrono::milliseconds delay, std::function<void()> work) {
    auto timer = std::make_shared<asio::steady_timer>(io_, delay);
    timer->async_wait([timer, work = std::move(work)](auto) { work(); });
  }

  // Whatever is found until an edit of a file that nothing else touches.
  std::vector<std::string> until_sentinel() {
    std::vector<std::string> all;
    later(300ms, [this] { folder_.write("app/sentinel.py", "x"); });
    while (all.empty() || all.back() != "+app/sentinel.py") {
      auto changes = next();
      if (changes.empty()) {
        break;
      }
      all.insert(all.end(), changes.begin(), changes.end());
    }
    all.pop_back();
    return all;
  }

  test::TemporaryFolder folder_;
  asio::io_context io_;
  std::unique_ptr<ChangeStream> stream_;
  Batch last_;
};

TEST_P(ChangeStreamTest, AnEditInPlace) {
  open_app();
  folder_.write("app/server.py", "print(2)\n");
  EXPECT_THAT(next(), ElementsAre("app/server.py"));
  EXPECT_EQ(last_.changes[0].digest, sha256("print(2)\n"));
  EXPECT_GT(last_.changed_ns, 0);
}

TEST_P(ChangeStreamTest, AnEditorThatRenames) {
  open_app();
  folder_.write("app/.server.py.swp", "swap");
  folder_.write("app/4913", "");
  folder_.write("app/server.py~new", "print(2)\n");
  fs::rename(folder_.path("app/server.py~new"), folder_.path("app/server.py"));
  fs::remove(folder_.path("app/4913"));
  EXPECT_THAT(next(), ElementsAre("app/server.py"));
}

TEST_P(ChangeStreamTest, AFileThatIsMissingForAMomentIsWaitedFor) {
  open_app();
  fs::remove(folder_.path("app/server.py"));
  later(120ms, [this] { folder_.write("app/server.py", "print(2)\n"); });
  EXPECT_THAT(next(), ElementsAre("app/server.py"));
}

TEST_P(ChangeStreamTest, AFileThatIsEmptyForAMomentIsWaitedFor) {
  open_app();
  folder_.write("app/server.py", "");
  later(120ms, [this] { folder_.write("app/server.py", "print(2)\n"); });
  EXPECT_THAT(next(), ElementsAre("app/server.py"));
  EXPECT_EQ(last_.changes[0].digest, sha256("print(2)\n"));
}

TEST_P(ChangeStreamTest, AFileThatIsEmptiedForGoodIsAnEdit) {
  open_app();
  folder_.write("app/server.py", "");
  EXPECT_THAT(next(), ElementsAre("app/server.py"));
  EXPECT_EQ(last_.changes[0].digest, sha256(""));
}

TEST_P(ChangeStreamTest, RemovedAndMadeFiles) {
  open_app();
  fs::remove(folder_.path("app/lib/voice.py"));
  folder_.write("app/new/deep/down.py", "x");
  std::vector<std::string> all = next();
  if (all.size() < 2) {
    std::ranges::move(next(), std::back_inserter(all));
  }
  EXPECT_THAT(all, testing::UnorderedElementsAre("-app/lib/voice.py", "+app/new/deep/down.py"));
}

TEST_P(ChangeStreamTest, ANewFolderIsWatchedToo) {
  open_app();
  folder_.write("app/new/a.py", "1");
  EXPECT_THAT(next(), ElementsAre("+app/new/a.py"));
  folder_.write("app/new/a.py", "2");
  EXPECT_THAT(next(), ElementsAre("app/new/a.py"));
}

TEST_P(ChangeStreamTest, ARenamedFolderIsWatchedUnderItsNewName) {
  open_app();
  fs::rename(folder_.path("app/lib"), folder_.path("app/bib"));
  EXPECT_THAT(next(), ElementsAre("+app/bib/voice.py", "-app/lib/voice.py"));
  folder_.write("app/bib/voice.py", "voice = 2\n");
  EXPECT_THAT(next(), ElementsAre("app/bib/voice.py"));
}

TEST_P(ChangeStreamTest, ARootThatIsReplacedIsFollowed) {
  open_app();
  EXPECT_THAT(until_sentinel(), IsEmpty());  // by now each file has been read
  fs::remove(folder_.path("app/sentinel.py"));
  EXPECT_THAT(next(), ElementsAre("-app/sentinel.py"));
  fs::rename(folder_.path("app"), folder_.path("old"));
  folder_.write("app/server.py", "print(2)\n");
  folder_.write("app/lib/voice.py", "voice = 1\n");
  EXPECT_THAT(next(), ElementsAre("app/server.py"));
  folder_.write("app/server.py", "print(3)\n");
  EXPECT_THAT(next(), ElementsAre("app/server.py"));
}

TEST_P(ChangeStreamTest, ARootThatComesLaterIsFound) {
  open({{.path = {folder_.path("later")}, .ignore = {}}});
  folder_.write("later/server.py", "x");
  EXPECT_THAT(next(), ElementsAre("+later/server.py"));
}

TEST_P(ChangeStreamTest, ASingleFileIsWatchedThroughItsFolder) {
  open({{.path = {folder_.path("app/server.py")}, .ignore = {}}});
  folder_.write("app/other.py", "x");
  folder_.write("app/new.py", "print(2)\n");
  fs::rename(folder_.path("app/new.py"), folder_.path("app/server.py"));
  EXPECT_THAT(next(), ElementsAre("app/server.py"));
}

TEST_P(ChangeStreamTest, ARootThatIsALinkIsFollowed) {
  fs::create_directory_symlink(folder_.path("app"), folder_.path("link"));
  open({{.path = {folder_.path("link")}, .ignore = {}}});
  folder_.write("app/server.py", "print(2)\n");
  EXPECT_THAT(next(), ElementsAre("link/server.py"));
}

TEST_P(ChangeStreamTest, NewTimesAndTheSameContentAreNoChange) {
  open_app();
  EXPECT_THAT(until_sentinel(), IsEmpty());  // by now each file has been read
  folder_.write("app/server.py", "print(1)\n");
  fs::last_write_time(folder_.path("app/lib/voice.py"), fs::file_time_type::clock::now());
  fs::copy_file(folder_.path("app/server.py"), folder_.path("app/copy.tmp"));
  fs::rename(folder_.path("app/copy.tmp"), folder_.path("app/server.py"));
  fs::remove(folder_.path("app/sentinel.py"));
  EXPECT_THAT(next(), ElementsAre("-app/sentinel.py"));
}

TEST_P(ChangeStreamTest, WhatToolsAndServersWriteIsNoChange) {
  open_app();
  folder_.write("app/__pycache__/server.pyc", "x");
  folder_.write("app/.git/index", "x");
  folder_.write("app/server.log", "x");
  folder_.write("app/models/weights.bin", "x");
  folder_.write("app/node_modules/a/index.js", "x");
  EXPECT_THAT(until_sentinel(), IsEmpty());
}

TEST_P(ChangeStreamTest, IgnoreFilesAreObeyedAndReadAnew) {
  folder_.write("app/.gitignore", "generated\n");
  folder_.write("app/.dockerignore", "data\n");
  folder_.write("app/generated/a.py", "1");
  folder_.write("app/data/a.py", "1");
  open_app();
  folder_.write("app/generated/a.py", "2");
  folder_.write("app/data/a.py", "2");
  EXPECT_THAT(until_sentinel(), IsEmpty());
  folder_.write("app/.gitignore", "# nothing\n");
  EXPECT_THAT(next(), ElementsAre("app/.gitignore"));
  later(300ms, [this] { folder_.write("app/generated/a.py", "3"); });
  EXPECT_THAT(next(), ElementsAre("app/generated/a.py"));
}

TEST_P(ChangeStreamTest, ABurstIsOneBatch) {
  open_app();
  std::vector<std::string> names;
  for (int i = 0; i < 1000; ++i) {
    folder_.write(fmt::format("app/burst{}/file{}.py", i % 10, i), "x");
  }
  EXPECT_EQ(next().size(), 1000);
}

// 0.6 s of writing, longer than a save may take.
TEST_P(ChangeStreamTest, ACheckoutIsWaitedForToItsEnd) {
  constexpr int kFiles = 300;
  open_app();
  std::function<void(int)> write_on = [&](int i) {
    folder_.write(fmt::format("app/lib/file{}.py", i), "x");
    if (i + 1 < kFiles) {
      later(2ms, [&, i] { write_on(i + 1); });
    }
  };
  write_on(0);
  std::size_t files = 0;
  int batches = 0;
  while (files < kFiles && batches < kFiles) {
    files += next().size();
    ++batches;
  }
  EXPECT_EQ(files, kFiles);
  const bool polls = GetParam();  // it sees some of them at each look
  EXPECT_LE(batches, polls ? 40 : 1);
}

// 20,000 files are more events than the kernel's queue holds (16,384 by default).
TEST_P(ChangeStreamTest, LostEventsAreMadeUpFor) {
  open_app();
  for (int i = 0; i < 20'000; ++i) {
    folder_.write(fmt::format("app/lib/file{}.py", i), "x");
  }
  folder_.write("app/server.py", "print(2)\n");
  EXPECT_EQ(next().size(), 20'001);
}

TEST_P(ChangeStreamTest, AFileThatIsWrittenWithoutEndDelaysNoOther) {
  folder_.write("app/status.txt", "0");
  open_app();
  std::function<void(int)> write_on = [&](int i) {
    folder_.write("app/status.txt", std::to_string(i));
    if (i < 60) {
      later(20ms, [&, i] { write_on(i + 1); });
    }
  };
  write_on(1);
  std::chrono::steady_clock::time_point saved;
  later(600ms, [&] {
    saved = std::chrono::steady_clock::now();
    folder_.write("app/server.py", "print(2)\n");
  });
  std::vector<std::string> changes;
  while (std::ranges::find(changes, "app/server.py") == changes.end()) {
    changes = next();
    ASSERT_FALSE(changes.empty());
  }
  EXPECT_LT(std::chrono::steady_clock::now() - saved, 1s);
  io_.restart();
  io_.run();  // the timers refer to this test
}

TEST_P(ChangeStreamTest, AFileThatCannotBeReadIsNoReasonToStop) {
  folder_.write("app/secret.py", "x");
  ASSERT_EQ(::mkfifo(folder_.path("app/pipe").c_str(), 0600), 0);
  fs::create_symlink("nowhere", folder_.path("app/broken"));
  fs::create_symlink(".", folder_.path("app/loop"));
  open_app();
  folder_.write("app/server.py", "print(2)\n");
  EXPECT_THAT(next(), ElementsAre("app/server.py"));
}

INSTANTIATE_TEST_SUITE_P(By, ChangeStreamTest, testing::Bool(), [](const auto& watching) {
  return watching.param ? "Polling" : "Inotify";
});

// A file system that does not tell of others' writes, as network drives and Windows drives are.
class FuseTest : public testing::Test {
 protected:
  void SetUp() override {
    fs::create_directories(real_.path("app"));
    fs::create_directories(seen_.path("app"));
    real_.write("app/server.py", "print(1)\n");
    const std::string command =
        fmt::format("bindfs {} {} 2>/dev/null", real_.path("app"), seen_.path("app"));
    if (std::system(command.c_str()) != 0) {
      GTEST_SKIP() << "bindfs cannot mount here";
    }
    mounted_ = true;
  }

  void TearDown() override {
    if (mounted_) {
      EXPECT_EQ(std::system(fmt::format("umount {}", seen_.path("app")).c_str()), 0);
    }
  }

  test::TemporaryFolder real_;
  test::TemporaryFolder seen_;
  bool mounted_ = false;
};

TEST_F(FuseTest, IsLookedAtAgainAndAgainAndSaysSo) {
  asio::io_context io;
  auto stream = test::run(
      io, ChangeStream::open({{.path = {seen_.path("app")}, .ignore = {}}}, {.poll = 50ms}));
  ASSERT_TRUE(stream);
  EXPECT_EQ((*stream)->method(), "looking every 50 ms");
  EXPECT_THAT((*stream)->warnings(), ElementsAre(testing::HasSubstr("is on FUSE")));
  real_.write("app/server.py", "print(2)\n");
  const auto batch = test::run(io, (*stream)->next(), 30s);
  ASSERT_TRUE(batch);
  EXPECT_EQ(batch->changes[0].path.text, seen_.path("app/server.py"));
}

}  // namespace
}  // namespace voicehub::watch
