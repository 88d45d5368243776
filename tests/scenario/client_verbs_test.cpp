#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "tests/scenario/harness.hpp"

namespace voicehub::scenario {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

// An engine of nobody's make: half a second of sound at /tts only, which never ends when the text
// is "slow", and is refused once when it is "busy"; transcripts at /inference.
constexpr std::string_view kEngine = R"(use strict;
use IO::Socket::INET;
$SIG{TERM} = sub { exit 0 };
$SIG{CHLD} = 'IGNORE';
$SIG{PIPE} = 'IGNORE';
my $listener = IO::Socket::INET->new(LocalPort => 8766, Listen => 64, ReuseAddr => 1) or die "cannot listen: $!";
my $samples = pack('s<*', map { 8000 * sin($_ / 5) } 1 .. 8000);
my $wav = 'RIFF' . pack('V', 36 + length $samples) . 'WAVEfmt ' . pack('VvvVVvv', 16, 1, 1, 16000, 32000, 2, 16)
  . 'data' . pack('V', length $samples) . $samples;
sub answer {
  my ($client, $status, $type, $body, $more) = @_;
  print $client "HTTP/1.1 $status\r\nContent-Type: $type\r\nContent-Length: " . length($body)
    . "\r\nConnection: close\r\n" . ($more // '') . "\r\n$body";
}
my $refused = 0;
while (1) {
  my $client = $listener->accept or next;
  my $request = <$client> // '';
  my $length = 0;
  while (my $line = <$client>) { last if $line =~ /^\r?\n$/; $length = $1 if $line =~ /^Content-Length: (\d+)/i }
  my $body = '';
  read $client, $body, $length if $length;
  if ($request =~ m{^GET /health }) { answer($client, '200 OK', 'application/json', '{"status":"healthy"}') }
  elsif ($request =~ m{^GET /voices }) { answer($client, '200 OK', 'application/json', '{"amy":{"language":{"code":"en_US"}}}') }
  elsif ($request =~ m{^POST /tts } && $body =~ /"busy"/ && !$refused++) {
    answer($client, '429 Busy', 'application/json', '{"error":{"message":"full"}}', "Retry-After: 1\r\n");
  }
  elsif ($request =~ m{^POST /tts } && $body =~ /"nobody"/) {
    answer($client, '400 Bad', 'application/json', q({"error":{"message":"no voice 'nobody'"}}));
  }
  elsif ($request =~ m{^POST /tts } && $body =~ /"slow"/) {
    if (!fork) {
      print $client "HTTP/1.1 200 OK\r\nContent-Type: audio/wav\r\nConnection: close\r\n\r\n$wav";
      $client->flush;
      sleep 60;
      exit 0;
    }
  }
  elsif ($request =~ m{^POST /tts }) { answer($client, '200 OK', 'audio/wav', $wav) }
  elsif ($request =~ m{^POST /inference } && $body =~ /RIFF/) {
    answer($client, '200 OK', 'application/json', '{"text":" Hello. "}');
  }
  elsif ($request =~ m{^POST /inference }) { answer($client, '400 Bad', 'application/json', '{"error":"no sound"}') }
  else { answer($client, '404 Not Found', 'text/plain', 'no') }
  close $client;
}
)";

constexpr std::string_view kFile = R"(services:
  tts:
    image: debian:trixie-slim
    command: ["perl", "/app/server.pl"]
    init: true
    ports: ["127.0.0.1:{port}:8766"]
    volumes: ["./server.pl:/app/server.pl:ro"]
    x-voicehub: {engine: tts}
  asr:
    image: debian:trixie-slim
    command: ["perl", "/app/server.pl"]
    init: true
    ports: ["127.0.0.1::8766"]
    volumes: ["./server.pl:/app/server.pl:ro"]
    x-voicehub: {engine: asr}
)";

std::string read_file(const fs::path& path) {
  std::stringstream content;
  content << std::ifstream{path, std::ios::binary}.rdbuf();
  return content.str();
}

std::vector<std::string> files_in(const fs::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator{folder}) {
    names.push_back(entry.path().filename());
  }
  std::ranges::sort(names);
  return names;
}

class VoiceProject : public TestProject {
 public:
  VoiceProject() : TestProject{kFile} { write("server.pl", kEngine); }

  void start_all() {
    const Finished started = run({"start"});
    ASSERT_EQ(started.exit_code, 0) << started.error_output;
  }
};

class ClientVerbs : public Scenario {};

TEST_F(ClientVerbs, SayMustLeaveTheWholeAudioAndTellItsLength) {
  VoiceProject project;
  project.start_all();
  const Finished said = project.run({"say", "Good", "day."});
  EXPECT_EQ(said.exit_code, 0) << said.error_output;
  EXPECT_THAT(said.output, testing::StartsWith("speech.wav  500 ms of wav · first byte after "));
  EXPECT_EQ(read_file(project.folder() / "speech.wav").size(), 16044U);

  const Finished piped = project.run({"say", "-o", "-"}, {.input = "Good day.\n"});
  EXPECT_EQ(piped.output, read_file(project.folder() / "speech.wav")) << "and nothing else";
  EXPECT_THAT(files_in(project.folder()), ElementsAre("compose.yaml", "server.pl", "speech.wav"));

  const auto json = nlohmann::json::parse(project.run({"say", "hi", "--format", "json"}).output);
  EXPECT_EQ(json.at("route"), "POST /tts");
  EXPECT_EQ(json.at("audio_seconds"), 0.5);
}

TEST_F(ClientVerbs, SayMustLeaveNothingWhenItIsInterrupted) {
  VoiceProject project;
  project.start_all();
  project.write("slow.wav", "old");
  Process saying = project.start({"say", "slow", "-o", "slow.wav"});
  const fs::path part = project.folder() / "slow.wav.part";
  ASSERT_TRUE(eventually([&] { return fs::exists(part) && fs::file_size(part) > 0; }));
  saying.send_signal(SIGINT);
  EXPECT_EQ(saying.finish().exit_code, 130);
  EXPECT_FALSE(fs::exists(part));
  EXPECT_EQ(read_file(project.folder() / "slow.wav"), "old");
}

TEST_F(ClientVerbs, AnInterruptMustEndTheWaitForSomebodyWhoDoesNotWrite) {
  VoiceProject project;
  project.start_all();
  for (const char* verb : {"say", "transcribe"}) {
    Process waiting = project.start({verb, "-"});
    EXPECT_FALSE(waiting.wait_until([](const std::string&) { return false; }, 300ms));
    waiting.send_signal(SIGINT);
    EXPECT_EQ(waiting.finish().exit_code, 130) << verb;
  }
}

TEST_F(ClientVerbs, SayMustPlayWhatItLeavesNoFileOf) {
  VoiceProject project;
  project.start_all();
  project.write("bin/aplay", "#!/bin/sh\nexec cat > played\n");
  fs::permissions(project.folder() / "bin/aplay", fs::perms::owner_all);
  const std::string path = (project.folder() / "bin").string();
  const Finished said =
      project.run({"say", "hi", "--play"}, {.environment = {{"PATH", path + ":/usr/bin:/bin"}}});
  EXPECT_THAT(said.output, HasSubstr("played by aplay  500 ms of wav")) << said.error_output;
  EXPECT_EQ(read_file(project.folder() / "played").size(), 16044U);
  EXPECT_FALSE(fs::exists(project.folder() / "speech.wav"));

  const Finished silent =
      project.run({"say", "hi", "--play"}, {.environment = {{"PATH", "/nope"}}});
  EXPECT_EQ(silent.exit_code, 1);
  EXPECT_THAT(
      silent.error_output,
      AllOf(HasSubstr("pw-play"), HasSubstr("paplay"), HasSubstr("aplay"), HasSubstr("ffplay")));
}

TEST_F(ClientVerbs, AnEngineThatIsBusyMustBeAskedAgain) {
  VoiceProject project;
  project.start_all();
  const Finished said = project.run({"say", "busy"});
  EXPECT_EQ(said.exit_code, 0);
  EXPECT_THAT(said.error_output, HasSubstr("429, full; asking again in 1.0 s"));
}

TEST_F(ClientVerbs, WhatTheEngineRefusesMustBeToldInItsWords) {
  VoiceProject project;
  project.start_all();
  const Finished said = project.run({"say", "hi", "--voice", "nobody"});
  EXPECT_EQ(said.exit_code, 1);
  EXPECT_THAT(said.error_output, HasSubstr("POST /tts: 400, no voice 'nobody'"));
  EXPECT_THAT(files_in(project.folder()), ElementsAre("compose.yaml", "server.pl"));
}

TEST_F(ClientVerbs, WhatCannotBeMeantMustBeRefusedBeforeAnythingIsAsked) {
  VoiceProject project;
  EXPECT_THAT(project.run({"say", "hi"}).error_output,
              AllOf(HasSubstr("tts is not running"), HasSubstr("voicehub start tts")));
  EXPECT_EQ(project.run({"say"}, {.input = " \n"}).exit_code, 2);
  const Finished format = project.run({"say", "hi", "--audio-format", "mp4"});
  EXPECT_EQ(format.exit_code, 2);
  EXPECT_THAT(format.error_output, HasSubstr("mp3, opus, aac, flac, wav, pcm"));
  EXPECT_THAT(project.run({"say", "hi", "--service", "asr"}).error_output,
              HasSubstr("asr is an asr engine, not a tts engine"));
}

TEST_F(ClientVerbs, TranscribeMustGoOnAfterAFileThatFails) {
  VoiceProject project;
  project.start_all();
  project.write("a.wav", "RIFF speech");
  project.write("b.wav", "noise");
  const Finished heard =
      project.run({"transcribe", "b.wav", "no.wav", "a.wav", "-"}, {.input = "RIFF from a pipe"});
  EXPECT_EQ(heard.exit_code, 1);
  EXPECT_EQ(heard.output, "==> a.wav <==\nHello.\n\n==> - <==\nHello.\n");
  EXPECT_THAT(heard.error_output,
              AllOf(HasSubstr("b.wav: asr at "),
                    HasSubstr("400, no sound"),
                    HasSubstr("cannot read no.wav")));
  EXPECT_EQ(project.run({"transcribe", "a.wav", "-o", "a.txt"}).exit_code, 0);
  EXPECT_EQ(read_file(project.folder() / "a.txt"), "Hello.\n");
  EXPECT_EQ(project.run({"transcribe", "b.wav", "-o", "b.txt"}).exit_code, 1);
  EXPECT_FALSE(fs::exists(project.folder() / "b.txt"));
  EXPECT_EQ(project.run({"transcribe", "a.wav", "b.wav", "--as", "srt", "-o", "a.srt"}).exit_code,
            2)
      << "no player takes the subtitles of two";
}

TEST_F(ClientVerbs, TranscribeMustTellATextBeforeTheNextFileIsThere) {
  VoiceProject project;
  project.start_all();
  project.write("a.wav", "RIFF speech");
  Process waiting = project.start({"transcribe", "a.wav", "-"});
  EXPECT_TRUE(waiting.wait_for("==> a.wav <==\nHello.\n"));
  waiting.send_signal(SIGINT);
  EXPECT_EQ(waiting.finish().exit_code, 130);
}

TEST_F(ClientVerbs, VoicesMustBeListedInTheDialectThatTheEngineHas) {
  VoiceProject project;
  project.start_all();
  EXPECT_EQ(project.run({"voices"}).output, "ID   NAME  LANGUAGE\namy  amy   en_US\n");
}

TEST_F(ClientVerbs, BenchMustMeasureAndDraw) {
  VoiceProject project;
  project.start_all();
  const Finished run = project.run(
      {"bench", "--duration", "0.5", "--concurrency", "2", "--svg", "b.svg", "--format", "json"});
  ASSERT_EQ(run.exit_code, 0) << run.error_output;
  const auto json = nlohmann::json::parse(run.output);
  EXPECT_GT(json.at("done"), 5);
  EXPECT_EQ(json.at("failed"), 0) << json.at("first_fault");
  EXPECT_GT(json.at("latency_ms").at("p99"), 0);
  EXPECT_GE(json.at("latency_ms").at("p99"), json.at("latency_ms").at("p50"));
  EXPECT_GT(json.at("processor").at("cores_used"), 0);
  EXPECT_EQ(json.at("statuses").at("200"), json.at("done"));
  EXPECT_THAT(read_file(project.folder() / "b.svg"), HasSubstr("class=\"done\""));
}

TEST_F(ClientVerbs, BenchMustMeasureAnEngineThatListens) {
  VoiceProject project;
  project.start_all();
  ASSERT_EQ(project.run({"say", "hi"}).exit_code, 0);
  const Finished run =
      project.run({"bench", "--recording", "speech.wav", "--duration", "0.5", "--format", "json"});
  ASSERT_EQ(run.exit_code, 0) << run.error_output;
  const auto json = nlohmann::json::parse(run.output);
  EXPECT_EQ(json.at("route"), "POST /inference");
  EXPECT_GT(json.at("done"), 5);
  EXPECT_GT(json.at("real_time_factor").at("p50"), 0) << "of the half second that it heard";
  EXPECT_TRUE(json.at("first_audio_ms").is_null());
}

TEST_F(ClientVerbs, BenchMustFailWhenARequestFails) {
  VoiceProject project;
  project.start_all();
  project.write("lines", "hi\nnobody\n");
  const Finished run =
      project.run({"bench", "--text-file", "lines", "--duration", "0.5", "--format", "json"});
  EXPECT_EQ(run.exit_code, 1);
  const auto json = nlohmann::json::parse(run.output);
  EXPECT_EQ(json.at("first_fault"), "400, no voice 'nobody'");
  EXPECT_GT(json.at("done"), 0);
  EXPECT_EQ(project.run({"bench", "--recording", "a.wav", "--text", "hi"}).exit_code, 2);
}

}  // namespace
}  // namespace voicehub::scenario
