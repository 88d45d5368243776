#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "core/base/base64.hpp"
#include "engines/text/utf8.hpp"
#include "engines/whisper/byte_pairs.hpp"
#include "engines/whisper/tokens.hpp"

namespace voicehub::engines::whisper {
namespace {

constexpr std::size_t kMostBytes = std::size_t{16} * 1024 * 1024;  // Whisper's have less than one
constexpr int kMostTokens = 1'000'000;

struct Entry {
  std::string bytes;
  int token = 0;
};

std::optional<Entry> parse_line(std::string_view line) {
  const std::size_t space = line.find(' ');
  if (space == std::string_view::npos) {
    return std::nullopt;
  }
  const std::string_view encoded = line.substr(0, space);
  const std::string_view number = line.substr(space + 1);
  int token = -1;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), token);
  if (error != std::errc{} || end != number.data() + number.size() || token < 0) {
    return std::nullopt;
  }
  // OpenAI's own file spells the token that has no bytes as a lone "=".
  if (encoded == "=") {
    return Entry{.bytes = {}, .token = token};
  }
  std::optional<std::string> bytes = decode_base64(encoded);
  if (!bytes) {
    return std::nullopt;
  }
  return Entry{.bytes = std::move(*bytes), .token = token};
}

Result<std::vector<Entry>> parse_entries(std::string_view text, std::string_view origin) {
  std::vector<Entry> entries;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) {
      line.remove_suffix(1);
    }
    if (line.empty()) {
      continue;
    }
    std::optional<Entry> entry = parse_line(line);
    if (!entry || entry->token >= kMostTokens) {
      return make_error(ErrorCode::failed,
                        fmt::format("{}:{}: not a token in Base64 and its number", origin, number),
                        "take the tokens.txt of the model, or a .tiktoken file");
    }
    entries.push_back(std::move(*entry));
  }
  return entries;
}

}  // namespace

Result<Vocabulary> Vocabulary::parse(std::string_view text, std::string_view origin) {
  if (text.size() > kMostBytes) {
    return make_error(
        ErrorCode::failed,
        fmt::format("{}: {} bytes are too many for a vocabulary", origin, text.size()),
        "take the tokens.txt of the model, or a .tiktoken file");
  }
  VH_TRY(std::vector<Entry> entries, parse_entries(text, origin));
  if (entries.empty()) {
    return make_error(ErrorCode::failed,
                      fmt::format("{}: no tokens", origin),
                      "the file may not have been downloaded whole");
  }
  std::ranges::sort(entries, {}, &Entry::token);
  Vocabulary vocabulary;
  vocabulary.starts_.push_back(0);
  for (int expected = 0; const Entry& entry : entries) {
    if (entry.token != expected) {
      return make_error(ErrorCode::failed,
                        fmt::format("{}: token {} is {}",
                                    origin,
                                    std::min(entry.token, expected),
                                    entry.token < expected ? "there twice" : "missing"),
                        "the file may not have been downloaded whole");
    }
    ++expected;
    vocabulary.bytes_ += entry.bytes;
    vocabulary.starts_.push_back(static_cast<std::uint32_t>(vocabulary.bytes_.size()));
  }
  vocabulary.by_bytes_.resize(entries.size());
  std::iota(vocabulary.by_bytes_.begin(), vocabulary.by_bytes_.end(), 0);
  std::ranges::sort(vocabulary.by_bytes_, {}, [&](int token) {
    return std::pair{vocabulary.bytes(token), token};
  });
  return vocabulary;
}

Result<Vocabulary> Vocabulary::read(const std::filesystem::path& file) {
  std::ifstream stream{file, std::ios::binary};
  std::string text(kMostBytes + 1, '\0');
  if (!stream.read(text.data(), static_cast<std::streamsize>(text.size())) && !stream.eof()) {
    return make_error(ErrorCode::not_found,
                      fmt::format("{} cannot be read", file.string()),
                      "a Whisper model needs its list of tokens beside it");
  }
  text.resize(static_cast<std::size_t>(stream.gcount()));
  return parse(text, file.string());
}

std::string_view Vocabulary::bytes(int token) const {
  if (token < 0 || token >= size()) {
    return {};
  }
  const auto index = static_cast<std::size_t>(token);
  return std::string_view{bytes_}.substr(starts_[index], starts_[index + 1] - starts_[index]);
}

std::optional<int> Vocabulary::find(std::string_view bytes) const {
  const auto found = std::ranges::lower_bound(
      by_bytes_, bytes, {}, [this](int token) { return this->bytes(token); });
  if (found == by_bytes_.end() || this->bytes(*found) != bytes) {
    return std::nullopt;
  }
  return *found;
}

std::string Vocabulary::text(std::span<const int> tokens) const {
  std::string all;
  for (const int token : tokens) {
    all += bytes(token);
  }
  return utf8::to_valid(all);
}

std::vector<int> Vocabulary::encode(std::string_view text) const {
  std::vector<int> tokens;
  for (const std::string_view word : split_words(text)) {
    append_tokens(word, [this](std::string_view bytes) { return find(bytes); }, tokens);
  }
  return tokens;
}

std::string TextStream::add(int token) {
  pending_ += vocabulary_->bytes(token);
  std::size_t complete = 0;
  while (complete < pending_.size()) {
    const utf8::Character character =
        utf8::first_character(std::string_view{pending_}.substr(complete));
    if (character.form == utf8::Form::cut_short) {
      break;
    }
    complete += character.size;
  }
  std::string text = utf8::to_valid(std::string_view{pending_}.substr(0, complete));
  pending_.erase(0, complete);
  return text;
}

std::string TextStream::finish() {
  std::string text = utf8::to_valid(pending_);
  pending_.clear();
  return text;
}

}  // namespace voicehub::engines::whisper
