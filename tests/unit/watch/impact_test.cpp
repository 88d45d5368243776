#include "core/watch/impact.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace voicehub::watch {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Rule rule(std::string service, Action action, std::string path) {
  return {.service = std::move(service), .action = action, .path = {std::move(path)}};
}

Rule own(Rule rule) {
  rule.automatic = false;
  return rule;
}

Change edit(std::string path) {
  return {.kind = Change::Kind::edited, .path = {std::move(path)}};
}

// "tts restart server.py, util.py"
std::vector<std::string> text_of(const std::vector<Impact>& impacts) {
  std::vector<std::string> lines;
  for (const Impact& impact : impacts) {
    std::string files;
    for (const Finding& finding : impact.findings) {
      files += (files.empty() ? "" : ", ") + file_name(finding.change.path.text);
    }
    lines.push_back(fmt::format("{} {} {}", impact.service, to_text(impact.action), files));
  }
  return lines;
}

TEST(Impact, OfAnEditIsWhatTheRuleSaysThatItLiesBelow) {
  const std::vector<Rule> rules{rule("tts", Action::restart, "/srv/src"),
                                rule("asr", Action::restart, "/srv/asr")};
  EXPECT_THAT(text_of(impacts_of(rules, {edit("/srv/src/a.py"), edit("/srv/src/b.py")})),
              ElementsAre("tts restart a.py, b.py"));
  EXPECT_THAT(impacts_of(rules, {edit("/srv/src2/a.py")}), IsEmpty());
}

TEST(Impact, ReachesEveryServiceThatMountsTheFile) {
  const std::vector<Rule> rules{rule("asr", Action::restart, "/srv/src"),
                                rule("tts", Action::restart, "/srv/src")};
  EXPECT_THAT(text_of(impacts_of(rules, {edit("/srv/src/a.py")})),
              ElementsAre("asr restart a.py", "tts restart a.py"));
}

TEST(Impact, OfAMountedFileIsNoRebuildAlthoughTheImageCopiesItToo) {
  const std::vector<Rule> rules{rule("tts", Action::rebuild, "/srv"),
                                rule("tts", Action::restart, "/srv/server.py"),
                                rule("tts", Action::rebuild, "/srv/server.py")};
  EXPECT_THAT(text_of(impacts_of(rules, {edit("/srv/server.py")})),
              ElementsAre("tts restart server.py"));
  EXPECT_THAT(text_of(impacts_of(rules, {edit("/srv/requirements.txt")})),
              ElementsAre("tts rebuild requirements.txt"));
}

TEST(Impact, GoesByTheFilesOwnRuleBeforeAnAutomaticOne) {
  const std::vector<Rule> rules{own(rule("tts", Action::sync, "/srv")),
                                rule("tts", Action::restart, "/srv/server.py")};
  EXPECT_THAT(text_of(impacts_of(rules, {edit("/srv/server.py")})),
              ElementsAre("tts sync server.py"));
}

TEST(Impact, DoesTheMostThatTheChangesOfOneServiceAskFor) {
  const std::vector<Rule> rules{rule("tts", Action::restart, "/srv/src"),
                                rule("tts", Action::rebuild, "/srv/Dockerfile")};
  EXPECT_THAT(text_of(impacts_of(rules, {edit("/srv/Dockerfile"), edit("/srv/src/a.py")})),
              ElementsAre("tts rebuild Dockerfile, a.py"));
}

TEST(Impact, LeavesOutWhatARuleIgnoresOrDoesNotInclude) {
  Rule sources = own(rule("tts", Action::sync, "/srv"));
  sources.ignore = {"build", "**/*.md"};
  sources.include = {"**/*.py", "build"};
  EXPECT_THAT(text_of(impacts_of({sources},
                                 {edit("/srv/build/x.py"),
                                  edit("/srv/docs/a.md"),
                                  edit("/srv/lib/a.py"),
                                  edit("/srv/lib/a.txt")})),
              ElementsAre("tts sync a.py"));
}

TEST(Impact, PutsTheProjectsOwnFirst) {
  const std::vector<Rule> rules{rule("tts", Action::restart, "/srv"),
                                rule("", Action::apply, "/srv/compose.yaml")};
  EXPECT_EQ(impacts_of(rules, {edit("/srv/compose.yaml")}).front().action, Action::apply);
}

TEST(Impact, OfWhatCameMeanwhileIsJoinedToOne) {
  const std::vector<Rule> rules{rule("tts", Action::restart, "/srv/src"),
                                rule("tts", Action::rebuild, "/srv/Dockerfile")};
  const auto earlier = impacts_of(rules, {edit("/srv/src/a.py")});
  const auto later = impacts_of(rules, {edit("/srv/src/a.py"), edit("/srv/Dockerfile")});
  EXPECT_THAT(text_of({joined(earlier.front(), later.front())}),
              ElementsAre("tts rebuild Dockerfile, a.py"));
}

}  // namespace
}  // namespace voicehub::watch
