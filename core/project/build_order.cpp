#include "core/project/build_order.hpp"

#include <algorithm>
#include <map>
#include <string>

#include <fmt/format.h>

#include "core/base/text.hpp"

namespace voicehub {
namespace {

class Waves {
 public:
  explicit Waves(const Project& project) : project_{project} {}

  std::vector<BuildWave> take() { return std::move(waves_); }

  // The wave of the service: one after those of all services that it is built from.
  Result<std::size_t> add(const Service& service) {
    if (const auto known = wave_of_image_.find(service.image); known != wave_of_image_.end()) {
      return known->second;
    }
    const bool again = std::ranges::find(open_, service.name) != open_.end();
    open_.push_back(service.name);
    if (again) {
      return make_error(ErrorCode::invalid_project,
                        fmt::format("images are built from each other: {}", join(open_, " → ")),
                        "build.additional_contexts of one of them has to name something else");
    }
    std::size_t wave = 0;
    for (const NamedContext& context : service.build->contexts) {
      if (context.service.empty()) {
        continue;
      }
      VH_TRY(const Service* base, find_service(project_, context.service));
      if (base->build) {
        VH_TRY(const std::size_t before, add(*base));
        wave = std::max(wave, before + 1);
      }
    }
    open_.pop_back();
    waves_.resize(std::max(waves_.size(), wave + 1));
    waves_[wave].push_back(&service);
    wave_of_image_[service.image] = wave;
    return wave;
  }

 private:
  const Project& project_;
  std::vector<BuildWave> waves_;
  std::map<std::string, std::size_t> wave_of_image_;
  std::vector<std::string> open_;
};

}  // namespace

Result<std::vector<BuildWave>> build_order(const Project& project,
                                           const std::vector<const Service*>& selected) {
  Waves waves{project};
  for (const Service* service : selected) {
    if (service->build) {
      VH_CHECK(waves.add(*service));
    }
  }
  return waves.take();
}

}  // namespace voicehub
