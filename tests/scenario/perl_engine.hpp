#pragma once

#include <string>
#include <string_view>

namespace voicehub::scenario {

// A voice engine in 20 lines of perl, which debian:trixie-slim has: it starts in a few
// milliseconds, answers /health as engines do and every other path with its marker. Tests edit the
// marker and ask what is served.
[[nodiscard]] std::string perl_engine(std::string_view marker);

// A project with that engine as its one service `tts`, its server.pl bind-mounted as in the
// projects that people have.
// "{port}" is replaced by TestProject.
inline constexpr std::string_view kPerlProject = R"(services:
  tts:
    image: debian:trixie-slim
    command: ["perl", "/app/server.pl"]
    ports: ["127.0.0.1:{port}:8766"]
    volumes:
      - ./server.pl:/app/server.pl:rw
      - cache:/cache
volumes:
  cache:
)";

// What the engine at the port answers to GET / : its marker; empty when nobody answers.
[[nodiscard]] std::string served_marker(int port);

}  // namespace voicehub::scenario
