#include "engines/espeak/voice_list.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "core/base/text.hpp"

namespace voicehub::engines::espeak {
namespace {

constexpr std::string_view kDefault = "en-us";

char lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

char upper(char letter) {
  return letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
}

std::string lowered(std::string_view text) {
  std::string result{text};
  std::ranges::transform(result, result.begin(), lower);
  return result;
}

std::string id_of(const LibraryVoice& voice) {
  return lowered(voice.file.substr(voice.file.rfind('/') + 1));
}

bool comes_before(const ListedVoice& one, const ListedVoice& other) {
  const auto key = [](const ListedVoice& listed) {
    return std::pair{listed.voice.id != kDefault, std::string_view{listed.voice.id}};
  };
  return key(one) < key(other);
}

// How well `name` names the voice: 0 not at all.
int likeness(const ListedVoice& listed, const std::string& name) {
  if (name == listed.voice.id) {
    return 4;
  }
  if (name == lowered(listed.library.file) || name == lowered(listed.library.name)) {
    return 3;
  }
  const auto& languages = listed.library.languages;
  if (!languages.empty() && name == lowered(languages.front())) {
    return 2;
  }
  return std::ranges::find(languages, name, lowered) != languages.end() ? 1 : 0;
}

}  // namespace

VoiceList::VoiceList(std::vector<LibraryVoice> voices) {
  for (LibraryVoice& library : voices) {
    std::string id = id_of(library);
    const auto has_id = [&](const ListedVoice& other) { return other.voice.id == id; };
    if (std::ranges::any_of(voices_, has_id)) {
      id = lowered(library.file);
    }
    const std::string language = library.languages.empty() ? id : library.languages.front();
    voices_.push_back({.voice = {.id = std::move(id),
                                 .name = std::string{trim(library.name)},
                                 .language = bcp47(language),
                                 .speakers = {}},
                       .library = std::move(library)});
  }
  std::ranges::sort(voices_, comes_before);
}

Result<ListedVoice> VoiceList::find(std::string_view name) const {
  const std::string wanted = name.empty() ? std::string{kDefault} : lowered(name);
  const auto alike = [&](const ListedVoice& listed) { return likeness(listed, wanted); };
  const auto best = std::ranges::max_element(voices_, {}, alike);
  if (best != voices_.end() && alike(*best) > 0) {
    return *best;
  }
  std::vector<std::string> ids;
  ids.reserve(voices_.size());
  for (const ListedVoice& listed : voices_) {
    ids.push_back(listed.voice.id);
  }
  return make_error(ErrorCode::not_found,
                    fmt::format("no voice '{}' in espeak-ng", name),
                    did_you_mean(wanted, ids, "voices"));
}

std::string bcp47(std::string_view language) {
  // Those whose subtags are regions or scripts to everybody else.
  constexpr std::array kOwn{
      std::pair<std::string_view, const char*>{"ca-ba", "ca-x-ba"},
      std::pair<std::string_view, const char*>{"ca-nw", "ca-x-nw"},
      std::pair<std::string_view, const char*>{"ca-va", "ca-valencia"},
      std::pair<std::string_view, const char*>{"en-us-nyc", "en-US-x-nyc"},
      std::pair<std::string_view, const char*>{"en-gb-scotland", "en-GB-scotland"},
      std::pair<std::string_view, const char*>{"piqd", "tlh-Piqd"},
      std::pair<std::string_view, const char*>{"ru-cl", "ru-x-cl"},
  };
  const std::string tag = lowered(language);
  const auto* const own =
      std::ranges::find(kOwn, tag, &std::pair<std::string_view, const char*>::first);
  if (own != kOwn.end()) {
    return own->second;
  }
  std::vector<std::string> parts = split(tag, '-');
  for (std::size_t i = 1; i < parts.size() && parts[i].size() > 1; ++i) {
    if (parts[i].size() == 2) {
      std::ranges::transform(parts[i], parts[i].begin(), upper);
    } else if (parts[i].size() == 4) {
      parts[i][0] = upper(parts[i][0]);
    }
  }
  return join(parts, "-");
}

}  // namespace voicehub::engines::espeak
