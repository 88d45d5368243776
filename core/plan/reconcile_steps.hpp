#pragma once

#include <string>

#include "core/plan/reconcile.hpp"

// Shared by the files of reconcile(); not for others.
namespace voicehub::plan {

[[nodiscard]] Result<Plan> reconcile_up(const Project& desired,
                                        const ObservedState& observed,
                                        const ReconcileOptions& options);
[[nodiscard]] Result<Plan> reconcile_down(const Project& desired,
                                          const ObservedState& observed,
                                          const ReconcileOptions& options);

// What becomes of the processes in containers, which all stay.
[[nodiscard]] Result<Plan> reconcile_processes(const Project& desired,
                                               const ObservedState& observed,
                                               const ReconcileOptions& options);

// Whether the service was asked for, by either of its names; all are where none was.
[[nodiscard]] bool is_named(const Service& service, const ReconcileOptions& options);

// How long the container may take to stop. An engine whose main process ignores SIGTERM is not
// waited for: nothing would happen in those 10 s.
[[nodiscard]] std::optional<std::chrono::seconds> stop_timeout(const Service* service,
                                                               const ObservedContainer& container,
                                                               const ObservedState& observed,
                                                               const ReconcileOptions& options);

// Stops the container, after what its service says in pre_stop, and gives the index of the last
// step. `service` is nullptr for a container whose service is not in the file.
[[nodiscard]] std::size_t add_stop(Plan& plan,
                                   const Service* service,
                                   const ObservedContainer& container,
                                   std::optional<std::chrono::seconds> timeout,
                                   const std::string& cause,
                                   std::vector<std::size_t> after);

[[nodiscard]] std::string service_subject(const std::string& service, int number);

// A recreated container is made under "<12 hex of the old id>_<name>" and renamed when the old one
// is gone.
[[nodiscard]] bool is_temporary_name(const std::string& name);

}  // namespace voicehub::plan
