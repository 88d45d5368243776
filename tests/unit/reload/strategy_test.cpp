#include "core/reload/strategy.hpp"

#include <gmock/gmock.h>

namespace voicehub::reload {
namespace {

using testing::ElementsAre;
using Words = std::vector<std::string>;

Service service_with(std::optional<Words> command) {
  Service service;
  service.name = "tts";
  service.image = "tts:1";
  service.command = std::move(command);
  service.ports = {{.published = "4123", .target = 5000}};
  return service;
}

TEST(ServerCommand, JoinsTheImagesWordsAndTheServicesAsTheDaemonDoes) {
  const docker::ImageDetails image{.entrypoint = {"/entry"}, .command = {"serve"}};
  Service service = service_with(std::nullopt);
  EXPECT_THAT(server_command(service, image), ElementsAre("/entry", "serve"));
  service.command = Words{"other"};
  EXPECT_THAT(server_command(service, image), ElementsAre("/entry", "other"));
}

TEST(ServerCommand, DropsTheImagesCommandWhenTheServiceHasAnEntrypointOfItsOwn) {
  const docker::ImageDetails image{.entrypoint = {"/entry"}, .command = {"serve"}};
  Service service = service_with(std::nullopt);
  service.entrypoint = Words{"/own"};
  EXPECT_THAT(server_command(service, image), ElementsAre("/own"));
}

TEST(ChooseStrategy, GivesUvicornItsSocketByNumber) {
  const auto strategy = choose_strategy(
      service_with(Words{"uvicorn", "server:app", "--host", "0.0.0.0", "--port=8080", "--reload"}),
      {});
  EXPECT_EQ(strategy.kind, ReloadKind::handover);
  EXPECT_EQ(strategy.listen, "0.0.0.0:8080");
  EXPECT_THAT(strategy.command, ElementsAre("uvicorn", "server:app", "--fd", "3"));
}

TEST(ChooseStrategy, FindsUvicornBehindPython) {
  const auto module =
      choose_strategy(service_with(Words{"python3", "-u", "-m", "uvicorn", "server:app"}), {});
  EXPECT_EQ(module.kind, ReloadKind::handover);
  EXPECT_EQ(module.listen, "0.0.0.0:5000");
  const auto script =
      choose_strategy(service_with(Words{"/usr/bin/python3.11", "/usr/bin/uvicorn", "a:b"}), {});
  EXPECT_EQ(script.kind, ReloadKind::handover);
}

TEST(ChooseStrategy, LeavesAUvicornWithASocketOfItsOwnAlone) {
  const auto strategy =
      choose_strategy(service_with(Words{"uvicorn", "server:app", "--uds", "/run/s"}), {});
  EXPECT_EQ(strategy.kind, ReloadKind::process);
  EXPECT_THAT(strategy.command, ElementsAre("uvicorn", "server:app", "--uds", "/run/s"));
}

TEST(ChooseStrategy, ListensWhereGunicornWouldHave) {
  const auto strategy =
      choose_strategy(service_with(Words{"gunicorn", "-w", "2", "-b", ":9000", "app"}), {});
  EXPECT_EQ(strategy.kind, ReloadKind::handover);
  EXPECT_EQ(strategy.listen, "0.0.0.0:9000");
  EXPECT_THAT(strategy.command, ElementsAre("gunicorn", "-w", "2", "app"));
}

TEST(ChooseStrategy, KeepsAUnixSocketOfGunicorns) {
  const auto strategy =
      choose_strategy(service_with(Words{"gunicorn", "--bind", "unix:/run/s", "app"}), {});
  EXPECT_EQ(strategy.kind, ReloadKind::process);
  EXPECT_THAT(strategy.command, ElementsAre("gunicorn", "app", "--bind", "unix:/run/s"));
}

TEST(ChooseStrategy, RestartsTheProcessOfAServerThatItDoesNotKnow) {
  const auto strategy = choose_strategy(service_with(Words{"python", "server.py"}), {});
  EXPECT_EQ(strategy.kind, ReloadKind::process);
  EXPECT_THAT(strategy.command, ElementsAre("python", "server.py"));
}

TEST(ChooseStrategy, TakesTheImagesWordForIt) {
  const docker::ImageDetails image{.labels = {{"voicehub.listen_fds", "1"}},
                                   .entrypoint = {"/debug-tts"}};
  const auto strategy = choose_strategy(service_with(std::nullopt), image);
  EXPECT_EQ(strategy.kind, ReloadKind::handover);
  EXPECT_EQ(strategy.listen, "0.0.0.0:5000");
}

TEST(ChooseStrategy, PutsTheFilesWordBeforeWhatItFindsByItself) {
  Service service = service_with(Words{"uvicorn", "server:app"});
  service.x_voicehub.reload = ReloadKind::process;
  EXPECT_THAT(choose_strategy(service, {}).command, ElementsAre("uvicorn", "server:app"));
  service.x_voicehub.reload = ReloadKind::container;
  EXPECT_EQ(choose_strategy(service, {}).kind, ReloadKind::container);
  Service unknown = service_with(Words{"/my-server"});
  unknown.x_voicehub.reload = ReloadKind::handover;
  EXPECT_EQ(choose_strategy(unknown, {}).kind, ReloadKind::handover);
}

TEST(ChooseStrategy, CannotHandOverAPortThatNobodyNames) {
  Service service = service_with(Words{"gunicorn", "app"});
  service.ports.clear();
  EXPECT_EQ(choose_strategy(service, {}).kind, ReloadKind::process);
}

}  // namespace
}  // namespace voicehub::reload
