#include "engines/audio/resampler.hpp"

#include <soxr.h>

#include <array>
#include <type_traits>
#include <utility>

#include "engines/audio/samples.hpp"

namespace voicehub::engines {
namespace {

struct Closer {
  void operator()(soxr_t soxr) const { soxr_delete(soxr); }
};

using Soxr = std::unique_ptr<std::remove_pointer_t<soxr_t>, Closer>;

}  // namespace

class Resampler::Impl {
 public:
  // Without `soxr` the rates are the same.
  explicit Impl(Soxr soxr) : soxr_{std::move(soxr)} {}

  std::vector<float> feed(std::span<const float> samples) {
    if (finished_ || samples.empty()) {
      return {};
    }
    if (!soxr_) {
      return {samples.begin(), samples.end()};
    }
    return process(samples);
  }

  std::vector<float> finish() {
    if (std::exchange(finished_, true) || !soxr_) {
      return {};
    }
    return process({});  // to soxr, no input means the end of it
  }

 private:
  std::vector<float> process(std::span<const float> samples) {
    std::vector<float> output;
    std::array<float, 4096> block{};
    const float* next = samples.data();
    std::size_t left = samples.size();
    while (true) {
      std::size_t taken = 0;
      std::size_t made = 0;
      const soxr_error_t error =
          soxr_process(soxr_.get(), next, left, &taken, block.data(), block.size(), &made);
      output.insert(output.end(), block.begin(), block.begin() + static_cast<long>(made));
      left -= taken;
      next = next == nullptr ? nullptr : next + taken;
      if (error != nullptr || (left == 0 && made < block.size())) {
        return output;
      }
    }
  }

  Soxr soxr_;
  bool finished_ = false;
};

Result<Resampler> Resampler::create(int from, int to) {
  VH_CHECK(check_rate(from, "to resample from"));
  VH_CHECK(check_rate(to, "to resample to"));
  if (from == to) {
    return Resampler{std::make_unique<Impl>(nullptr)};
  }
  const soxr_io_spec_t samples = soxr_io_spec(SOXR_FLOAT32_I, SOXR_FLOAT32_I);
  const soxr_quality_spec_t quality = soxr_quality_spec(SOXR_HQ, 0);
  const soxr_runtime_spec_t runtime = soxr_runtime_spec(1);
  soxr_error_t error = nullptr;
  Soxr soxr{soxr_create(from, to, 1, &error, &samples, &quality, &runtime)};
  if (!soxr || error != nullptr) {
    return make_error(
        ErrorCode::failed,
        "cannot resample from " + std::to_string(from) + " to " + std::to_string(to) + " Hz",
        "",
        error == nullptr ? "" : error);
  }
  return Resampler{std::make_unique<Impl>(std::move(soxr))};
}

Resampler::Resampler(std::unique_ptr<Impl> impl) : impl_{std::move(impl)} {}

Resampler::Resampler(Resampler&& other) noexcept = default;
Resampler& Resampler::operator=(Resampler&& other) noexcept = default;
Resampler::~Resampler() = default;

std::vector<float> Resampler::feed(std::span<const float> samples) {
  return impl_->feed(samples);
}

std::vector<float> Resampler::finish() {
  return impl_->finish();
}

Audio resampled(const Audio& audio, int rate) {
  Audio result{.rate = rate, .samples = {}};
  auto resampler = Resampler::create(audio.rate, rate);
  if (!resampler) {
    return result;
  }
  result.samples = resampler->feed(audio.samples);
  const std::vector<float> rest = resampler->finish();
  result.samples.insert(result.samples.end(), rest.begin(), rest.end());
  return result;
}

}  // namespace voicehub::engines
