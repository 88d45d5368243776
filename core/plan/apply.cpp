#include "core/plan/apply.hpp"

#include <algorithm>
#include <memory>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include "core/base/tar.hpp"
#include "core/base/task_group.hpp"
#include "core/base/text.hpp"
#include "core/plan/container_spec.hpp"
#include "core/plan/pull_progress.hpp"
#include "core/plan/run_hook.hpp"
#include "core/reload/agent_volume.hpp"
#include "core/reload/strategy.hpp"

namespace voicehub::plan {
namespace {

using Clock = std::chrono::steady_clock;

std::chrono::milliseconds since(Clock::time_point start) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start);
}

// What the user reads while a step runs and when it is done; no words, no line: those steps are
// details of others.
struct Words {
  std::string doing;
  std::string done;
};

struct WordsOf {
  Words operator()(const CreateFolder&) const { return {"creating the folder", "folder created"}; }

  Words operator()(const BuildImage&) const { return {}; }  // tells of itself, step by step

  Words operator()(const PullImage&) const { return {"pulling", "pulled"}; }

  Words operator()(const CreateNetwork&) const { return {"creating", "created"}; }

  Words operator()(const CreateVolume&) const { return {"creating", "created"}; }

  Words operator()(const FillAgentVolume&) const { return {}; }

  Words operator()(const CreateContainer&) const { return {"creating", "created"}; }

  Words operator()(const PlaceFiles&) const { return {}; }

  Words operator()(const RunHook&) const { return {"running a hook", "hook done"}; }

  Words operator()(const ConnectNetwork&) const { return {}; }

  Words operator()(const StartContainer&) const { return {"starting", "started"}; }

  Words operator()(const StopContainer&) const { return {"stopping", "stopped"}; }

  Words operator()(const RestartServer&) const { return {"restarting", "restarted"}; }

  Words operator()(const PauseContainer&) const { return {"pausing", "paused"}; }

  Words operator()(const UnpauseContainer&) const { return {"going on", "goes on"}; }

  Words operator()(const KillContainer& kill) const {
    return {"sending " + kill.signal, "got " + kill.signal};
  }

  Words operator()(const RenameContainer&) const { return {}; }

  Words operator()(const RemoveContainer&) const { return {"removing", "removed"}; }

  Words operator()(const RemoveNetwork&) const { return {"removing", "removed"}; }

  Words operator()(const RemoveVolume&) const { return {"removing", "removed"}; }

  Words operator()(const WaitFor&) const { return {}; }  // the handler tells what it sees

  Words operator()(const AwaitTakeover&) const { return {}; }  // the same
};

// "service:tts:1" is shown as tts, "service:tts:2" as tts:2, everything else as "network
// voice_default".
std::string shown_subject(const std::string& subject) {
  const auto parts = split(subject, ':');
  if (parts[0] == "service" && parts.size() == 3) {
    return parts[2] == "1" ? parts[1] : parts[1] + ":" + parts[2];
  }
  const auto colon = subject.find(':');
  return subject.substr(0, colon) + " " + subject.substr(colon + 1);
}

// One step, done by calling the daemon.
class StepRunner {
 public:
  StepRunner(docker::Api& docker,
             FileSystem& files,
             EventSink& events,
             StepHandlers& handlers,
             const Step& step)
      : docker_{docker},
        files_{files},
        events_{events},
        handlers_{handlers},
        step_{step},
        subject_{shown_subject(step.subject)} {}

  Task<void> run() {
    const Words words = std::visit(WordsOf{}, step_.action);
    tell(Event::Kind::started, words.doing, {});
    const auto start = Clock::now();
    auto work = std::visit([this](const auto& action) { return act(action); }, step_.action);
    Result<void> result = co_await std::move(work);
    if (result) {
      tell(Event::Kind::finished, words.done, since(start));
    } else if (!words.doing.empty()) {
      tell(Event::Kind::failed, "failed", since(start));
    }
    co_return result;
  }

 private:
  void tell(Event::Kind kind,
            const std::string& text,
            std::optional<std::chrono::milliseconds> elapsed) {
    if (!text.empty()) {
      Event event;
      event.kind = kind;
      event.subject = subject_;
      event.text = text;
      event.detail = kind == Event::Kind::started ? step_.cause : std::string{};
      event.elapsed = elapsed;
      events_.on_event(event);
    }
  }

  void tell_progress(const PullState& state) {
    Event event;
    event.kind = Event::Kind::progress;
    event.subject = subject_;
    event.text = state.doing;
    event.detail = state.detail;
    event.fraction = state.fraction;
    events_.on_event(event);
  }

  Task<void> act(CreateFolder action) { co_return files_.create_folder(action.path); }

  Task<void> act(BuildImage action) { co_return co_await handlers_.build(std::move(action)); }

  Task<void> act(PullImage action) {
    PullProgress progress;
    const docker::LineSink take = [&](std::string_view line) {
      if (const auto state = progress.add(line)) {
        tell_progress(*state);
      }
      return done();
    };
    auto pulled = co_await docker_.pull_image(action.reference, action.platform, take);
    if (!pulled) {
      const Error& error = pulled.error();
      const std::string hint = docker::login_hint(action.reference, error.cause);
      co_return make_error(
          error.code,
          fmt::format("the image '{}' is not on this machine and cannot be pulled",
                      action.reference),
          hint.empty() ? "check the name, or give the service a build section" : hint,
          error.cause.empty() ? error.message : error.cause);
    }
    co_return done();
  }

  // Engines before 25 allow two networks of one name, and then start no container in either. A run
  // that was killed may have left its own request behind in the daemon, which is carried out while
  // this one is.
  Task<void> act(CreateNetwork action) {
    VH_CO_TRY(const std::string id, co_await docker_.create_network(action.spec));
    const std::string project = action.spec.labels.at(std::string{label::kProject});
    VH_CO_TRY(const auto networks, co_await docker_.list_networks(of_project(project)));
    if (std::ranges::count(networks, action.spec.name, &docker::NetworkDetails::name) > 1) {
      co_return co_await docker_.remove_network(id);
    }
    co_return done();
  }

  Task<void> act(CreateVolume action) { co_return co_await docker_.create_volume(action.spec); }

  Task<void> act(FillAgentVolume action) {
    co_return co_await reload::fill_agent_volume(
        docker_, files_, std::move(action.setup), std::move(action.labels));
  }

  // The image may have been built a step ago, so its id is asked for only now.
  Task<void> act(CreateContainer action) {
    VH_CO_TRY(const docker::ImageDetails image, co_await docker_.inspect_image(action.spec.image));
    action.spec.labels[std::string{label::kImage}] = image.id;
    if (action.agent) {
      VH_CO_TRY(const docker::VolumeDetails volume,
                co_await docker_.inspect_volume(action.agent->volume));
      action.spec = reload::with_agent(std::move(action.spec),
                                       *action.agent,
                                       reload::choose_strategy(action.agent->service, image),
                                       volume.mount_point);
    }
    if (action.joins) {
      for (auto& [service, container] : action.joins->containers) {
        VH_CO_TRY(const docker::ContainerDetails joined,
                  co_await docker_.inspect_container(container));
        container = joined.id;
      }
      action.spec.labels[std::string{label::kConfigHash}] = hash_of(*action.joins);
    }
    VH_CO_TRY(const docker::ContainerId id,
              co_await docker_.create_container(action.name, action.spec));
    co_return done();
  }

  Task<void> act(PlaceFiles action) {
    std::vector<TarEntry> entries;
    for (PlacedFile& file : action.files) {
      entries.push_back({.name = file.target.text.substr(1),
                         .content = std::move(file.content),
                         .mode = file.mode,
                         .uid = file.uid,
                         .gid = file.gid});
    }
    co_return co_await docker_.put_archive(action.container, {"/"}, make_tar(entries));
  }

  Task<void> act(RunHook action) {
    co_return co_await run_hook(docker_, std::move(action.container), std::move(action.hook));
  }

  Task<void> act(ConnectNetwork action) {
    co_return co_await docker_.connect_network(action.network, action.container, action.endpoint);
  }

  Task<void> act(StartContainer action) {
    co_return co_await docker_.start_container(action.container);
  }

  Task<void> act(StopContainer action) {
    const auto start = Clock::now();
    VH_CO_CHECK(co_await docker_.stop_container(action.container, action.timeout));
    // A process that ends by itself does so quickly; only a long stop is worth asking how it ended.
    constexpr std::chrono::milliseconds kQuick{900};
    if (since(start) > kQuick) {
      const auto details = co_await docker_.inspect_container(action.container);
      constexpr int kKilled = 137;
      if (details && details->state.exit_code == kKilled) {
        events_.warning(
            subject_,
            fmt::format("had to be killed after {}: its main process ignores {}",
                        human_duration(since(start)),
                        details->stop_signal.empty() ? "SIGTERM" : details->stop_signal));
      }
    }
    co_return done();
  }

  Task<void> act(RestartServer action) {
    co_return co_await handlers_.restart_server(std::move(action));
  }

  Task<void> act(PauseContainer action) {
    co_return co_await docker_.pause_container(action.container);
  }

  Task<void> act(UnpauseContainer action) {
    co_return co_await docker_.unpause_container(action.container);
  }

  Task<void> act(KillContainer action) {
    co_return co_await docker_.kill_container(action.container, action.signal);
  }

  Task<void> act(RenameContainer action) {
    co_return co_await docker_.rename_container(action.container, action.name);
  }

  Task<void> act(RemoveContainer action) {
    docker::RemoveOptions options{.force = false, .anonymous_volumes = action.anonymous_volumes};
    const auto removed = co_await docker_.remove_container(action.container, options);
    if (!removed && removed.error().cause.contains("already in progress")) {
      co_return co_await await_removal(action.container);
    }
    if (!removed && removed.error().code == ErrorCode::not_found) {
      co_return done();
    }
    co_return removed;
  }

  // A one-off container of `run --rm` goes by itself once it has stopped.
  Task<void> await_removal(docker::ContainerId container) {
    constexpr int kLooks = 500;
    constexpr std::chrono::milliseconds kPause{20};
    boost::asio::steady_timer pause{co_await boost::asio::this_coro::executor};
    for (int look = 0; look < kLooks; ++look) {
      const auto details = co_await docker_.inspect_container(container);
      if (!details) {
        co_return details.error().code == ErrorCode::not_found
            ? done()
            : Result<void>{std::unexpected(details.error())};
      }
      pause.expires_after(kPause);
      co_await pause.async_wait(boost::asio::use_awaitable);
    }
    co_return make_error(ErrorCode::timeout,
                         fmt::format("container {} does not go away", container.brief()));
  }

  Task<void> act(RemoveNetwork action) { co_return co_await docker_.remove_network(action.name); }

  Task<void> act(RemoveVolume action) { co_return co_await docker_.remove_volume(action.name); }

  Task<void> act(WaitFor action) { co_return co_await handlers_.wait(std::move(action)); }

  Task<void> act(AwaitTakeover action) {
    co_return co_await handlers_.await_takeover(std::move(action));
  }

  docker::Api& docker_;
  FileSystem& files_;
  EventSink& events_;
  StepHandlers& handlers_;
  const Step& step_;
  std::string subject_;
};

enum class Progress { waiting, running, succeeded, failed };

class Applier {
 public:
  Applier(
      docker::Api& docker, FileSystem& files, EventSink& events, Plan plan, StepHandlers handlers)
      : docker_{docker},
        files_{files},
        events_{events},
        plan_{std::move(plan)},
        handlers_{std::move(handlers)},
        progress_(plan_.steps.size(), Progress::waiting) {}

  Task<void> run() {
    TaskGroup group{co_await boost::asio::this_coro::executor};
    launch_ready(group);
    while (!group.idle()) {
      co_await group.wait_one();
      launch_ready(group);
    }
    if (failure_) {
      co_return std::unexpected(*failure_);
    }
    co_return done();
  }

 private:
  void launch_ready(TaskGroup& group) {
    for (std::size_t i = 0; i < plan_.steps.size(); ++i) {
      const auto& after = plan_.steps[i].after;
      const bool ready = std::ranges::all_of(
          after, [&](std::size_t earlier) { return progress_[earlier] == Progress::succeeded; });
      if (progress_[i] == Progress::waiting && ready) {
        progress_[i] = Progress::running;
        group.spawn(run_step(i));
      }
    }
  }

  boost::asio::awaitable<void> run_step(std::size_t index) {
    StepRunner runner{docker_, files_, events_, handlers_, plan_.steps[index]};
    const Result<void> result = co_await runner.run();
    progress_[index] = result ? Progress::succeeded : Progress::failed;
    if (!result && !failure_) {
      failure_ = result.error();
    }
    if (result && handlers_.done) {
      handlers_.done(plan_.steps[index]);
    }
  }

  docker::Api& docker_;
  FileSystem& files_;
  EventSink& events_;
  Plan plan_;
  StepHandlers handlers_;
  std::vector<Progress> progress_;
  std::optional<Error> failure_;
};

}  // namespace

Task<void> apply(
    docker::Api& docker, FileSystem& files, EventSink& events, Plan plan, StepHandlers handlers) {
  Applier applier{docker, files, events, std::move(plan), std::move(handlers)};
  co_return co_await applier.run();
}

}  // namespace voicehub::plan
