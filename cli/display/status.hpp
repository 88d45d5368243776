#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "cli/display/terminal.hpp"
#include "core/ops/inspect.hpp"
#include "core/ops/status.hpp"

namespace voicehub::cli {

// One line a container, then what each failed one said last; in the long form also what each one
// uses, and the proof of its mounts.
[[nodiscard]] std::string status_text(const ops::StatusReport& report, const Terminal& terminal);
[[nodiscard]] std::string status_json(const ops::StatusReport& report);

// Every fact about the containers of one service, below headings.
[[nodiscard]] std::string inspection_text(const ops::Inspection& inspection,
                                          const Terminal& terminal);
[[nodiscard]] std::string inspection_json(const ops::Inspection& inspection);

// "127.0.0.1:4123→4123, 8080→80/udp": what is published, once for IPv4 and IPv6.
[[nodiscard]] std::string ports_text(const std::vector<docker::PublishedPort>& ports);

// 2025-01-02T03:04:05Z; empty for "never".
[[nodiscard]] std::string time_text(std::chrono::system_clock::time_point time);

// KEY=VALUE, with "…" for the values of names that say they are secret.
[[nodiscard]] std::string without_secret(const std::string& variable);

}  // namespace voicehub::cli
