#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace voicehub::plan {

struct PullState {
  std::string doing;   // "pulling", "unpacking"
  std::string detail;  // "34.0 MB of 120.0 MB"
  double fraction = 0;

  friend bool operator==(const PullState&, const PullState&) = default;
};

// Makes one progress of the daemon's lines about the layers of an image. The sum grows as layers
// become known, and never goes back.
class PullProgress {
 public:
  // Nothing while there is nothing worth telling: the daemon writes several lines in a second for
  // each layer.
  [[nodiscard]] std::optional<PullState> add(std::string_view line);

 private:
  struct Layer {
    std::uint64_t total = 0;
    std::uint64_t pulled = 0;
    std::uint64_t unpacked = 0;
  };

  [[nodiscard]] PullState state() const;

  std::map<std::string, Layer> layers_;
  int told_ = -100;  // in percent; before the first, less than any
};

}  // namespace voicehub::plan
