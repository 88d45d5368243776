#pragma once

namespace voicehub {

// Returns what the program has freed to the machine. After work that needs much memory for a
// moment, in a program that runs on: the allocator alone keeps it.
void give_back_memory();

}  // namespace voicehub
