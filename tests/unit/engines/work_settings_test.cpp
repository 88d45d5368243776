#include "engines/runtime/work_settings.hpp"

#include <iterator>
#include <map>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "engines/runtime/variables.hpp"

namespace voicehub::engines {
namespace {

using Variables = std::map<std::string, std::string>;

std::string problem(const Variables& values, std::span<const Variable> variables) {
  const auto settings = parse_settings(
      {},
      [&](const std::string& name) -> std::optional<std::string> {
        const auto found = values.find(name);
        return found == values.end() ? std::nullopt : std::optional{found->second};
      },
      variables);
  return settings ? "port " + std::to_string(settings->port) : settings.error().message;
}

TEST(WorkSettings, AreReadFromVariables) {
  WorkSettings work;
  const auto variables = variables_of(work);
  EXPECT_EQ(problem({{"WORKERS", "4"},
                     {"MAX_CONCURRENT_REQUESTS", "10"},
                     {"TIMEOUT_SECONDS", "30"},
                     {"MAX_UPLOAD_MB", "1"},
                     {"MODEL_TTL", "300"}},
                    variables),
            "port 8766");
  EXPECT_EQ(queue_limits(work).workers, 4);
  EXPECT_EQ(queue_limits(work).waiting, 6U) << "what the workers have counts too";
  EXPECT_EQ(server_limits(work).body_bytes, 1024U * 1024U);
  EXPECT_EQ(work.time_limit, std::chrono::seconds{30});
  EXPECT_EQ(work.model_ttl, std::chrono::seconds{300});
}

TEST(WorkSettings, HoldModelsForeverUnlessToldOtherwise) {
  WorkSettings work;
  const auto variables = variables_of(work);
  EXPECT_FALSE(work.model_ttl);
  EXPECT_EQ(problem({{"MODEL_TTL", "-1"}}, variables), "port 8766");
  EXPECT_FALSE(work.model_ttl);
}

TEST(WorkSettings, RefuseWhatIsNoNumberByName) {
  WorkSettings work;
  const auto variables = variables_of(work);
  EXPECT_EQ(problem({{"WORKERS", "0"}}, variables),
            "WORKERS: '0' is not a whole number from 1 to 256");
  EXPECT_EQ(problem({{"TIMEOUT_SECONDS", "1m"}}, variables),
            "TIMEOUT_SECONDS: '1m' is not a whole number from 1 to 86400");
}

TEST(WorkSettings, LetInAsManyRequestsAsTheySay) {
  for (const int workers : {1, 2, 3}) {
    for (const int most : {1, 2, 4}) {
      WorkQueue queue{queue_limits({.workers = workers, .most_requests = most})};
      std::vector<WorkQueue::Ticket> taken;
      for (int i = 0; i <= most; ++i) {
        auto ticket = queue.submit(Lane::normal, [](const std::stop_token& stop) {
          while (!stop.stop_requested()) {
            std::this_thread::yield();
          }
        });
        if (ticket) {
          taken.push_back(std::move(*ticket));
        }
      }
      EXPECT_EQ(std::ssize(taken), most) << workers << " workers";
    }
  }
}

TEST(Variables, AnEnginesOwnPortIsStronger) {
  const std::vector<Variable> variables{port_variable("TTS_PORT")};
  EXPECT_EQ(problem({{"PORT", "80"}, {"TTS_PORT", "5002"}}, variables), "port 5002");
  EXPECT_EQ(problem({{"TTS_PORT", "x"}}, variables), "TTS_PORT: 'x' is not a port");
}

TEST(Variables, ADeviceThatIsNotThereIsRefused) {
  const std::vector<Variable> variables{device_variable("TTS_DEVICE")};
  EXPECT_EQ(problem({{"TTS_DEVICE", "auto"}}, variables), "port 8766");
  EXPECT_EQ(problem({{"TTS_DEVICE", "cuda"}}, variables),
            "TTS_DEVICE: 'cuda' is not a device of this engine, which runs on the CPU");
}

TEST(Variables, ASwitchIsOnOrOff) {
  bool on = true;
  const std::vector<Variable> variables{switch_variable("NORMALIZE", on)};
  EXPECT_EQ(problem({{"NORMALIZE", "off"}}, variables), "port 8766");
  EXPECT_FALSE(on);
  EXPECT_EQ(problem({{"NORMALIZE", "maybe"}}, variables),
            "NORMALIZE: 'maybe' is neither on nor off");
}

}  // namespace
}  // namespace voicehub::engines
