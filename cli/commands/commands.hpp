#pragma once

namespace CLI {
class App;
}

namespace voicehub::cli {

class Context;

// One function a verb, in the file of the same name. Each declares its flags and calls the verb in
// core/ops.
void add_build_command(CLI::App& app, Context& context);
void add_config_command(CLI::App& app, Context& context);
void add_start_command(CLI::App& app, Context& context);
void add_status_command(CLI::App& app, Context& context);
void add_logs_command(CLI::App& app, Context& context);
void add_restart_command(CLI::App& app, Context& context);
void add_verify_command(CLI::App& app, Context& context);
void add_dev_command(CLI::App& app, Context& context);
void add_watch_command(CLI::App& app, Context& context);
void add_test_command(CLI::App& app, Context& context);
void add_say_command(CLI::App& app, Context& context);
void add_transcribe_command(CLI::App& app, Context& context);
void add_bench_command(CLI::App& app, Context& context);
void add_voices_command(CLI::App& app, Context& context);
void add_shell_command(CLI::App& app, Context& context);
void add_exec_command(CLI::App& app, Context& context);
void add_run_command(CLI::App& app, Context& context);
void add_scale_command(CLI::App& app, Context& context);
void add_new_command(CLI::App& app, Context& context);
void add_inspect_command(CLI::App& app, Context& context);
void add_stop_command(CLI::App& app, Context& context);
void add_down_command(CLI::App& app, Context& context);
void add_up_command(CLI::App& app, Context& context);  // in start.cpp
void add_pull_command(CLI::App& app, Context& context);
void add_ls_command(CLI::App& app, Context& context);
void add_images_command(CLI::App& app, Context& context);
void add_volumes_command(CLI::App& app, Context& context);
void add_port_command(CLI::App& app, Context& context);
void add_top_command(CLI::App& app, Context& context);
void add_events_command(CLI::App& app, Context& context);
void add_cp_command(CLI::App& app, Context& context);
void add_pause_command(CLI::App& app, Context& context);
void add_unpause_command(CLI::App& app, Context& context);  // in pause.cpp
void add_kill_command(CLI::App& app, Context& context);
void add_rm_command(CLI::App& app, Context& context);

}  // namespace voicehub::cli
