#include <algorithm>
#include <cmath>
#include <iterator>

#include <fmt/format.h>

#include "cli/display/bench.hpp"

namespace voicehub::cli {
namespace {

constexpr double kLeft = 80;
constexpr double kRight = 880;
constexpr double kTop = 50;
constexpr double kBottom = 390;
constexpr std::size_t kMostDots = 1500;

constexpr std::string_view kHead =
    R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 960 440" font-family="sans-serif" font-size="13">
<style>text{fill:#24292f}.grid{stroke:#d0d7de}.done{fill:#0969da}.first{fill:#8c959f}.lost{fill:#cf222e}.line{stroke:#24292f}@media(prefers-color-scheme:dark){text{fill:#e6edf3}.grid{stroke:#30363d}.line{stroke:#e6edf3}}</style>
)";

// What a name may hold and markup may not.
std::string escaped(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    safe += c == '<' ? "&lt;" : c == '&' ? "&amp;" : std::string(1, c);
  }
  return safe;
}

// From what was measured to the picture: whole decades upwards, seconds to the right.
class Scale {
 public:
  explicit Scale(const std::vector<engine::LoadSample>& samples) {
    double shortest = 1;
    double longest = 1.0e-4;
    for (const engine::LoadSample& sample : samples) {
      const double total = std::max(1.0e-4, sample.total.count());
      shortest = std::min({shortest, total, sample.first_audio.value_or(sample.total).count()});
      longest = std::max(longest, total);
      end_ = std::max(end_, (sample.start + sample.total).count());
    }
    low_ = static_cast<int>(std::floor(std::log10(std::max(1.0e-4, shortest))));
    high_ = std::max(low_ + 1, static_cast<int>(std::ceil(std::log10(longest))));
  }

  [[nodiscard]] double x(double seconds) const { return kLeft + (kRight - kLeft) * seconds / end_; }

  [[nodiscard]] double y(double seconds) const {
    const double portion =
        (std::log10(std::max(1.0e-4, seconds)) - low_) / static_cast<double>(high_ - low_);
    return kBottom - (kBottom - kTop) * std::clamp(portion, 0.0, 1.0);
  }

  [[nodiscard]] int low() const { return low_; }

  [[nodiscard]] int high() const { return high_; }

  [[nodiscard]] double end() const { return end_; }

 private:
  double end_ = 1.0e-3;
  int low_ = 0;  // powers of ten, in seconds
  int high_ = 0;
};

void add_grid(std::string& svg, const Scale& scale) {
  auto out = std::back_inserter(svg);
  for (int power = scale.low(); power <= scale.high(); ++power) {
    const double seconds = std::pow(10, power);
    const double y = scale.y(seconds);
    fmt::format_to(
        out,
        R"(<line class="grid" x1="{}" x2="{}" y1="{:.1f}" y2="{:.1f}"/>)"
        R"(<text x="{}" y="{:.1f}" text-anchor="end">{}</text>)"
        "\n",
        kLeft,
        kRight,
        y,
        y,
        kLeft - 8,
        y + 4,
        power < 0 ? fmt::format("{:g} ms", 1000 * seconds) : fmt::format("{:g} s", seconds));
  }
  for (const double portion : {0.0, 0.25, 0.5, 0.75, 1.0}) {
    fmt::format_to(out,
                   R"(<text x="{:.1f}" y="{}" text-anchor="middle">{:.1f} s</text>)"
                   "\n",
                   scale.x(portion * scale.end()),
                   kBottom + 24,
                   portion * scale.end());
  }
}

void add_dot(std::string& svg, std::string_view kind, double x, double y) {
  fmt::format_to(std::back_inserter(svg),
                 R"(<circle class="{}" fill-opacity="0.45" cx="{:.1f}" cy="{:.1f}" r="3"/>)"
                 "\n",
                 kind,
                 x,
                 y);
}

void add_dots(std::string& svg,
              const Scale& scale,
              const std::vector<engine::LoadSample>& samples) {
  const std::size_t step = samples.size() / kMostDots + 1;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const engine::LoadSample& sample = samples[i];
    if (sample.ok && i % step != 0) {
      continue;
    }
    const double x = scale.x(sample.start.count());
    if (sample.ok && sample.first_audio) {
      add_dot(svg, "first", x, scale.y(sample.first_audio->count()));
    }
    add_dot(svg, sample.ok ? "done" : "lost", x, scale.y(sample.total.count()));
  }
}

void add_percentile(std::string& svg, const Scale& scale, std::string_view name, double seconds) {
  const double y = scale.y(seconds);
  fmt::format_to(
      std::back_inserter(svg),
      R"(<line class="line" stroke-dasharray="4 4" x1="{}" x2="{}" y1="{:.1f}" y2="{:.1f}"/>)"
      R"(<text x="{}" y="{:.1f}">{}</text>)"
      "\n",
      kLeft,
      kRight,
      y,
      y,
      kRight + 6,
      y + 4,
      name);
}

}  // namespace

std::string bench_svg(const ops::Bench& bench) {
  const Scale scale{bench.samples};
  std::string svg{kHead};
  fmt::format_to(std::back_inserter(svg),
                 R"(<text x="{}" y="24" font-size="15">{}: {} at once, {:.1f} requests/s. )"
                 "Blue: the whole answer; grey: first audio; red: refused or failed</text>\n",
                 kLeft,
                 escaped(bench.service),
                 bench.concurrency,
                 bench.report.requests_per_second);
  add_grid(svg, scale);
  add_dots(svg, scale, bench.samples);
  if (const auto& latency = bench.report.latency) {
    add_percentile(svg, scale, "p50", latency->p50);
    add_percentile(svg, scale, "p90", latency->p90);
    add_percentile(svg, scale, "p99", latency->p99);
  }
  return svg + "</svg>\n";
}

}  // namespace voicehub::cli
