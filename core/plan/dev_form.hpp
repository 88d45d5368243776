#pragma once

#include <optional>
#include <string>

#include "core/plan/observed_state.hpp"
#include "core/plan/reconcile.hpp"
#include "core/reload/dev_container.hpp"

// What `voicehub dev` asks of containers; shared by the files of reconcile(), not for others.
namespace voicehub::plan {

// True when `voicehub dev` gives the service's containers the agent.
[[nodiscard]] bool wants_agent(const Service& service, const ReconcileOptions& options);

// Why the container has to be made anew to get the agent, or to get rid of it; empty when it may
// stay as it is.
[[nodiscard]] std::string form_difference(const Service& service,
                                          const ObservedContainer& container,
                                          const ReconcileOptions& options);

// What the next container of that name is made with; nothing for a plain one. One that has the
// agent and is replaced for another reason keeps it.
[[nodiscard]] std::optional<reload::AgentSetup> agent_setup(const Service& service,
                                                            const std::string& name,
                                                            const ObservedContainer* old,
                                                            const ObservedState& observed,
                                                            const ReconcileOptions& options);

}  // namespace voicehub::plan
