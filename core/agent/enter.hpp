#pragma once

namespace voicehub::agent {

// From a neighbour container that shares the process namespace: see the files that process 1 sees,
// and be allowed to read those that it may read, no more. False, with errno, when the kernel
// refuses. Needs CAP_SYS_PTRACE, CAP_SYS_CHROOT, CAP_SETUID, CAP_SETGID.
bool enter_container_of_process_1();

}  // namespace voicehub::agent
