#include "core/base/text.hpp"

#include <algorithm>
#include <array>
#include <numeric>

#include <fmt/format.h>

namespace voicehub {
namespace {

// Damerau–Levenshtein with adjacent transpositions, which are the commonest typo.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  const std::size_t columns = b.size() + 1;
  std::vector<std::size_t> before(columns);
  std::vector<std::size_t> above(columns);
  std::vector<std::size_t> row(columns);
  std::iota(above.begin(), above.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] =
          std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (a[i - 1] == b[j - 1] ? 0U : 1U)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before[j - 2] + 1);
      }
    }
    std::swap(before, above);
    std::swap(above, row);
  }
  return above[b.size()];
}

}  // namespace

std::optional<std::string> nearest(std::string_view name, std::span<const std::string> candidates) {
  std::optional<std::string> best;
  // A third of the letters may be wrong. A name that contains the other is always close enough, but
  // no closer than two typos.
  std::size_t best_distance = std::max<std::size_t>(2, name.size() / 3) + 1;
  for (const std::string& candidate : candidates) {
    const bool contains =
        name.size() >= 3 && (candidate.contains(name) || name.contains(candidate));
    const std::size_t typos = edit_distance(name, candidate);
    const std::size_t distance = contains ? std::min<std::size_t>(typos, 2) : typos;
    if (distance < best_distance) {
      best_distance = distance;
      best = candidate;
    }
  }
  return best;
}

std::string did_you_mean(std::string_view name,
                         std::span<const std::string> candidates,
                         std::string_view plural) {
  if (const auto best = nearest(name, candidates)) {
    return fmt::format("did you mean '{}'?", *best);
  }
  return candidates.empty() ? fmt::format("there are no {}", plural)
                            : fmt::format("known {}: {}", plural, join(candidates, ", "));
}

std::string join(std::span<const std::string> parts, std::string_view separator) {
  std::string joined;
  for (const std::string& part : parts) {
    if (!joined.empty()) {
      joined += separator;
    }
    joined += part;
  }
  return joined;
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  while (true) {
    const auto end = text.find(separator);
    parts.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) {
      return parts;
    }
    text.remove_prefix(end + 1);
  }
}

std::string_view trim(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  const auto first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) {
    return {};
  }
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

std::string human_duration(std::chrono::milliseconds duration) {
  const auto ms = duration.count();
  const auto seconds = ms / 1000;
  if (ms < 1000) {
    return fmt::format("{} ms", ms);
  }
  if (seconds < 60) {
    return fmt::format("{:.1f} s", static_cast<double>(ms) / 1000);
  }
  if (seconds < 3600) {
    return fmt::format("{} min {} s", seconds / 60, seconds % 60);
  }
  if (seconds < 86400) {
    return fmt::format("{} h {} min", seconds / 3600, seconds % 3600 / 60);
  }
  return fmt::format("{} days", seconds / 86400);
}

std::string human_bytes(std::uint64_t bytes) {
  constexpr std::array kUnits{"B", "kB", "MB", "GB", "TB"};
  auto value = static_cast<double>(bytes);
  std::size_t unit = 0;
  while (value >= 999.95 && unit + 1 < kUnits.size()) {
    value /= 1000;
    ++unit;
  }
  return unit == 0 ? fmt::format("{} B", bytes) : fmt::format("{:.1f} {}", value, kUnits[unit]);
}

}  // namespace voicehub
