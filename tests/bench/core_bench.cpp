// What deciding costs, apart from the daemon: reading a project and making its plan.

#include <benchmark/benchmark.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>

#include <fmt/format.h>

#include "core/compose/load.hpp"
#include "core/plan/reconcile.hpp"

namespace {

using namespace voicehub;

std::string compose_text(std::int64_t services) {
  std::string text = "services:\n";
  for (std::int64_t number = 1; number <= services; ++number) {
    text += fmt::format(
        "  engine-{0}:\n"
        "    image: debian:trixie-slim\n"
        "    command: [sleep, infinity]\n"
        "    environment: {{DEVICE: cpu, WORKERS: \"${{WORKERS:-{0}}}\"}}\n"
        "    ports: [\"127.0.0.1:{1}:4123\"]\n"
        "    volumes: [\"cache:/cache\"]\n"
        "    restart: unless-stopped\n",
        number,
        20000 + number);
  }
  return text + "volumes:\n  cache:\n";
}

HostPath write_project(std::int64_t services) {
  const std::filesystem::path folder =
      std::filesystem::temp_directory_path() / fmt::format("voicehub-bench-{}", services);
  std::filesystem::create_directories(folder);
  std::ofstream{folder / "compose.yaml"} << compose_text(services);
  return {folder.string()};
}

Project load(const HostPath& folder) {
  auto project = compose::load_project(local_file_system(), {.directory = folder});
  if (!project) {
    throw std::runtime_error{project.error().message};
  }
  return *std::move(project);
}

void load_project(benchmark::State& state) {
  const HostPath folder = write_project(state.range(0));
  for (auto _ : state) {
    benchmark::DoNotOptimize(load(folder));
  }
}

void plan_first_start(benchmark::State& state) {
  const Project project = load(write_project(state.range(0)));
  for (auto _ : state) {
    benchmark::DoNotOptimize(plan::reconcile(project, {}, {}));
  }
}

}  // namespace

BENCHMARK(load_project)->Arg(5)->Arg(50)->Unit(benchmark::kMicrosecond);
BENCHMARK(plan_first_start)->Arg(5)->Arg(50)->Unit(benchmark::kMicrosecond);

BENCHMARK_MAIN();
