#pragma once

#include <string>
#include <vector>

#include "core/watch/change_stream.hpp"
#include "core/watch/rules.hpp"

namespace voicehub::watch {

// One change, and the rule that says what it means.
struct Finding {
  Change change;
  Rule rule;
};

// What a batch of changes means for one service.
struct Impact {
  std::string service;  // empty: the whole project
  Action action = Action::restart;
  std::vector<Finding> findings;  // all that led to it, by path
};

// At most one impact a service, with the action that does most of what its changes ask for; the
// project's own comes first. A rule of the file's own decides about its paths alone; an automatic
// one about what is left, a mount before a build input, because what is mounted hides what was
// built in. Pure.
[[nodiscard]] std::vector<Impact> impacts_of(const std::vector<Rule>& rules,
                                             const std::vector<Change>& changes);

// Two impacts on the same service, the second while the first was still being worked on.
[[nodiscard]] Impact joined(Impact earlier, Impact later);

}  // namespace voicehub::watch
