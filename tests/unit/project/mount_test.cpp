#include "core/project/mount.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace voicehub {
namespace {

// "role: rule" of source:target. A source without '/' is a volume's name.
std::string classified(const std::string& source, const std::string& target) {
  Mount mount{.target = {target}};
  if (source.contains('/') || source.contains('\\')) {
    mount.source = {source};
  } else {
    mount.kind = MountKind::volume;
    mount.volume = source;
  }
  const MountClass found = classify(mount);
  return fmt::format("{}: {}", to_text(found.role), found.rule);
}

TEST(Classify, TakesFilesThatPeopleEditForSource) {
  EXPECT_EQ(classified("/hub/server.py", "/app/server.py"),
            "source: server.py is a file that people edit");
  EXPECT_EQ(classified("/hub/config.yaml", "/app/models/config.yaml"),
            "source: config.yaml is a file that people edit");
  EXPECT_EQ(classified(R"(E:\hub\server.py)", "/app/server.py"),
            "source: server.py is a file that people edit");
  EXPECT_EQ(classified("/hub/cache.py", "/app/cache.py"),
            "source: cache.py is a file that people edit");
}

TEST(Classify, TakesOtherBindMountsForSource) {
  constexpr std::string_view kUnnamed =
      "source: a bind mount that is not named after anything else";
  EXPECT_EQ(classified("/hub/api", "/app/api"), kUnnamed);
  EXPECT_EQ(classified("/hub", "/build"), kUnnamed);
  EXPECT_EQ(classified("/home/me/models-project/src", "/src"), kUnnamed);
  EXPECT_EQ(classified("/home/me/cache-server", "/app"), kUnnamed);
}

TEST(Classify, KnowsTheMountsOfAMoshiStack) {
  EXPECT_EQ(classified("/hub/volumes/cargo-registry-stt", "/root/.cargo/registry"),
            "cache: '.cargo' is named after a cache");
  EXPECT_EQ(classified("/hub/volumes/stt-target", "/app/target"),
            "build_target: 'target' is where build output goes");
  EXPECT_EQ(classified("/hub/volumes/uv-cache", "/root/.cache/uv"),
            "cache: '.cache' is named after a cache");
  EXPECT_EQ(classified("/hub/volumes/uv-local", "/root/.local/share/uv"),
            "cache: 'uv' is named after a cache");
  EXPECT_EQ(classified("/hub/volumes/huggingface-cache", "/root/.cache/huggingface"),
            "cache: '.cache' is named after a cache");
  EXPECT_EQ(classified("/tmp/models", "/models"), "model: 'models' is named after models");
  EXPECT_EQ(classified("/hub/volumes/stt-logs", "/logs"), "log: 'logs' is named after logs");
}

TEST(Classify, KnowsModelsAndVoices) {
  EXPECT_EQ(classified("/hub/tts_models", "/weights"), "model: 'weights' is named after models");
  EXPECT_EQ(classified("/data/whisper-models", "/app/external_models"),
            "model: 'external_models' is named after models");
  EXPECT_EQ(classified("/hub/piper-models", "/piper"),
            "model: 'piper-models' is named after models");
  EXPECT_EQ(classified("/hub/jenny.onnx", "/app/jenny.onnx"),
            "model: jenny.onnx has the extension of model weights");
  EXPECT_EQ(classified("/hub/voices", "/app/voices"), "data: 'voices' is named after data");
  EXPECT_EQ(classified("/hub/me.wav", "/app/me.wav"), "data: me.wav has the extension of data");
}

TEST(Classify, NeverTakesAVolumeForSource) {
  EXPECT_EQ(classified("chatterbox-cache", "/cache"), "cache: 'cache' is named after a cache");
  EXPECT_EQ(classified("asr-models", "/app/asr"), "model: 'asr-models' is named after models");
  EXPECT_EQ(classified("node_modules", "/app/node_modules"),
            "build_target: 'node_modules' is where build output goes");
  EXPECT_EQ(classified("pgdata", "/var/lib/postgresql"),
            "data: a volume that is not named after anything else");
  EXPECT_EQ(classified("", "/app"), "data: a volume that is not named after anything else");
}

TEST(Classify, LeavesTheSystemAlone) {
  for (const auto& [source, target] : {std::pair{"/var/run/docker.sock", "/var/run/docker.sock"},
                                       std::pair{"/etc/localtime", "/etc/localtime"},
                                       std::pair{"/run/user/1000/pulse", "/pulse"},
                                       std::pair{"/dev/snd", "/dev/snd"},
                                       std::pair{"/hub/scratch", "/tmp"},
                                       std::pair{"/etc/ssl/certs", "/certs"}}) {
    EXPECT_EQ(classified(source, target), "data: a socket, a device or a system file") << source;
  }
}

TEST(Classify, TakesATmpfsForData) {
  EXPECT_EQ(classify({.kind = MountKind::tmpfs, .target = {"/app/cache"}}).role, MountRole::data);
}

TEST(Classify, LetsTheProjectFileDecide) {
  const Mount mount{
      .source = {"/hub/voices"}, .target = {"/app/voices"}, .role = MountRole::source};
  EXPECT_EQ(classify(mount).role, MountRole::source);
  EXPECT_EQ(classify(mount).rule, "x-voicehub.mounts says so");
}

}  // namespace
}  // namespace voicehub
