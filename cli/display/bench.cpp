#include "cli/display/bench.hpp"

#include <algorithm>
#include <iterator>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/display/table.hpp"

namespace voicehub::cli {
namespace {

std::string milliseconds(double value) {
  return fmt::format("{:.1f} ms", value);
}

std::string statuses_of(const engine::LoadReport& report) {
  std::string text;
  for (const auto& [status, count] : report.statuses) {
    const std::string name = status == 0 ? "no answer" : fmt::format("{}", status);
    text += fmt::format("{}{} × {}", text.empty() ? "" : ", ", count, name);
  }
  return text.empty() ? "none" : text;
}

std::string cpu_of(const ops::BenchResult& result) {
  return result.cpu_used
             ? fmt::format("{:.1f} of {:.1f} cores", *result.cpu_used, result.cpu_allowed)
             : fmt::format("unknown, of {:.1f} cores", result.cpu_allowed);
}

// The plot's place in the picture.
constexpr double kLeft = 70;
constexpr double kTop = 50;
constexpr double kWidth = 660;
constexpr double kHeight = 300;

std::string curve(const std::vector<double>& sorted, double longest) {
  std::string points;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const double share = static_cast<double>(i + 1) / static_cast<double>(sorted.size());
    fmt::format_to(std::back_inserter(points),
                   "{:.1f},{:.1f} ",
                   kLeft + kWidth * sorted[i] / longest,
                   kTop + kHeight * (1 - share));
  }
  return points;
}

std::string grid(double longest) {
  std::string lines;
  for (int quarter = 0; quarter <= 4; ++quarter) {
    const double x = kLeft + kWidth * quarter / 4;
    const double y = kTop + kHeight * quarter / 4;
    fmt::format_to(std::back_inserter(lines),
                   "<path d='M{0} {1}V{2}M{3} {4}H{5}' stroke='#ccc'/>"
                   "<text x='{0}' y='{6}' text-anchor='middle'>{7:.0f} ms</text>"
                   "<text x='{8}' y='{9}' text-anchor='end'>{10} %</text>\n",
                   x,
                   kTop,
                   kTop + kHeight,
                   kLeft,
                   y,
                   kLeft + kWidth,
                   kTop + kHeight + 20,
                   longest * quarter / 4,
                   kLeft - 8,
                   y + 4,
                   100 - 25 * quarter);
  }
  return lines;
}

}  // namespace

std::string bench_text(const ops::BenchResult& result, const Terminal& terminal) {
  const engine::LoadReport& report = result.report;
  Table table{{"WHAT", "VALUE"}};
  const auto add = [&](const char* what, std::string value) {
    table.add({{.text = what}, {.text = std::move(value)}});
  };
  add("engine", fmt::format("{}, {}", result.service, result.route));
  add("load", fmt::format("{} at once for {:.0f} s", result.concurrency, result.took.count()));
  add("answers", statuses_of(report));
  add("latency p50", milliseconds(report.p50));
  add("latency p90", milliseconds(report.p90));
  add("latency p99", milliseconds(report.p99));
  add("first byte p50", milliseconds(report.first_byte_p50));
  add("first byte p99", milliseconds(report.first_byte_p99));
  add("real-time factor", fmt::format("{:.3f}", report.real_time_factor));
  add("throughput",
      fmt::format("{:.1f} requests/s, {:.1f} s of sound a second",
                  report.requests_per_second,
                  report.audio_per_second));
  add("CPU", cpu_of(result));
  add("limited by", result.limit);
  return table.text(terminal);
}

std::string bench_json(const ops::BenchResult& result) {
  const engine::LoadReport& report = result.report;
  nlohmann::ordered_json statuses;
  for (const auto& [status, count] : report.statuses) {
    statuses[fmt::format("{}", status)] = count;
  }
  const nlohmann::ordered_json json{
      {"service", result.service},
      {"route", result.route},
      {"concurrency", result.concurrency},
      {"seconds", result.took.count()},
      {"accepted", report.accepted},
      {"busy", report.busy},
      {"failed", report.failed},
      {"statuses", statuses},
      {"latency_ms", {{"p50", report.p50}, {"p90", report.p90}, {"p99", report.p99}}},
      {"first_byte_ms", {{"p50", report.first_byte_p50}, {"p99", report.first_byte_p99}}},
      {"real_time_factor", report.real_time_factor},
      {"requests_per_second", report.requests_per_second},
      {"audio_per_second", report.audio_per_second},
      {"cpu_used", result.cpu_used ? nlohmann::ordered_json(*result.cpu_used) : nullptr},
      {"cpu_allowed", result.cpu_allowed},
      {"limited_by", result.limit}};
  return json.dump(2) + "\n";
}

std::string bench_svg(const ops::BenchResult& result) {
  std::vector<double> times;
  for (const engine::Sample& sample : result.samples) {
    if (sample.status == 200) {
      times.push_back(sample.whole.count());
    }
  }
  std::ranges::sort(times);
  const double longest = times.empty() ? 1.0 : std::max(times.back(), 1.0);
  return fmt::format(
      "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 760 400' font-family='sans-serif' "
      "font-size='12'>\n<rect width='760' height='400' fill='white'/>\n"
      "<text x='{}' y='28' font-size='15'>{}: share of requests answered within, {} at "
      "once</text>\n{}<polyline fill='none' stroke='#0969da' stroke-width='2' points='{}'/>\n"
      "</svg>\n",
      kLeft,
      result.service,
      result.concurrency,
      grid(longest),
      curve(times, longest));
}

}  // namespace voicehub::cli
