#include "core/engine/load_report.hpp"

#include <algorithm>
#include <cmath>

namespace voicehub::engine {
namespace {

constexpr int kOk = 200;

bool is_busy(int status) {
  return status == 429 || status == 503;
}

}  // namespace

double percentile(std::vector<double> values, double share) {
  if (values.empty()) {
    return 0;
  }
  std::ranges::sort(values);
  const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(values.size())));
  return values[std::clamp<std::size_t>(rank, 1, values.size()) - 1];
}

LoadReport summarize(const std::vector<Sample>& samples, std::chrono::duration<double> took) {
  LoadReport report;
  std::vector<double> whole;
  std::vector<double> first_byte;
  std::vector<double> factors;
  double audio = 0;
  for (const Sample& sample : samples) {
    ++report.statuses[sample.status];
    if (is_busy(sample.status)) {
      ++report.busy;
    } else if (sample.status != kOk) {
      ++report.failed;
    } else {
      ++report.accepted;
      whole.push_back(sample.whole.count());
      first_byte.push_back(sample.first_byte.count());
      audio += sample.audio_seconds;
      if (sample.audio_seconds > 0) {
        factors.push_back(sample.whole.count() / 1000 / sample.audio_seconds);
      }
    }
  }
  if (took.count() > 0) {
    report.requests_per_second = static_cast<double>(report.accepted) / took.count();
    report.audio_per_second = audio / took.count();
  }
  report.real_time_factor = percentile(factors, 0.5);
  report.p50 = percentile(whole, 0.5);
  report.p90 = percentile(whole, 0.9);
  report.p99 = percentile(std::move(whole), 0.99);
  report.first_byte_p50 = percentile(first_byte, 0.5);
  report.first_byte_p99 = percentile(std::move(first_byte), 0.99);
  return report;
}

std::string limit_of(const LoadReport& report, std::optional<double> cpu_used, double cpu_allowed) {
  constexpr double kNearlyAll = 0.85;
  if (report.busy > 0) {
    return "queue";
  }
  if (cpu_used && *cpu_used >= kNearlyAll * cpu_allowed) {
    return "CPU quota";
  }
  return "model";
}

}  // namespace voicehub::engine
