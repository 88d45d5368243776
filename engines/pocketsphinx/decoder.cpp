#include "engines/pocketsphinx/decoder.hpp"

#include <pocketsphinx.h>
#include <sphinxbase/err.h>
#include <sphinxbase/fe.h>
#include <sphinxbase/feat.h>

#include <algorithm>
#include <array>
#include <cstdarg>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "engines/audio/samples.hpp"

namespace voicehub::engines::pocketsphinx {
namespace {

constexpr double kFramesPerSecond = 100;

// --- what the library says

// The first error of this thread since it was last emptied: those after it are what it led to.
std::string& complaint() {
  thread_local std::string text;
  return text;
}

void keep_complaint(void*, err_lvl_t level, const char* format, ...) {
  if (level != ERR_ERROR && level != ERR_FATAL) {
    return;
  }
  std::array<char, 1024> text{};
  std::va_list arguments;
  va_start(arguments, format);
  std::vsnprintf(text.data(), text.size(), format, arguments);
  va_end(arguments);
  if (level == ERR_FATAL) {
    std::fputs(text.data(), stderr);  // the library ends the process next
  }
  if (complaint().empty()) {
    complaint() = text.data();
  }
}

// --- ownership

struct Closer {
  void operator()(cmd_ln_t* settings) const { cmd_ln_free_r(settings); }

  void operator()(ps_decoder_t* decoder) const { ps_free(decoder); }
};

using Settings = std::unique_ptr<cmd_ln_t, Closer>;
using SphinxDecoder = std::unique_ptr<ps_decoder_t, Closer>;

Settings settings_for(const Model& model) {
  const std::string acoustic = model.acoustic().string();
  const std::string dictionary = model.dictionary().string();
  const std::pair<const char*, std::string> words =
      !model.grammar.empty()    ? std::pair{"-jsgf", model.grammar.string()}
      : !model.keywords.empty() ? std::pair{"-kws", model.keywords.string()}
                                : std::pair{"-lm", model.language().string()};
  return Settings{cmd_ln_init(nullptr,
                              ps_args(),
                              1,
                              "-hmm",
                              acoustic.c_str(),
                              "-dict",
                              dictionary.c_str(),
                              words.first,
                              words.second.c_str(),
                              nullptr)};
}

// Making a decoder writes to variables of the library that all of them share.
SphinxDecoder make_decoder(const Model& model) {
  static std::mutex making;
  const std::scoped_lock lock{making};
  err_set_callback(keep_complaint, nullptr);
  err_set_logfp(nullptr);  // all settings would go there
  complaint().clear();
  const Settings settings = settings_for(model);
  return SphinxDecoder{settings ? ps_init(settings.get()) : nullptr};
}

// --- from frames and words of the library

// "<sil>", "[NOISE]", "++BREATH++": what the decoder has for sounds that are no words; and
// "(NULL)", a step in a grammar without any sound.
bool is_filler(std::string_view word) {
  return word.empty() || std::string_view{"<[("}.contains(word.front()) || word.starts_with("++");
}

// "the(2)" is another pronunciation of "the".
std::string_view spelling(std::string_view word) {
  return word.substr(0, word.find('(', 1));
}

std::vector<Word> words_of(ps_decoder_t* decoder) {
  std::vector<Word> words;
  for (ps_seg_t* part = ps_seg_iter(decoder); part != nullptr; part = ps_seg_next(part)) {
    const std::string_view word = ps_seg_word(part);
    if (is_filler(word)) {
      continue;
    }
    int first = 0;
    int last = 0;
    ps_seg_frames(part, &first, &last);
    words.push_back({.start = first / kFramesPerSecond,
                     .end = (last + 1) / kFramesPerSecond,
                     .text = std::string{spelling(word)}});
  }
  std::ranges::sort(words, {}, &Word::start);  // keywords come last first
  return words;
}

std::optional<Segment> segment_of(std::vector<Word> words) {
  if (words.empty()) {
    return std::nullopt;
  }
  Segment segment{.start = words.front().start, .end = words.back().end};
  for (const Word& word : words) {
    segment.text += fmt::format("{}{}", segment.text.empty() ? "" : " ", word.text);
  }
  segment.words = std::move(words);
  return segment;
}

// The mean of the features of speech, which the decoder takes off them. The microphone and the room
// make it.
class Mean {
 public:
  explicit Mean(const feat_t& features)
      : values_{features.cmn_struct->cmn_mean,
                features.cmn_struct->cmn_mean + features.cmn_struct->veclen} {}

  // Of what is speech in `samples`; the model's own where there is too little of it.
  void set(ps_decoder_t* decoder, std::vector<std::int16_t> samples) const {
    std::vector<mfcc_t> mean = of_speech(ps_get_fe(decoder), samples);
    cmn_live_set(ps_get_feat(decoder)->cmn_struct, (mean.empty() ? values_ : mean).data());
  }

 private:
  static constexpr std::size_t kFewestFrames = 30;

  [[nodiscard]] std::vector<mfcc_t> of_speech(fe_t* front_end,
                                              std::span<const std::int16_t> samples) const {
    std::array<std::array<mfcc_t, 64>, 32> frames{};
    std::array<mfcc_t*, 32> rows{};
    std::ranges::transform(frames, rows.begin(), [](auto& frame) { return frame.data(); });
    std::vector<mfcc_t> sum(values_.size());
    std::size_t count = 0;
    fe_start_stream(front_end);
    fe_start_utt(front_end);
    const std::int16_t* next = samples.data();
    std::size_t left = samples.size();
    while (left > 0) {
      int made = static_cast<int>(rows.size());
      int place = 0;
      if (fe_process_frames(front_end, &next, &left, rows.data(), &made, &place) < 0) {
        break;
      }
      count += static_cast<std::size_t>(made);
      for (const auto& frame : std::span{frames}.first(static_cast<std::size_t>(made))) {
        std::ranges::transform(sum, frame, sum.begin(), std::plus{});
      }
    }
    int tail = 0;
    fe_end_utt(front_end, rows.front(), &tail);
    if (count < kFewestFrames) {
      return {};
    }
    for (mfcc_t& value : sum) {
      value /= static_cast<mfcc_t>(count);
    }
    return sum;
  }

  std::vector<mfcc_t> values_;
};

std::vector<std::int16_t> to_int16(std::span<const float> samples) {
  std::vector<std::int16_t> result(samples.size());
  std::ranges::transform(
      samples, result.begin(), [](float sample) { return engines::to_int16(sample); });
  return result;
}

}  // namespace

class Decoder::Impl {
 public:
  explicit Impl(SphinxDecoder decoder)
      : decoder_{std::move(decoder)}, mean_{*ps_get_feat(decoder_.get())} {}

  Result<void> begin(std::span<const float> beginning) {
    if (std::exchange(started_, false)) {
      ps_end_utt(decoder_.get());
    }
    mean_.set(decoder_.get(), to_int16(beginning));
    complaint().clear();
    return check(ps_start_stream(decoder_.get()) == 0 && start());
  }

  Result<std::optional<Segment>> hear(std::span<const float> samples) {
    const std::vector<std::int16_t> block = to_int16(samples);
    complaint().clear();
    VH_CHECK(check(ps_process_raw(decoder_.get(), block.data(), block.size(), 0, 0) >= 0));
    const bool spoke = std::exchange(speaks_, ps_get_in_speech(decoder_.get()) != 0);
    heard_ += speaks_ ? samples.size() : 0;
    if (speaks_ ? heard_ < kLongestSegment : !spoke) {
      return std::nullopt;
    }
    VH_TRY(auto segment, finish());
    VH_CHECK(check(start()));
    return segment;
  }

  Result<std::optional<Segment>> finish() {
    complaint().clear();
    started_ = false;
    VH_CHECK(check(ps_end_utt(decoder_.get()) >= 0));
    if (ps_get_hyp(decoder_.get(), nullptr) == nullptr) {
      return std::nullopt;
    }
    return segment_of(words_of(decoder_.get()));
  }

 private:
  // Nobody speaks that long without a pause; the time and memory for one segment stay bounded.
  static constexpr std::size_t kLongestSegment = std::size_t{30} * kRate;

  bool start() {
    speaks_ = false;
    heard_ = 0;
    started_ = ps_start_utt(decoder_.get()) == 0;
    return started_;
  }

  static Result<void> check(bool succeeded) {
    if (succeeded) {
      return {};
    }
    return make_error(
        ErrorCode::failed, "pocketsphinx cannot go on with the recording", "", complaint());
  }

  SphinxDecoder decoder_;
  Mean mean_;
  bool started_ = false;
  bool speaks_ = false;
  std::size_t heard_ = 0;  // samples of speech in this segment
};

Result<Decoder> Decoder::create(const Model& model) {
  VH_CHECK(pocketsphinx::check(model));
  SphinxDecoder decoder = make_decoder(model);
  // It leaves out what it does not like of keywords, and goes on.
  if (!decoder || !complaint().empty()) {
    return make_error(ErrorCode::failed,
                      fmt::format("pocketsphinx cannot use the model in {}", model.folder.string()),
                      "check the files of the model, and the grammar or keywords if there are any",
                      complaint());
  }
  return Decoder{std::make_unique<Impl>(std::move(decoder))};
}

Decoder::Decoder(std::unique_ptr<Impl> impl) : impl_{std::move(impl)} {}

Decoder::Decoder(Decoder&& other) noexcept = default;
Decoder& Decoder::operator=(Decoder&& other) noexcept = default;
Decoder::~Decoder() = default;

Result<void> Decoder::begin(std::span<const float> beginning) {
  return impl_->begin(beginning);
}

Result<std::optional<Segment>> Decoder::hear(std::span<const float> samples) {
  return impl_->hear(samples);
}

Result<std::optional<Segment>> Decoder::finish() {
  return impl_->finish();
}

}  // namespace voicehub::engines::pocketsphinx
