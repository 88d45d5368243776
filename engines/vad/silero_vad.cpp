#include "engines/vad/silero_vad.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

#include <fmt/format.h>

#include "engines/audio/resampler.hpp"
#include "engines/audio/samples.hpp"

namespace voicehub::engines {
namespace {

using onnx::NamedTensor;
using onnx::Tensor;

constexpr std::int64_t kRate = 16000;
constexpr std::size_t kWindow = 512;
constexpr std::size_t kContext = 64;
constexpr std::size_t kMostWindows = 512;  // of one run, where a run may have several: 16 s

// A memory that goes in under one name comes out under one of these.
struct MemoryNames {
  std::string_view input;
  std::vector<std::string_view> outputs;
};

const std::vector<MemoryNames>& memory_names() {
  static const std::vector<MemoryNames> all{{.input = "state", .outputs = {"stateN"}},
                                            {.input = "h", .outputs = {"hn", "new_h"}},
                                            {.input = "c", .outputs = {"cn", "new_c"}},
                                            {.input = "h0", .outputs = {"hn"}},
                                            {.input = "c0", .outputs = {"cn"}}};
  return all;
}

// [windows][context + 512] of windows from `first` on; silence before the start and after the end.
std::vector<float> block_of(std::span<const float> samples,
                            std::size_t first,
                            std::size_t windows,
                            std::size_t context) {
  std::vector<float> block;
  block.reserve(windows * (context + kWindow));
  for (std::size_t n = first; n < first + windows; ++n) {
    for (std::size_t at = 0; at < context + kWindow; ++at) {
      const std::size_t shifted = n * kWindow + at;
      const bool inside = shifted >= context && shifted - context < samples.size();
      block.push_back(inside ? samples[shifted - context] : 0.0F);
    }
  }
  return block;
}

std::unexpected<Error> no_silero(const onnx::Session& session) {
  std::string names;
  for (const onnx::Port& port : session.inputs()) {
    names += (names.empty() ? "" : ", ") + port.name;
  }
  return make_error(ErrorCode::unsupported,
                    fmt::format("{} is no voice activity detection of Silero: its inputs are {}",
                                session.file().string(),
                                names),
                    "use a silero_vad.onnx of version 3 to 6");
}

}  // namespace

Result<std::vector<SileroVad::Memory>> SileroVad::memories_of(const onnx::Session& session) {
  std::vector<Memory> memories;
  for (const MemoryNames& names : memory_names()) {
    const onnx::Port* const input = session.input(names.input);
    if (input == nullptr) {
      continue;
    }
    const auto output = std::ranges::find_if(
        names.outputs, [&](std::string_view name) { return session.output(name) != nullptr; });
    if (output == names.outputs.end() || input->dimensions.size() != 3) {
      return no_silero(session);
    }
    onnx::Shape shape = input->dimensions;
    for (std::int64_t& dimension : shape) {
      dimension = std::max<std::int64_t>(dimension, 1);  // recordings are heard one by one
    }
    memories.push_back(
        {.input = input->name, .output = std::string{*output}, .shape = std::move(shape)});
  }
  if (memories.empty()) {
    return no_silero(session);
  }
  return memories;
}

Result<SileroVad> SileroVad::load(const std::filesystem::path& file) {
  // Its layers are too small to be shared between threads.
  VH_TRY(onnx::Session session, onnx::Session::load(file, {.threads = 1}));
  SileroVad vad{std::move(session)};
  VH_TRY(vad.memories_, memories_of(vad.session_));
  for (const std::string_view name : {"input", "x"}) {
    if (vad.input_.empty() && vad.session_.input(name) != nullptr) {
      vad.input_ = name;
    }
  }
  for (const onnx::Port& port : vad.session_.outputs()) {
    const bool remembered = std::ranges::any_of(
        vad.memories_, [&](const Memory& memory) { return memory.output == port.name; });
    if (vad.output_.empty() && !remembered) {
      vad.output_ = port.name;
    }
  }
  if (vad.input_.empty() || vad.output_.empty()) {
    return no_silero(vad.session_);
  }
  vad.wants_rate_ = vad.session_.input("sr") != nullptr;
  const onnx::Shape& dimensions = vad.session_.input(vad.input_)->dimensions;
  const bool many =
      !dimensions.empty() && dimensions.back() == static_cast<std::int64_t>(kContext + kWindow);
  // Without the end of the window before, version 5 hears nothing but noise.
  vad.context_ = many || vad.memories_.front().input == "state" ? kContext : 0;
  vad.batch_ = many && dimensions.front() != 1 ? kMostWindows : 1;
  return vad;
}

Result<Tensor> SileroVad::hear(Tensor block,
                               std::vector<Tensor>& memory,
                               const std::stop_token& stop) const {
  std::vector<NamedTensor> inputs{{.name = input_, .tensor = std::move(block)}};
  std::vector<NamedTensor> outputs{{.name = output_, .tensor = {}}};
  for (std::size_t at = 0; at < memory.size(); ++at) {
    inputs.push_back({.name = memories_[at].input, .tensor = memory[at]});
    outputs.push_back({.name = memories_[at].output, .tensor = {}});
  }
  if (wants_rate_) {
    inputs.push_back({.name = "sr", .tensor = Tensor::of(std::span{&kRate, 1}, {})});
  }
  VH_CHECK(session_.run(inputs, outputs, stop));
  for (std::size_t at = 0; at < memory.size(); ++at) {
    memory[at] = std::move(outputs[at + 1].tensor);
  }
  return std::move(outputs.front().tensor);
}

Result<std::vector<float>> SileroVad::probabilities(std::span<const float> samples,
                                                    const std::stop_token& stop) const {
  const std::size_t windows = (samples.size() + kWindow - 1) / kWindow;
  std::vector<Tensor> memory;
  for (const Memory& part : memories_) {
    memory.push_back(Tensor::zeros(part.shape));
  }
  std::vector<float> result;
  while (result.size() < windows) {
    const std::size_t count = std::min(batch_, windows - result.size());
    const std::vector<float> block = block_of(samples, result.size(), count, context_);
    const onnx::Shape shape{static_cast<std::int64_t>(count),
                            static_cast<std::int64_t>(context_ + kWindow)};
    VH_TRY(const Tensor heard, hear(Tensor::of(block, shape), memory, stop));
    const std::span<const float> values = heard.floats();
    const std::size_t each = values.size() / count;  // version 3: silence, then speech
    if (each == 0) {
      return no_silero(session_);
    }
    for (std::size_t n = 1; n <= count; ++n) {
      result.push_back(values[n * each - 1]);
    }
  }
  return result;
}

Result<std::vector<whisper::SpeechSpan>> SileroVad::find_speech(const Audio& audio,
                                                                const SpeechLimits& limits,
                                                                const std::stop_token& stop) const {
  VH_CHECK(check_rate(audio.rate, "of the recording"));
  const std::vector<float> samples = cleaned(resampled(audio, static_cast<int>(kRate)).samples);
  VH_TRY(const std::vector<float> found, probabilities(samples, stop));
  constexpr double kSeconds = static_cast<double>(kWindow) / static_cast<double>(kRate);
  return speech_runs(found, kSeconds, audio.duration().count(), limits);
}

}  // namespace voicehub::engines
