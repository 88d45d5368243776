#include "core/reload/dev_container.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/agent/program.hpp"
#include "core/base/digest.hpp"
#include "core/base/text.hpp"
#include "core/reload/layout.hpp"

namespace voicehub::reload {
namespace {

std::string follow_folder(std::size_t number) {
  return fmt::format("{}/{}", kFollow, number);
}

void mount_agent(docker::ContainerSpec& spec, const AgentSetup& setup) {
  spec.mounts.push_back({.type = "volume",
                         .source = setup.volume,
                         .target = std::string{kFolder},
                         .read_only = true,
                         .no_copy = true});
}

void mount_followed(docker::ContainerSpec& spec,
                    const AgentSetup& setup,
                    const std::string& volume_folder) {
  for (std::size_t i = 0; i < setup.followed.size(); ++i) {
    const FollowedFile& file = setup.followed[i];
    const auto mount = std::ranges::find(spec.mounts, file.target.text, &docker::MountSpec::target);
    if (mount == spec.mounts.end()) {
      continue;
    }
    mount->source = fmt::format("{}/files/{}", volume_folder, i);
    mount->read_only = false;  // the agent writes it, with no more rights than the server
    spec.mounts.push_back({.type = "bind",
                           .source = parent(file.source).text,
                           .target = follow_folder(i),
                           .read_only = true});
  }
}

std::vector<std::string> agent_words(const docker::ContainerSpec& spec,
                                     const AgentSetup& setup,
                                     const Strategy& strategy) {
  std::vector<std::string> words{std::string{kAgent}, "run", "--name", setup.container};
  if (spec.stop_timeout_seconds) {
    words.insert(words.end(), {"--grace-ms", fmt::format("{}000", *spec.stop_timeout_seconds)});
  }
  if (!spec.stop_signal.empty()) {
    words.insert(words.end(), {"--stop-signal", spec.stop_signal});
  }
  if (strategy.kind == ReloadKind::handover) {
    words.insert(words.end(), {"--listen", strategy.listen});
  }
  for (std::size_t i = 0; i < setup.followed.size(); ++i) {
    const FollowedFile& file = setup.followed[i];
    words.insert(
        words.end(),
        {"--follow",
         fmt::format("{}/{}={}", follow_folder(i), file_name(file.source.text), file.target.text)});
  }
  words.emplace_back("--");
  return words;
}

}  // namespace

bool takes_edits(const Service& service) {
  const XVoicehub& own = service.x_voicehub;
  if (own.reload == ReloadKind::container) {
    return false;
  }
  const auto is_source = [](const Mount& mount) {
    return mount.kind == MountKind::bind && classify(mount).role == MountRole::source;
  };
  const auto needs_no_image = [](const WatchRule& rule) {
    return rule.action != WatchAction::rebuild;
  };
  return std::ranges::any_of(service.mounts, is_source) ||
         std::ranges::any_of(service.watch, needs_no_image) ||
         (own.watch && std::ranges::any_of(*own.watch, needs_no_image)) || own.reload.has_value();
}

std::string agent_volume_name(const std::string& container) {
  return container + ".voicehub-agent";
}

docker::ContainerSpec with_agent(docker::ContainerSpec spec,
                                 const AgentSetup& setup,
                                 const Strategy& strategy,
                                 const std::string& volume_folder) {
  std::vector<std::string> targets;
  for (const FollowedFile& file : setup.followed) {
    targets.push_back(file.target.text);
  }
  spec.labels[std::string{label::kDev}] = to_text(strategy.kind);
  spec.labels[std::string{label::kVolume}] = setup.volume;
  spec.labels[std::string{label::kAgent}] = agent_version();
  spec.labels[std::string{label::kFollowed}] = join(targets, ":");
  spec.entrypoint = agent_words(spec, setup, strategy);
  spec.command = strategy.command;
  spec.init = false;  // the agent is one
  mount_agent(spec, setup);
  mount_followed(spec, setup, volume_folder);
  return spec;
}

const std::string& agent_version() {
  constexpr std::size_t kDigits = 12;
  static const std::string version = [] {
    Hasher hasher;
    for (const char* architecture : {"amd64", "arm64"}) {
      hasher.update(agent::program(architecture).value_or(""));
    }
    return hasher.finish().substr(0, kDigits);
  }();
  return version;
}

bool is_dev(const docker::Labels& labels) {
  return labels.contains(std::string{label::kDev});
}

std::vector<ContainerPath> followed_targets(const docker::Labels& labels) {
  std::vector<ContainerPath> targets;
  const auto label = labels.find(std::string{label::kFollowed});
  if (label != labels.end() && !label->second.empty()) {
    for (std::string& target : split(label->second, ':')) {
      targets.push_back({std::move(target)});
    }
  }
  return targets;
}

}  // namespace voicehub::reload
