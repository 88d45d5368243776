#pragma once

#include <optional>
#include <string_view>

// What a process that starts an engine may hand to it, as systemd does and voicehub's agent.
namespace voicehub::engines {

// The listening socket that is open already (LISTEN_FDS, LISTEN_PID); nothing when there is none
// for this process. Asked once, before anything else opens a file.
[[nodiscard]] std::optional<int> inherited_socket();

// "READY=1", "STOPPING=1": to NOTIFY_SOCKET, where there is one. Nobody waits for an answer.
void notify_supervisor(std::string_view state);

}  // namespace voicehub::engines
