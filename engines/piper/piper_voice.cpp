#include "engines/piper/piper_voice.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "core/base/text.hpp"
#include "engines/espeak/phonemizer.hpp"
#include "engines/espeak/voice_list.hpp"
#include "engines/piper/voice_files.hpp"

namespace voicehub::engines::piper {
namespace {

constexpr const char* kOutput = "output";

std::string language_of(const VoiceConfig& config) {
  std::string code = config.language_code;
  std::ranges::replace(code, '_', '-');
  return espeak::bcp47(code.empty() ? config.espeak_voice : code);
}

// The names, or numbers where there are none, in the order of their numbers and the default first.
std::vector<std::string> speakers_of(const VoiceConfig& config) {
  if (config.num_speakers < 2) {
    return {};
  }
  std::vector<std::string> names;
  for (std::int64_t id = 0; id < config.num_speakers; ++id) {
    names.push_back(std::to_string(id));
  }
  for (const auto& [name, id] : config.speaker_id_map) {
    names[static_cast<std::size_t>(id)] = name;
  }
  const auto first = names.begin() + config.default_speaker_id;
  std::rotate(names.begin(), first, std::next(first));
  return names;
}

Voice listed_as(const std::filesystem::path& file,
                const VoiceConfig& config,
                std::string config_text) {
  const std::string id = file.stem().string();
  std::string name = config.dataset.empty() ? id : config.dataset;
  if (!config.language_name.empty()) {
    name += ", " + config.language_name;
  }
  if (!config.quality.empty()) {
    name += fmt::format(" ({})", config.quality);
  }
  return {.id = id,
          .name = std::move(name),
          .language = language_of(config),
          .speakers = speakers_of(config),
          .piper_config = std::make_shared<const std::string>(std::move(config_text))};
}

Result<std::string> read_text(const std::filesystem::path& file) {
  std::ifstream stream{file, std::ios::binary};
  std::string text{std::istreambuf_iterator<char>{stream}, {}};
  if (!stream) {
    return make_error(ErrorCode::failed,
                      fmt::format("{} cannot be read", file.string()),
                      "see whether this program may read it");
  }
  return text;
}

// Whether the network is of the kind that Piper trains.
Result<void> check(const onnx::Session& session, const VoiceConfig& config) {
  // langid: of voices that Coqui's trainer exported for Piper.
  constexpr std::array kKnown{"input", "input_lengths", "scales", "sid", "langid"};
  constexpr std::array kNeeded{"input", "input_lengths", "scales"};
  constexpr const char* kHint = "use a voice that Piper's trainer exported";
  const std::string file = session.file().string();
  for (const onnx::Port& port : session.inputs()) {
    if (!std::ranges::contains(kKnown, port.name)) {
      return make_error(
          ErrorCode::unsupported,
          fmt::format("{} has the input '{}', which no voice of Piper has", file, port.name),
          kHint);
    }
  }
  for (const char* const needed : kNeeded) {
    if (session.input(needed) == nullptr) {
      return make_error(
          ErrorCode::unsupported,
          fmt::format("{} has no input '{}', which each voice of Piper has", file, needed),
          kHint);
    }
  }
  if (session.output(kOutput) == nullptr) {
    return make_error(
        ErrorCode::unsupported, fmt::format("{} has no output '{}'", file, kOutput), kHint);
  }
  if (config.num_speakers > 1 && session.input("sid") == nullptr) {
    return make_error(ErrorCode::invalid_project,
                      fmt::format("{} has no input 'sid', but its configuration has {} speakers",
                                  file,
                                  config.num_speakers),
                      "take the .onnx and its .onnx.json from one place, unchanged");
  }
  return done();
}

}  // namespace

PiperVoice::PiperVoice(std::filesystem::path file,
                       VoiceConfig config,
                       std::string config_text,
                       int threads)
    : file_{std::move(file)},
      config_{std::move(config)},
      listed_{listed_as(file_, config_, std::move(config_text))},
      threads_{threads} {}

Result<std::unique_ptr<PiperVoice>> PiperVoice::open(const std::filesystem::path& file,
                                                     int threads) {
  const std::filesystem::path beside = config_file(file);
  VH_TRY(std::string text, read_text(beside));
  VH_TRY(VoiceConfig config, parse_voice_config(text, beside.string()));
  if (config.phoneme_type == PhonemeType::espeak) {
    if (const auto read = espeak::phonemes_of("", config.espeak_voice); !read) {
      return make_error(read.error().code,
                        fmt::format("{}: {}", beside.string(), read.error().message),
                        read.error().hint,
                        read.error().cause);
    }
  }
  return std::unique_ptr<PiperVoice>{
      new PiperVoice{file, std::move(config), std::move(text), threads}};
}

Result<std::int64_t> PiperVoice::speaker(const std::string& name) const {
  if (name.empty()) {
    return config_.default_speaker_id;
  }
  if (const auto found = config_.speaker_id_map.find(name); found != config_.speaker_id_map.end()) {
    return found->second;
  }
  std::int64_t id = -1;
  const char* const end = name.data() + name.size();
  const auto number = std::from_chars(name.data(), end, id);
  if (number.ec == std::errc{} && number.ptr == end && id >= 0 && id < config_.num_speakers) {
    return id;
  }
  constexpr std::size_t kShown = 20;
  const std::span shown{listed_.speakers.data(), std::min(kShown, listed_.speakers.size())};
  return make_error(ErrorCode::not_found,
                    fmt::format("no speaker '{}' in voice '{}'", name, listed_.id),
                    shown.empty()
                        ? "leave the speaker out: the voice is one"
                        : fmt::format("known speakers: {}{}; or a number from 0 to {}",
                                      join(shown, ", "),
                                      shown.size() < listed_.speakers.size() ? ", ..." : "",
                                      config_.num_speakers - 1));
}

Result<void> PiperVoice::load() {
  const std::scoped_lock lock{mutex_};
  if (session_) {
    return done();
  }
  VH_TRY(
      onnx::Session session,
      onnx::Session::load(file_, {.threads = threads_, .optimization = onnx::Optimization::all}));
  VH_CHECK(check(session, config_));
  session_.emplace(std::move(session));
  return done();
}

Result<void> PiperVoice::warm_up() {
  constexpr std::size_t kPhonemes = 10;
  std::vector<std::int64_t> ids = config_.phoneme_id_map.at("^");
  for (const auto& [phoneme, of_phoneme] : config_.phoneme_id_map) {
    if (ids.size() < kPhonemes) {
      ids.insert(ids.end(), of_phoneme.begin(), of_phoneme.end());
    }
  }
  const std::vector<std::int64_t>& end = config_.phoneme_id_map.at("$");
  ids.insert(ids.end(), end.begin(), end.end());
  const Manner manner{.noise_scale = config_.noise_scale,
                      .length_scale = config_.length_scale,
                      .noise_w = config_.noise_w,
                      .speaker = config_.default_speaker_id};
  VH_TRY(const std::vector<float> sound, compute(ids, manner, {}));
  static_cast<void>(sound);
  return done();
}

Result<std::vector<float>> PiperVoice::compute(std::span<const std::int64_t> ids,
                                               const Manner& manner,
                                               std::stop_token stop) {
  VH_CHECK(load());
  const auto count = static_cast<std::int64_t>(ids.size());
  const std::array scales{static_cast<float>(manner.noise_scale),
                          static_cast<float>(manner.length_scale),
                          static_cast<float>(manner.noise_w)};
  std::vector<onnx::NamedTensor> inputs{
      {.name = "input", .tensor = onnx::Tensor::of(ids, {1, count})},
      {.name = "input_lengths", .tensor = onnx::Tensor::of(std::span{&count, 1}, {1})},
      {.name = "scales", .tensor = onnx::Tensor::of(scales, {3})},
  };
  const std::int64_t language = 0;
  if (session_->input("sid") != nullptr) {
    inputs.push_back(
        {.name = "sid", .tensor = onnx::Tensor::of(std::span{&manner.speaker, 1}, {1})});
  }
  if (session_->input("langid") != nullptr) {
    inputs.push_back({.name = "langid", .tensor = onnx::Tensor::of(std::span{&language, 1}, {1})});
  }
  VH_TRY(const onnx::Tensor output, session_->run(inputs, kOutput, std::move(stop)));
  // [1, 1, 1, samples] of Piper's trainer, [1, 1, samples] of others.
  const onnx::Shape shape = output.shape();
  const std::span<const float> samples = output.floats();
  if (shape.empty() || samples.size() != static_cast<std::size_t>(shape.back())) {
    return make_error(ErrorCode::failed,
                      fmt::format("{} gave no sound of one channel", file_.string()),
                      "use a voice that Piper's trainer exported");
  }
  return std::vector<float>(samples.begin(), samples.end());
}

}  // namespace voicehub::engines::piper
