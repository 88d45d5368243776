#include "engines/espeak/library.hpp"

#include <espeak-ng/speak_lib.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "core/base/text.hpp"

namespace voicehub::engines::espeak {
namespace {

struct LibraryState {
  std::timed_mutex mutex;
  int rate = 0;  // 0: not loaded
  VoiceList voices;
  std::vector<std::string> variants;
  std::string voice;  // as it was last set
};

LibraryState& library_state() {
  static LibraryState state;
  return state;
}

// A list of the library: each language is a byte of priority and a text that NUL ends; a byte 0
// ends them all.
std::vector<std::string> languages_of(const char* list) {
  std::multimap<char, std::string> languages;
  while (*list != '\0') {
    const auto added = languages.emplace(list[0], list + 1);
    list += added->second.size() + 2;
  }
  std::vector<std::string> names;
  names.reserve(languages.size());
  for (auto& [priority, name] : languages) {
    names.push_back(std::move(name));
  }
  return names;
}

std::vector<LibraryVoice> listed(espeak_VOICE* wanted) {
  std::vector<LibraryVoice> voices;
  for (const espeak_VOICE** voice = espeak_ListVoices(wanted); *voice != nullptr; ++voice) {
    voices.push_back({.name = (*voice)->name,
                      .file = (*voice)->identifier,
                      .languages = languages_of((*voice)->languages)});
  }
  return voices;
}

std::vector<std::string> variant_names() {
  espeak_VOICE wanted{};
  wanted.languages = "variant";
  std::vector<std::string> names;
  for (const LibraryVoice& variant : listed(&wanted)) {
    names.push_back(variant.file.substr(variant.file.rfind('/') + 1));
  }
  return names;
}

Result<void> load(LibraryState& state) {
  const int rate =
      espeak_Initialize(AUDIO_OUTPUT_SYNCHRONOUS, 0, nullptr, espeakINITIALIZE_DONT_EXIT);
  if (rate <= 0) {
    return make_error(ErrorCode::failed,
                      "espeak-ng cannot read its data",
                      "install espeak-ng-data, or name the folder above espeak-ng-data in "
                      "ESPEAK_DATA_PATH");
  }
  state.voices = VoiceList{listed(nullptr)};
  state.variants = variant_names();
  if (state.voices.all().empty()) {
    return make_error(ErrorCode::failed,
                      "espeak-ng has no voices in its data",
                      "install espeak-ng-data of the same version as libespeak-ng");
  }
  state.rate = rate;
  return done();
}

}  // namespace

Result<LibraryLock> LibraryLock::take(const std::stop_token& stop) {
  constexpr std::chrono::milliseconds kLook{20};  // a stop while others speak is seen this soon
  LibraryState& state = library_state();
  std::unique_lock lock{state.mutex, std::defer_lock};
  do {
    if (stop.stop_requested()) {
      return make_error(ErrorCode::cancelled, "stopped while others were speaking");
    }
  } while (!lock.try_lock_for(kLook));
  if (state.rate == 0) {
    VH_CHECK(load(state));
  }
  return LibraryLock{std::move(lock)};
}

int LibraryLock::rate() const {
  return library_state().rate;
}

const VoiceList& LibraryLock::voices() const {
  return library_state().voices;
}

Result<void> LibraryLock::use(const std::string& voice, const std::string& variant) {
  LibraryState& state = library_state();
  VH_TRY(const ListedVoice found, state.voices.find(voice));
  if (!variant.empty() && std::ranges::find(state.variants, variant) == state.variants.end()) {
    return make_error(ErrorCode::not_found,
                      fmt::format("no speaker '{}' in espeak-ng", variant),
                      did_you_mean(variant, state.variants, "speakers"));
  }
  const std::string name = found.library.file + (variant.empty() ? "" : "+" + variant);
  if (name == state.voice) {
    return done();
  }
  state.voice.clear();
  if (espeak_SetVoiceByName(name.c_str()) != EE_OK) {
    return make_error(ErrorCode::failed,
                      fmt::format("espeak-ng cannot load its voice '{}'", name),
                      "install espeak-ng-data of the same version as libespeak-ng");
  }
  state.voice = name;
  return done();
}

}  // namespace voicehub::engines::espeak
