#include "core/ops/test.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "core/ops/found_engine.hpp"
#include "core/ops/health.hpp"
#include "core/plan/container_spec.hpp"
#include "core/plan/observe.hpp"

namespace voicehub::ops {
namespace {

constexpr std::string_view kSentence = "The quick brown fox jumps over the lazy dog.";

// Text-to-speech first: what it says is what speech-to-text is given to hear.
void speakers_first(std::vector<TestTarget>& targets) {
  std::ranges::sort(targets, {}, [](const TestTarget& target) {
    return std::pair{target.settings.engine == EngineKind::asr, target.service};
  });
}

}  // namespace

Task<std::vector<TestTarget>> test_targets(Session& session,
                                           const Project& project,
                                           std::vector<std::string> services) {
  VH_CO_TRY(const auto selected, select_services(project, services));
  VH_CO_TRY(auto listed, co_await session.docker.list_containers(plan::of_project(project.name)));
  const auto containers = plan::project_containers(project.name, std::move(listed));
  std::vector<TestTarget> targets;
  for (const Service* service : selected) {
    const auto container =
        std::ranges::find(containers, service->name, &plan::ObservedContainer::service);
    const bool running = container != containers.end() && container->running();
    const bool named =
        !services.empty() || is_declared_engine(*service) || project.services.size() == 1;
    if (!running && named) {
      co_return not_running(service->name);
    }
    if (!running) {
      continue;
    }
    const auto address = engine::address_of(*service, container->summary, session.daemon_host);
    if (!address && named) {
      co_return without_port(service->name);
    }
    VH_CO_TRY(const ServiceHealth health, co_await look(session, *service, container->summary));
    if (address && (named || health.is_engine)) {
      targets.push_back({service->name, *address, service->x_voicehub});
    }
  }
  if (targets.empty()) {
    co_return make_error(
        ErrorCode::failed,
        fmt::format("no service of the project '{}' answers as a voice engine", project.name),
        "name one: voicehub test SERVICE");
  }
  co_return targets;
}

Task<std::vector<TestedService>> test(Session& session,
                                      std::vector<TestTarget> targets,
                                      TestOptions options) {
  speakers_first(targets);
  std::string speech;
  if (!options.speech_file.empty()) {
    VH_CO_TRY(speech, session.files.read({options.speech_file}));
  }
  std::vector<TestedService> tested;
  for (const TestTarget& target : targets) {
    const XVoicehub& settings = target.settings;
    engine::SmokeTestRequest request{.kind = settings.engine,
                                     .health_path = settings.health,
                                     .sentence = !options.sentence.empty() ? options.sentence
                                                 : !settings.sentence.empty()
                                                     ? settings.sentence
                                                     : std::string{kSentence},
                                     .speech_for_recognition = speech,
                                     .deadline = options.timeout};
    session.events.note(target.service,
                        fmt::format("testing at {}:{}", target.address.host, target.address.port));
    const auto client = session.engine_client(target.address);
    VH_CO_TRY(engine::SmokeTestReport report,
              co_await engine::smoke_test(*client, std::move(request)));
    if (speech.empty()) {
      speech = report.audio;
    }
    tested.push_back({target.service, std::move(report)});
  }
  co_return tested;
}

}  // namespace voicehub::ops
