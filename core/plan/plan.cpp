#include "core/plan/plan.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/base/text.hpp"

namespace voicehub::plan {
namespace {

struct ActionName {
  std::string operator()(const CreateFolder&) const { return "create_folder"; }

  std::string operator()(const BuildImage&) const { return "build_image"; }

  std::string operator()(const PullImage&) const { return "pull_image"; }

  std::string operator()(const CreateNetwork&) const { return "create_network"; }

  std::string operator()(const CreateVolume&) const { return "create_volume"; }

  std::string operator()(const FillAgentVolume&) const { return "fill_agent_volume"; }

  std::string operator()(const CreateContainer& create) const {
    return create.agent ? "create_container with agent" : "create_container";
  }

  std::string operator()(const PlaceFiles&) const { return "place_files"; }

  std::string operator()(const RunHook& run) const {
    return "run_hook " + join(run.hook.command, " ");
  }

  std::string operator()(const ConnectNetwork& connect) const {
    return "connect_network " + connect.network;
  }

  std::string operator()(const StartContainer&) const { return "start_container"; }

  std::string operator()(const StopContainer&) const { return "stop_container"; }

  std::string operator()(const RestartServer&) const { return "restart_server"; }

  std::string operator()(const PauseContainer&) const { return "pause_container"; }

  std::string operator()(const UnpauseContainer&) const { return "unpause_container"; }

  std::string operator()(const KillContainer& kill) const {
    return "kill_container " + kill.signal;
  }

  std::string operator()(const RenameContainer& rename) const {
    return "rename_container " + rename.name;
  }

  std::string operator()(const RemoveContainer&) const { return "remove_container"; }

  std::string operator()(const RemoveNetwork&) const { return "remove_network"; }

  std::string operator()(const RemoveVolume&) const { return "remove_volume"; }

  std::string operator()(const AwaitTakeover&) const { return "await_takeover"; }

  std::string operator()(const WaitFor& wait) const {
    switch (wait.condition) {
      case DependencyCondition::started: return "wait_started";
      case DependencyCondition::healthy: return "wait_healthy";
      case DependencyCondition::completed: return "wait_completed";
    }
    return "wait";
  }
};

}  // namespace

std::size_t Plan::add(Step step) {
  std::ranges::sort(step.after);
  const auto repeated = std::ranges::unique(step.after);
  step.after.erase(repeated.begin(), repeated.end());
  steps.push_back(std::move(step));
  return steps.size() - 1;
}

std::string name_of(const Action& action) {
  return std::visit(ActionName{}, action);
}

std::string to_text(const Plan& plan) {
  std::string text;
  for (std::size_t i = 0; i < plan.steps.size(); ++i) {
    const Step& step = plan.steps[i];
    std::vector<std::size_t> after = step.after;
    std::ranges::for_each(after, [](std::size_t& index) { ++index; });
    text += fmt::format("[{}] -> #{} {}, {}, {}\n",
                        fmt::join(after, ","),
                        i + 1,
                        step.subject,
                        name_of(step.action),
                        step.cause);
  }
  return text;
}

}  // namespace voicehub::plan
