#include "engines/piper/phoneme_ids.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <utility>

#include "engines/text/utf8.hpp"

namespace voicehub::engines::piper {
namespace {

struct Free {
  void operator()(utf8proc_uint8_t* bytes) const { std::free(bytes); }  // NOLINT: the library's
};

std::string mapped(std::string_view text, int options) {
  utf8proc_uint8_t* bytes = nullptr;
  const auto size = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                 static_cast<utf8proc_ssize_t>(text.size()),
                                 &bytes,
                                 static_cast<utf8proc_option_t>(options));
  const std::unique_ptr<utf8proc_uint8_t, Free> owner{bytes};
  return size < 0
             ? std::string{text}
             : std::string{reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size)};
}

std::string nfd(std::string_view text) {
  return mapped(text, UTF8PROC_DECOMPOSE | UTF8PROC_STABLE);
}

// In small letters, as voices are trained whose symbols are letters.
std::string folded(std::string_view text) {
  return mapped(text, UTF8PROC_DECOMPOSE | UTF8PROC_STABLE | UTF8PROC_CASEFOLD);
}

std::string without_flags(std::string_view phonemes) {
  std::string result;
  while (!phonemes.empty()) {
    const auto open = std::min(phonemes.find('('), phonemes.size());
    result += phonemes.substr(0, open);
    phonemes.remove_prefix(open);
    const auto close = phonemes.find(')');
    if (close == std::string_view::npos) {
      return result += phonemes;
    }
    phonemes.remove_prefix(close + 1);
  }
  return result;
}

template <typename Value>
std::size_t longest_key(const std::map<std::string, Value>& map) {
  std::size_t longest = 0;
  for (const auto& [key, value] : map) {
    longest = std::max(longest, key.size());
  }
  return longest;
}

// The longest key that `text` begins with.
template <typename Value>
auto find_prefix(const std::map<std::string, Value>& map,
                 std::size_t longest,
                 std::string_view text) {
  for (std::size_t size = std::min(longest, text.size()); size > 0; --size) {
    if (const auto found = map.find(std::string{text.substr(0, size)}); found != map.end()) {
      return found;
    }
  }
  return map.end();
}

std::string with_phoneme_map(std::string_view phonemes, const VoiceConfig& config) {
  const std::size_t longest = longest_key(config.phoneme_map);
  std::string result;
  while (!phonemes.empty()) {
    const auto found = find_prefix(config.phoneme_map, longest, phonemes);
    if (found == config.phoneme_map.end()) {
      const std::size_t size = utf8::first_character(phonemes).size;
      result += phonemes.substr(0, size);
      phonemes.remove_prefix(size);
      continue;
    }
    for (const std::string& phoneme : found->second) {
      result += phoneme;
    }
    phonemes.remove_prefix(found->first.size());
  }
  return result;
}

bool is_mark(const std::string& symbol) {
  return symbol == "," || symbol == ";" || symbol == ":" || symbol == "." || symbol == "?" ||
         symbol == "!";
}

bool is_blank_symbol(const std::string& symbol) {
  return symbol == " ";
}

// Behind which of the symbols [begin, end), of which more follow, to cut.
std::size_t place_to_cut(const std::vector<std::string>& symbols,
                         std::size_t begin,
                         std::size_t end) {
  for (const auto fits : {is_mark, is_blank_symbol}) {
    for (std::size_t at = end; at > begin; --at) {
      if (fits(symbols[at - 1])) {
        return at;
      }
    }
  }
  return end;
}

double silence_after(const std::string& symbol, const VoiceConfig& config) {
  const auto found = config.phoneme_silence.find(symbol);
  return found == config.phoneme_silence.end() ? 0.0 : found->second;
}

}  // namespace

Symbols symbols_of(std::string_view phonemes, const VoiceConfig& config) {
  const std::string text = with_phoneme_map(nfd(without_flags(phonemes)), config);
  const std::size_t longest = longest_key(config.phoneme_id_map);
  Symbols symbols;
  std::string_view rest = text;
  while (!rest.empty()) {
    auto found = find_prefix(config.phoneme_id_map, longest, rest);
    std::size_t size = utf8::first_character(rest).size;
    if (found != config.phoneme_id_map.end()) {
      size = found->first.size();
    } else {
      found = config.phoneme_id_map.find(folded(rest.substr(0, size)));
    }
    const std::string symbol{rest.substr(0, size)};
    if (found != config.phoneme_id_map.end()) {
      symbols.known.push_back(found->first);
    } else if (!std::ranges::contains(symbols.unknown, symbol)) {
      symbols.unknown.push_back(symbol);
    }
    rest.remove_prefix(size);
  }
  return symbols;
}

std::vector<Run> runs_of(const std::vector<std::string>& symbols,
                         const VoiceConfig& config,
                         std::size_t longest) {
  const std::size_t pads = config.phoneme_id_map.at("_").size();
  std::vector<Run> runs;
  std::size_t begin = 0;
  std::size_t ids = 0;
  const auto end_run = [&](std::size_t end, double silence) {
    runs.push_back({.symbols = {symbols.begin() + static_cast<std::ptrdiff_t>(begin),
                                symbols.begin() + static_cast<std::ptrdiff_t>(end)},
                    .silence_after = silence});
    begin = end;
    ids = 0;
  };
  for (std::size_t at = 0; at < symbols.size(); ++at) {
    ids += config.phoneme_id_map.at(symbols[at]).size() + pads;
    if (ids > longest && at > begin) {
      end_run(place_to_cut(symbols, begin, at), 0);
      at = begin;
      ids = config.phoneme_id_map.at(symbols[at]).size() + pads;
    }
    if (const double silence = silence_after(symbols[at], config); silence > 0) {
      end_run(at + 1, silence);
    }
  }
  if (begin < symbols.size()) {
    end_run(symbols.size(), 0);
  }
  return runs;
}

std::vector<std::int64_t> ids_of(const std::vector<std::string>& symbols,
                                 const VoiceConfig& config) {
  std::vector<std::int64_t> ids;
  const auto append = [&](const std::string& symbol) {
    const auto& more = config.phoneme_id_map.at(symbol);
    ids.insert(ids.end(), more.begin(), more.end());
  };
  append("^");
  append("_");
  for (const std::string& symbol : symbols) {
    append(symbol);
    append("_");
  }
  append("$");
  return ids;
}

}  // namespace voicehub::engines::piper
