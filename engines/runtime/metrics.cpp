#include "engines/runtime/metrics.hpp"

#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include <fmt/format.h>

namespace voicehub::engines {
namespace {

// One metric after the other.
class Page {
 public:
  void head(std::string_view name, std::string_view help, std::string_view type) {
    fmt::format_to(std::back_inserter(text_), "# HELP {0} {1}\n# TYPE {0} {2}\n", name, help, type);
  }

  void value(std::string_view name, const std::string& labels, double value) {
    fmt::format_to(std::back_inserter(text_), "{}{} {}\n", name, braced(labels), value);
  }

  void histogram(std::string_view name, const std::string& labels, const Histogram& histogram) {
    std::uint64_t below = 0;
    for (std::size_t i = 0; i < Histogram::kBounds.size(); ++i) {
      below += histogram.buckets()[i];
      bucket(name, labels, fmt::format("{}", Histogram::kBounds[i]), below);
    }
    bucket(name, labels, "+Inf", histogram.count());
    value(fmt::format("{}_sum", name), labels, histogram.sum());
    value(fmt::format("{}_count", name), labels, static_cast<double>(histogram.count()));
  }

  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  static std::string braced(const std::string& labels) {
    return labels.empty() ? std::string{} : "{" + labels + "}";
  }

  void bucket(std::string_view name,
              const std::string& labels,
              const std::string& bound,
              std::uint64_t count) {
    const std::string all = labels + (labels.empty() ? "" : ",") + "le=\"" + bound + "\"";
    value(fmt::format("{}_bucket", name), all, static_cast<double>(count));
  }

  std::string text_;
};

}  // namespace

void Histogram::observe(double value) {
  const auto* const bound = std::ranges::lower_bound(kBounds, value);
  if (bound != kBounds.end()) {
    ++buckets_[static_cast<std::size_t>(bound - kBounds.begin())];
  }
  ++count_;
  sum_ += value;
}

void Metrics::add_gauge(std::string name, std::string help, std::function<double()> value) {
  const std::scoped_lock lock{mutex_};
  readings_.push_back({std::move(name), std::move(help), "gauge", std::move(value)});
}

void Metrics::add_counter(std::string name, std::string help, std::function<double()> value) {
  const std::scoped_lock lock{mutex_};
  readings_.push_back({std::move(name), std::move(help), "counter", std::move(value)});
}

void Metrics::request_answered(const std::string& route, int status, Seconds took) {
  const std::scoped_lock lock{mutex_};
  ++requests_[{route, status}];
  request_seconds_[route].observe(took.count());
}

void Metrics::first_audio(Seconds after) {
  const std::scoped_lock lock{mutex_};
  first_audio_.observe(after.count());
}

void Metrics::audio_done(Seconds audio, Seconds took) {
  const std::scoped_lock lock{mutex_};
  audio_seconds_ += audio.count();
  if (audio.count() > 0) {
    real_time_factor_.observe(took / audio);
  }
}

void Metrics::model_loaded(Seconds took) {
  const std::scoped_lock lock{mutex_};
  model_load_seconds_ = took.count();
}

std::string Metrics::text() const {
  const std::scoped_lock lock{mutex_};
  Page page;
  page.head("voicehub_requests_total", "Requests answered.", "counter");
  for (const auto& [key, count] : requests_) {
    page.value("voicehub_requests_total",
               fmt::format("route=\"{}\",code=\"{}\"", key.first, key.second),
               static_cast<double>(count));
  }
  page.head("voicehub_request_seconds", "From the request to the end of its answer.", "histogram");
  for (const auto& [route, histogram] : request_seconds_) {
    page.histogram("voicehub_request_seconds", fmt::format("route=\"{}\"", route), histogram);
  }
  page.head("voicehub_first_audio_seconds", "From the request to the first sound.", "histogram");
  page.histogram("voicehub_first_audio_seconds", {}, first_audio_);
  page.head("voicehub_real_time_factor", "Time for a second of sound.", "histogram");
  page.histogram("voicehub_real_time_factor", {}, real_time_factor_);
  page.head("voicehub_audio_seconds_total", "Sound made or read.", "counter");
  page.value("voicehub_audio_seconds_total", {}, audio_seconds_);
  page.head("voicehub_model_load_seconds", "Until the model was there.", "gauge");
  page.value("voicehub_model_load_seconds", {}, model_load_seconds_);
  for (const Reading& reading : readings_) {
    page.head(reading.name, reading.help, reading.type);
    page.value(reading.name, {}, reading.value());
  }
  return page.take();
}

double resident_bytes() {
  std::ifstream statm{"/proc/self/statm"};
  double size = 0;
  double resident = 0;
  statm >> size >> resident;
  return resident * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

}  // namespace voicehub::engines
