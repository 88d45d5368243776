#include "cli/display/edit_view.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace voicehub::cli {
namespace {

using namespace std::chrono_literals;

ops::Edit proven_edit() {
  return {.service = "tts",
          .files = {"server.py"},
          .rule = "source mount at /app/server.py",
          .action = "restart",
          .how = "process",
          .detected = 31ms,
          .restarted = 12ms,
          .healthy = 45ms,
          .verified = 2ms,
          .digest = Digest{std::string(64, 'a')}};
}

ops::Edit bad_edit() {
  ops::Edit edit{.service = "tts", .files = {"server.py"}, .action = "restart", .detected = 30ms};
  edit.failure = Error{.code = ErrorCode::failed,
                       .message = "server.py cannot be compiled",
                       .hint = "correct it and save",
                       .cause = "line 1\n\033[31mbad"};
  return edit;
}

std::string text_of(const ops::Edit& edit) {
  return edit_text(edit, OutputFormat::text, Terminal{});
}

TEST(EditText, IsOneLineOfAnEditThatServes) {
  EXPECT_EQ(text_of(proven_edit()),
            "✔ tts  server.py  detected 31 ms · process 12 ms · healthy 45 ms · "
            "verified sha256:aaaaaaaa\n");
}

TEST(EditText, ShowsTheProofOfAContainerThatWasRestartedToo) {
  ops::Edit edit = proven_edit();
  edit.how = "container";
  edit.restarted = 480ms;  // its own verb waited for health and proved it
  edit.healthy.reset();
  edit.verified.reset();
  EXPECT_EQ(text_of(edit),
            "✔ tts  server.py  detected 31 ms · container 480 ms · verified sha256:aaaaaaaa\n");
}

TEST(EditText, SaysHowLongTheCompilerTookAndWhatWasKept) {
  ops::Edit edit = proven_edit();
  edit.how = "warm";
  edit.built = 5800ms;
  edit.kept = "kept model";
  edit.first_audio = 9ms;
  EXPECT_EQ(text_of(edit),
            "✔ tts  server.py  detected 31 ms · built 5.8 s · warm 12 ms · healthy 45 ms · "
            "verified sha256:aaaaaaaa · first audio 9 ms\n    kept model\n");
}

TEST(EditText, NamesNoMoreThanTwoFiles) {
  ops::Edit edit = proven_edit();
  edit.files = {"a.py", "b.py"};
  EXPECT_TRUE(text_of(edit).starts_with("✔ tts  a.py, b.py  "));
  edit.files.emplace_back("c.py");
  EXPECT_TRUE(text_of(edit).starts_with("✔ tts  a.py and 2 more  "));
}

TEST(EditText, SaysWhyAndWhatNextAndLetsNoControlCharacterThrough) {
  const std::string text = text_of(bad_edit());
  EXPECT_TRUE(text.starts_with("✘ tts  server.py  server.py cannot be compiled  detected 30 ms\n"))
      << text;
  EXPECT_TRUE(text.contains("    line 1\n")) << text;
  EXPECT_FALSE(text.contains('\033')) << text;
  EXPECT_TRUE(text.ends_with("  correct it and save\n")) << text;
}

TEST(EditText, HasEverySpanInJson) {
  const auto json = nlohmann::json::parse(edit_text(proven_edit(), OutputFormat::json, Terminal{}));
  EXPECT_EQ(json["event"], "edit");
  EXPECT_EQ(json["ok"], true);
  EXPECT_EQ(
      json["spans"],
      (nlohmann::json{
          {"detected_ms", 31}, {"restarted_ms", 12}, {"healthy_ms", 45}, {"verified_ms", 2}}));
  const auto bad = nlohmann::json::parse(edit_text(bad_edit(), OutputFormat::json, Terminal{}));
  EXPECT_EQ(bad["ok"], false);
  EXPECT_EQ(bad["error"]["message"], "server.py cannot be compiled");
}

}  // namespace
}  // namespace voicehub::cli
