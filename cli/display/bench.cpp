#include "cli/display/bench.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/display/table.hpp"

namespace voicehub::cli {
namespace {

using Json = nlohmann::ordered_json;
using engine::Percentiles;

std::string brief_time(double seconds) {
  if (seconds < 0.01) {
    return fmt::format("{:.1f} ms", 1000 * seconds);
  }
  return seconds < 1 ? fmt::format("{:.0f} ms", 1000 * seconds) : fmt::format("{:.2f} s", seconds);
}

std::string factor(double value) {
  return fmt::format("{:.3g}", value);
}

template <typename Shown>
void add_row(Table& table,
             const std::string& name,
             const std::optional<Percentiles>& values,
             Shown shown) {
  if (values) {
    table.add({{"  " + name}, {shown(values->p50)}, {shown(values->p90)}, {shown(values->p99)}});
  }
}

std::string_view name_of(engine::Limit limit) {
  switch (limit) {
    case engine::Limit::quota: return "processor quota";
    case engine::Limit::machine: return "machine";
    case engine::Limit::queue: return "queue";
    case engine::Limit::model: return "model";
    case engine::Limit::nothing: return "nothing";
  }
  return "nothing";
}

Json percentiles_json(const std::optional<Percentiles>& values, double scale) {
  if (!values) {
    return nullptr;
  }
  return {{"p50", scale * values->p50}, {"p90", scale * values->p90}, {"p99", scale * values->p99}};
}

Json statuses_json(const engine::LoadReport& report) {
  Json statuses = Json::object();
  for (const auto& [status, count] : report.statuses) {
    statuses[status == 0 ? "no answer" : std::to_string(status)] = count;
  }
  return statuses;
}

Json processor_json(const std::optional<engine::ProcessorUse>& use) {
  if (!use) {
    return nullptr;
  }
  return {{"cores_used", use->cores},
          {"quota_cores", use->quota},
          {"machine_cores", use->machine},
          {"periods", use->periods},
          {"throttled_periods", use->throttled}};
}

}  // namespace

std::string bench_text(const ops::Bench& bench, const Terminal& terminal) {
  const engine::LoadReport& report = bench.report;
  std::string text = fmt::format("{}  {}, {} at once for {:.1f} s\n",
                                 paint(terminal, Colour::bold, bench.service),
                                 bench.route,
                                 bench.concurrency,
                                 report.elapsed);
  Table table{{"  WHAT", "P50", "P90", "P99"}};
  add_row(table, "latency", report.latency, brief_time);
  add_row(table, "first audio", report.first_audio, brief_time);
  add_row(table, "real-time factor", report.real_time_factor, factor);
  if (report.done > 0) {
    text += table.text(terminal);
  }
  text += fmt::format("  {:.1f} requests/s, {:.1f} s of audio per second\n",
                      report.requests_per_second,
                      report.audio_per_second);
  text += fmt::format("  {} done, {} refused, {} failed{}\n",
                      report.done,
                      report.refused,
                      report.failed,
                      bench.first_fault.empty() ? "" : ": " + printable(bench.first_fault));
  return text +
         fmt::format("  limited by: {}, {}\n", name_of(bench.verdict.limit), bench.verdict.reason);
}

std::string bench_json(const ops::Bench& bench) {
  const engine::LoadReport& report = bench.report;
  const Json json{
      {"service", bench.service},
      {"route", bench.route},
      {"concurrency", bench.concurrency},
      {"elapsed_seconds", report.elapsed},
      {"requests", report.requests},
      {"done", report.done},
      {"refused", report.refused},
      {"failed", report.failed},
      {"statuses", statuses_json(report)},
      {"first_fault", bench.first_fault},
      {"latency_ms", percentiles_json(report.latency, 1000)},
      {"first_audio_ms", percentiles_json(report.first_audio, 1000)},
      {"real_time_factor", percentiles_json(report.real_time_factor, 1)},
      {"requests_per_second", report.requests_per_second},
      {"audio_seconds_per_second", report.audio_per_second},
      {"processor", processor_json(bench.processor)},
      {"queue_depth", bench.queue_depth ? Json(*bench.queue_depth) : Json(nullptr)},
      {"limited_by", {{"what", name_of(bench.verdict.limit)}, {"reason", bench.verdict.reason}}}};
  return json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

}  // namespace voicehub::cli
