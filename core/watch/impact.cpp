#include "core/watch/impact.hpp"

#include <algorithm>
#include <map>
#include <optional>

#include "core/base/dockerignore.hpp"
#include "core/base/text.hpp"

namespace voicehub::watch {
namespace {

// True when a pattern covers the path or a folder above it.
bool is_covered(const std::vector<std::string>& patterns, std::string_view path) {
  const auto parsed = DockerIgnore::parse(join(patterns, "\n"), "watch rule");
  if (!parsed) {
    return false;
  }
  DockerIgnore::Verdict verdict;
  for (auto end = path.find('/');; end = path.find('/', end + 1)) {
    verdict = parsed->judge(path.substr(0, end), verdict);
    if (end == std::string_view::npos) {
      return verdict.excluded;
    }
  }
}

bool covers(const Rule& rule, const HostPath& path) {
  if (!is_inside(path.text, rule.path.text)) {
    return false;
  }
  if (path == rule.path) {
    return true;
  }
  const std::string relative = shown(path, rule.path);
  return !is_covered(rule.ignore, relative) &&
         (rule.include.empty() || is_covered(rule.include, relative));
}

// The longest path is the closest rule.
bool is_closer(const Rule& rule, const Rule* than) {
  return than == nullptr || rule.path.text.size() > than->path.text.size();
}

// The rule that decides what the change means for each service.
std::map<std::string, const Rule*> deciding_rules(const std::vector<Rule>& rules,
                                                  const HostPath& path) {
  std::map<std::string, const Rule*> chosen;
  for (const Rule& rule : rules) {
    if (!covers(rule, path)) {
      continue;
    }
    const Rule*& best = chosen[rule.service];
    const bool own_first = best != nullptr && best->automatic && !rule.automatic;
    const bool beaten = best != nullptr && !best->automatic && rule.automatic;
    const bool mount_first = best != nullptr && best->action == Action::rebuild &&
                             best->automatic && rule.action == Action::restart;
    const bool built_only =
        best != nullptr && best->action == Action::restart && rule.action == Action::rebuild;
    if (own_first || mount_first || (!beaten && !built_only && is_closer(rule, best))) {
      best = &rule;
    }
  }
  return chosen;
}

}  // namespace

std::vector<Impact> impacts_of(const std::vector<Rule>& rules, const std::vector<Change>& changes) {
  std::map<std::string, Impact> impacts;
  for (const Change& change : changes) {
    for (const auto& [service, rule] : deciding_rules(rules, change.path)) {
      const auto [entry, added] = impacts.try_emplace(service);
      Impact& impact = entry->second;
      impact.service = service;
      impact.action = added ? rule->action : std::max(impact.action, rule->action);
      impact.findings.push_back({change, *rule});
    }
  }
  std::vector<Impact> all;
  for (auto& [service, impact] : impacts) {
    all.push_back(std::move(impact));
  }
  return all;
}

Impact joined(Impact earlier, Impact later) {
  std::map<HostPath, Finding> findings;
  for (std::vector<Finding>* some : {&earlier.findings, &later.findings}) {
    for (Finding& finding : *some) {
      HostPath path = finding.change.path;
      findings.insert_or_assign(std::move(path), std::move(finding));
    }
  }
  Impact both{.service = std::move(earlier.service),
              .action = std::max(earlier.action, later.action)};
  for (auto& [path, finding] : findings) {
    both.findings.push_back(std::move(finding));
  }
  return both;
}

}  // namespace voicehub::watch
