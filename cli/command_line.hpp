#pragma once

namespace CLI {
class App;
}

namespace voicehub::cli {

class Context;

// What may be typed: the flags that every verb has, into the options of `context`, and the verbs.
void add_command_line(CLI::App& app, Context& context);

}  // namespace voicehub::cli
