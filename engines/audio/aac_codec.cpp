#include <vo-aacenc/cmnMemory.h>
#include <vo-aacenc/voAAC.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "engines/audio/codec.hpp"
#include "engines/audio/samples.hpp"

namespace voicehub::engines {
namespace {

constexpr std::size_t kFrame = 1024;  // samples
// The encoder is that much behind its input, rounded up: what has to follow the last sample.
constexpr std::size_t kDelay = 2 * kFrame;

// No more than the encoder takes at low rates.
int bits_per_second(int rate) {
  constexpr int kSpeech = 64'000;
  return std::min(kSpeech, 4 * rate);
}

class AacCodec final : public Codec {
 public:
  AacCodec() = default;
  AacCodec(const AacCodec&) = delete;
  AacCodec& operator=(const AacCodec&) = delete;

  ~AacCodec() override {
    if (handle_ != nullptr) {
      api_.Uninit(handle_);
    }
  }

  Result<void> open(int rate) {
    VO_CODEC_INIT_USERDATA user_data{.memflag = VO_IMF_USERMEMOPERATOR, .memData = &memory_};
    AACENC_PARAM parameters{
        .sampleRate = rate, .bitRate = bits_per_second(rate), .nChannels = 1, .adtsUsed = 1};
    if (voGetAACEncAPI(&api_) != VO_ERR_NONE ||
        api_.Init(&handle_, VO_AUDIO_CodingAAC, &user_data) != VO_ERR_NONE ||
        api_.SetParam(handle_, VO_PID_AAC_ENCPARAM, &parameters) != VO_ERR_NONE) {
      return make_error(ErrorCode::unsupported,
                        fmt::format("the AAC encoder takes no sound of {} Hz", rate),
                        "ask for a sample rate of 24000 Hz, or for another format");
    }
    return {};
  }

  std::string write(std::span<const float> samples) override {
    std::string bytes;
    for (const float sample : samples) {
      frame_.push_back(to_int16(sample));
      if (frame_.size() == kFrame) {
        encode_frame(bytes);
      }
    }
    return bytes;
  }

  std::string close() override {
    if (!started_ && frame_.empty()) {
      return {};
    }
    const std::size_t rest = (frame_.size() + kDelay) % kFrame;
    return write(std::vector<float>(kDelay + (rest == 0 ? 0 : kFrame - rest)));
  }

 private:
  void encode_frame(std::string& bytes) {
    constexpr std::size_t kLargestFrame = 2048;  // bytes; the standard's limit is 768 and a header
    std::array<unsigned char, kLargestFrame> output{};
    VO_CODECBUFFER input_buffer{};
    input_buffer.Buffer = reinterpret_cast<VO_PBYTE>(frame_.data());
    input_buffer.Length = static_cast<VO_U32>(frame_.size() * sizeof(std::int16_t));
    api_.SetInputData(handle_, &input_buffer);
    VO_CODECBUFFER output_buffer{};
    output_buffer.Buffer = output.data();
    output_buffer.Length = output.size();
    VO_AUDIO_OUTPUTINFO facts{};
    if (api_.GetOutputData(handle_, &output_buffer, &facts) == VO_ERR_NONE) {
      bytes.append(reinterpret_cast<const char*>(output.data()), output_buffer.Length);
    }
    frame_.clear();
    started_ = true;
  }

  VO_AUDIO_CODECAPI api_{};
  // The encoder keeps a pointer to it.
  VO_MEM_OPERATOR memory_{.Alloc = cmnMemAlloc,
                          .Free = cmnMemFree,
                          .Set = cmnMemSet,
                          .Copy = cmnMemCopy,
                          .Check = cmnMemCheck};
  VO_HANDLE handle_ = nullptr;
  std::vector<std::int16_t> frame_;  // until it is whole
  bool started_ = false;
};

}  // namespace

CodecResult make_aac_codec(int rate) {
  auto codec = std::make_unique<AacCodec>();
  VH_CHECK(codec->open(rate));
  return codec;
}

}  // namespace voicehub::engines
