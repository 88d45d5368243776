#include "engines/whisper/fourier.hpp"

#include <cmath>
#include <numbers>

namespace voicehub::engines::whisper {
namespace {

constexpr Complex operator+(Complex a, Complex b) {
  return {a.re + b.re, a.im + b.im};
}

constexpr Complex operator-(Complex a, Complex b) {
  return {a.re - b.re, a.im - b.im};
}

// std::complex asks after each product whether it is a NaN.
constexpr Complex operator*(Complex a, Complex b) {
  return {a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re};
}

constexpr Complex operator*(double factor, Complex a) {
  return {factor * a.re, factor * a.im};
}

constexpr Complex minus_i_times(Complex a) {
  return {a.im, -a.re};
}

std::array<Complex, 4> transform_few(const std::array<Complex, 4>& in) {
  const Complex even_sum = in[0] + in[2];
  const Complex even_difference = in[0] - in[2];
  const Complex odd_sum = in[1] + in[3];
  const Complex odd_turned = minus_i_times(in[1] - in[3]);
  return {even_sum + odd_sum,
          even_difference + odd_turned,
          even_sum - odd_sum,
          even_difference - odd_turned};
}

std::array<Complex, 5> transform_few(const std::array<Complex, 5>& in) {
  constexpr double kCos1 = 0.30901699437494742410;   // of 2π/5
  constexpr double kCos2 = -0.80901699437494742410;  // of 4π/5
  constexpr double kSin1 = 0.95105651629515357212;
  constexpr double kSin2 = 0.58778525229247312917;
  const Complex outer_sum = in[1] + in[4];
  const Complex inner_sum = in[2] + in[3];
  const Complex outer_turned = minus_i_times(in[1] - in[4]);
  const Complex inner_turned = minus_i_times(in[2] - in[3]);
  const Complex even_1 = in[0] + kCos1 * outer_sum + kCos2 * inner_sum;
  const Complex even_2 = in[0] + kCos2 * outer_sum + kCos1 * inner_sum;
  const Complex odd_1 = kSin1 * outer_turned + kSin2 * inner_turned;
  const Complex odd_2 = kSin2 * outer_turned - kSin1 * inner_turned;
  return {in[0] + outer_sum + inner_sum,
          even_1 + odd_1,
          even_2 + odd_2,
          even_2 - odd_2,
          even_1 - odd_1};
}

template <std::size_t Size>
constexpr std::size_t kRadixOf = Size % 4 == 0 ? 4 : 5;

// The transforms of the parts, one after the other in `values`, become that of the whole.
template <std::size_t Size>
void join_parts(Complex* values, const Fourier400::Values& roots) {
  constexpr std::size_t kStride = Fourier400::kSize / Size;
  constexpr std::size_t kPart = Size / kRadixOf<Size>;
  for (std::size_t k = 0; k < kPart; ++k) {
    std::array<Complex, kRadixOf<Size>> few;
    for (std::size_t part = 0; part < few.size(); ++part) {
      few[part] = roots[part * k * kStride] * values[part * kPart + k];
    }
    few = transform_few(few);
    for (std::size_t part = 0; part < few.size(); ++part) {
      values[part * kPart + k] = few[part];
    }
  }
}

// Cooley and Tukey, decimated in time: of the `Size` values that lie 400 / Size apart in `in`.
template <std::size_t Size>
void transform_part(const Complex* in, Complex* out, const Fourier400::Values& roots) {
  if constexpr (Size == 1) {
    *out = *in;
  } else {
    constexpr std::size_t kStride = Fourier400::kSize / Size;
    constexpr std::size_t kPart = Size / kRadixOf<Size>;
    for (std::size_t part = 0; part < kRadixOf<Size>; ++part) {
      transform_part<kPart>(in + part * kStride, out + part * kPart, roots);
    }
    join_parts<Size>(out, roots);
  }
}

}  // namespace

Fourier400::Fourier400() {
  for (std::size_t n = 0; n < kSize; ++n) {
    const double angle = 2 * std::numbers::pi * static_cast<double>(n) / kSize;
    roots_[n] = {std::cos(angle), -std::sin(angle)};
  }
}

void Fourier400::transform(const Values& in, Values& out) const {
  transform_part<kSize>(in.data(), out.data(), roots_);
}

}  // namespace voicehub::engines::whisper
