#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace voicehub::engines {

// Counts of observations by upper bound, as Prometheus wants them.
class Histogram {
 public:
  static constexpr std::array<double, 14> kBounds{
      0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30};

  void observe(double value);

  [[nodiscard]] const std::array<std::uint64_t, kBounds.size()>& buckets() const {
    return buckets_;
  }

  [[nodiscard]] std::uint64_t count() const { return count_; }

  [[nodiscard]] double sum() const { return sum_; }

 private:
  std::array<std::uint64_t, kBounds.size()> buckets_{};  // at most the bound; not cumulative
  std::uint64_t count_ = 0;
  double sum_ = 0;
};

// What an engine has done, and what it is doing, for GET /metrics. Safe to use from every thread.
class Metrics {
 public:
  using Seconds = std::chrono::duration<double>;

  // Read when the text is made: how many jobs wait, whether the model is loaded.
  void add_gauge(std::string name, std::string help, std::function<double()> value);
  // The same of what only grows.
  void add_counter(std::string name, std::string help, std::function<double()> value);

  void request_answered(const std::string& route, int status, Seconds took);
  void first_audio(Seconds after);
  // A second of sound that took a tenth of a second to make, or to read, has the factor 0.1.
  void audio_done(Seconds audio, Seconds took);
  void model_loaded(Seconds took);

  // In Prometheus's text format, version 0.0.4.
  [[nodiscard]] std::string text() const;

 private:
  struct Reading {
    std::string name;
    std::string help;
    const char* type;
    std::function<double()> value;
  };

  mutable std::mutex mutex_;
  std::vector<Reading> readings_;
  std::map<std::pair<std::string, int>, std::uint64_t> requests_;
  std::map<std::string, Histogram> request_seconds_;
  Histogram first_audio_;
  Histogram real_time_factor_;
  double audio_seconds_ = 0;
  double model_load_seconds_ = 0;
};

// Of this process.
[[nodiscard]] double resident_bytes();

}  // namespace voicehub::engines
