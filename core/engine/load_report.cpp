#include "core/engine/load_report.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "core/base/text.hpp"
#include "core/engine/retry.hpp"

namespace voicehub::engine {
namespace {

constexpr double kThrottledOften = 0.1;
constexpr double kNearlyAll = 0.9;
constexpr double kRefusedOften = 0.01;

bool contains_any(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::ranges::any_of(words, [text](std::string_view word) { return text.contains(word); });
}

bool is_depth_of_a_queue(std::string_view name) {
  const bool counts = name.ends_with("_total") || name.ends_with("_bucket") ||
                      name.ends_with("_sum") || name.ends_with("_count") ||
                      contains_any(name, {"seconds", "max", "limit", "capacity"});
  return !counts && name.contains("queue") &&
         contains_any(name, {"depth", "size", "length", "waiting", "queued"});
}

double share(double part, double whole) {
  return whole > 0 ? part / whole : 0;
}

std::optional<Verdict> processor_limit(const ProcessorUse& use) {
  const double throttled = share(use.throttled, use.periods);
  if (use.quota > 0 && (throttled > kThrottledOften || share(use.cores, use.quota) > kNearlyAll)) {
    return Verdict{.limit = Limit::quota,
                   .reason = fmt::format("used {:.2f} of its {:g} cores, throttled in {:.0f} % of "
                                         "the periods",
                                         use.cores,
                                         use.quota,
                                         100 * throttled)};
  }
  if (share(use.cores, use.machine) > kNearlyAll) {
    return Verdict{
        .limit = Limit::machine,
        .reason = fmt::format("used {:.2f} of the machine's {:g} cores", use.cores, use.machine)};
  }
  return std::nullopt;
}

}  // namespace

std::optional<Percentiles> percentiles(std::vector<double> values) {
  if (values.empty()) {
    return std::nullopt;
  }
  std::ranges::sort(values);
  const auto at = [&values](double portion) {
    const double rank = std::ceil(portion * static_cast<double>(values.size()));
    return values[static_cast<std::size_t>(std::max(1.0, rank)) - 1];
  };
  return Percentiles{.p50 = at(0.5), .p90 = at(0.9), .p99 = at(0.99)};
}

LoadReport summarize(const std::vector<LoadSample>& samples) {
  LoadReport report{.requests = samples.size()};
  std::vector<double> latency;
  std::vector<double> first_audio;
  std::vector<double> factor;
  double audio = 0;
  for (const LoadSample& sample : samples) {
    report.elapsed = std::max(report.elapsed, (sample.start + sample.total).count());
    ++report.statuses[sample.status];
    if (!sample.ok) {
      ++(is_busy(sample.status) ? report.refused : report.failed);
      continue;
    }
    ++report.done;
    latency.push_back(sample.total.count());
    if (sample.first_audio) {
      first_audio.push_back(sample.first_audio->count());
    }
    if (sample.audio && sample.audio->count() > 0) {
      factor.push_back(sample.total / *sample.audio);
      audio += sample.audio->count();
    }
  }
  report.latency = percentiles(std::move(latency));
  report.first_audio = percentiles(std::move(first_audio));
  report.real_time_factor = percentiles(std::move(factor));
  report.requests_per_second = share(static_cast<double>(report.done), report.elapsed);
  report.audio_per_second = share(audio, report.elapsed);
  return report;
}

Verdict what_limits(const LoadReport& report,
                    const std::optional<ProcessorUse>& processor,
                    std::optional<double> queue_depth) {
  if (report.done == 0) {
    return {.limit = Limit::nothing, .reason = "nothing was answered"};
  }
  if (processor) {
    if (auto limited = processor_limit(*processor)) {
      return std::move(*limited);
    }
  }
  const double refused =
      share(static_cast<double>(report.refused), static_cast<double>(report.requests));
  if (refused > kRefusedOften) {
    return {.limit = Limit::queue, .reason = fmt::format("refused {:.0f} %", 100 * refused)};
  }
  if (const double waited = queue_depth.value_or(0); waited >= 1) {
    return {.limit = Limit::queue,
            .reason = fmt::format("up to {:g} requests waited in its queue", waited)};
  }
  return {.limit = Limit::model,
          .reason = processor
                        ? fmt::format("used {:.2f} cores, and nothing waited", processor->cores)
                        : "nothing waited, and its use of the processor is not known"};
}

std::optional<double> queue_depth(std::string_view metrics) {
  std::optional<double> depth;
  while (!metrics.empty()) {
    const auto end = std::min(metrics.find('\n'), metrics.size());
    const std::string_view line = trim(metrics.substr(0, end));
    metrics.remove_prefix(std::min(end + 1, metrics.size()));
    const std::string_view name = line.substr(0, line.find_first_of("{ "));
    if (line.starts_with('#') || !is_depth_of_a_queue(name)) {
      continue;
    }
    // Behind the labels, where a blank may be in a value.
    const auto labels = line.rfind('}');
    const std::string_view value =
        trim(line.substr(labels == std::string_view::npos ? name.size() : labels + 1));
    double number = 0;
    const auto parsed = std::from_chars(value.data(), value.data() + value.size(), number);
    if (parsed.ec == std::errc{}) {
      depth = depth.value_or(0) + number;
    }
  }
  return depth;
}

}  // namespace voicehub::engine
