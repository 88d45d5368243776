#include "engines/speech/transcription_request.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>

#include <fmt/format.h>

#include "engines/text/languages.hpp"
#include "engines/text/utf8.hpp"

namespace voicehub::engines {
namespace {

constexpr std::size_t kLongestPrompt = 4096;  // bytes; models look at the last few hundred tokens

const FormPart* find(std::span<const FormPart> parts, std::string_view name) {
  const auto found = std::ranges::find(parts, name, &FormPart::name);
  return found == parts.end() ? nullptr : &*found;
}

std::string_view value_of(std::span<const FormPart> parts, std::string_view name) {
  const FormPart* part = find(parts, name);
  return part == nullptr ? std::string_view{} : part->content;
}

OrRefusal<std::string_view> file_of(std::span<const FormPart> parts) {
  const FormPart* part = find(parts, "file");
  if (part == nullptr) {
    return refuse("the form has no field 'file', which is the recording", "file");
  }
  if (part->content.empty()) {
    return refuse("the recording is empty", "file");
  }
  return part->content;
}

OrRefusal<TranscriptFormat> format_of(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, TranscriptFormat>, 5> kFormats{
      {{"json", TranscriptFormat::json},
       {"text", TranscriptFormat::text},
       {"srt", TranscriptFormat::srt},
       {"verbose_json", TranscriptFormat::verbose_json},
       {"vtt", TranscriptFormat::vtt}}};
  if (text.empty()) {
    return TranscriptFormat::json;
  }
  const auto* found =
      std::ranges::find(kFormats, text, &std::pair<std::string_view, TranscriptFormat>::first);
  if (found == kFormats.end()) {
    return refuse(fmt::format("'{}' is no format of a transcript here; there are json, text, srt, "
                              "verbose_json and vtt",
                              utf8::to_valid(text)),
                  "response_format");
  }
  return found->second;
}

OrRefusal<double> temperature_of(std::string_view text) {
  double value = 0;
  if (text.empty()) {
    return value;
  }
  const auto [rest, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool is_number = failure == std::errc{} && rest == text.data() + text.size();
  if (!is_number || !(value >= 0 && value <= 1)) {
    return refuse("'temperature' must be a number from 0 to 1", "temperature");
  }
  return value;
}

OrRefusal<std::chrono::milliseconds> milliseconds_of(std::span<const FormPart> parts,
                                                     const char* name) {
  constexpr std::int64_t kMost = 1'000'000'000;  // more than a week: longer than any recording
  const std::string_view text = value_of(parts, name);
  std::int64_t value = 0;
  if (text.empty()) {
    return std::chrono::milliseconds{0};
  }
  const auto [rest, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool is_number = failure == std::errc{} && rest == text.data() + text.size();
  if (!is_number || value < 0 || value > kMost) {
    return refuse(fmt::format("'{}' must be a whole number of milliseconds", name), name);
  }
  return std::chrono::milliseconds{value};
}

OrRefusal<RecordingPart> part_of(std::span<const FormPart> parts) {
  RecordingPart part;
  VH_TRY(part.offset, milliseconds_of(parts, "offset_t"));
  VH_TRY(const std::chrono::milliseconds length, milliseconds_of(parts, "duration"));
  if (length.count() > 0) {
    part.length = length;
  }
  return part;
}

OrRefusal<std::string> language_of(std::string_view text) {
  if (text.empty() || text == "auto") {
    return std::string{};
  }
  // "en-US" is a way of English.
  const auto code = language_code(text.substr(0, text.find('-')));
  if (!code) {
    return refuse(
        fmt::format("'{}' is no language; use a code such as en, or auto", utf8::to_valid(text)),
        "language");
  }
  return std::string{*code};
}

OrRefusal<bool> flag_of(std::span<const FormPart> parts, const char* name) {
  const auto text = value_of(parts, name);
  if (text == "true" || text == "True" || text == "1") {
    return true;
  }
  if (text.empty() || text == "false" || text == "False" || text == "0") {
    return false;
  }
  return refuse(fmt::format("'{}' must be true or false", name), name);
}

OrRefusal<std::string> prompt_of(std::string_view text) {
  if (text.size() > kLongestPrompt) {
    return refuse(fmt::format("'prompt' may have {} bytes; it has {}", kLongestPrompt, text.size()),
                  "prompt");
  }
  return utf8::to_valid(text);
}

struct Granularities {
  bool words = false;
  bool segments = false;
};

// A list, which clients write in three ways: with brackets, without, and as one value with commas.
OrRefusal<Granularities> granularities_of(std::span<const FormPart> parts) {
  constexpr std::string_view kName = "timestamp_granularities";
  Granularities found;
  for (const FormPart& part : parts) {
    if (!part.name.starts_with(kName)) {
      continue;
    }
    for (std::string_view rest = part.content; !rest.empty();) {
      const auto item = rest.substr(0, rest.find(','));
      rest.remove_prefix(std::min(item.size() + 1, rest.size()));
      if (item != "word" && item != "segment") {
        return refuse("'timestamp_granularities' are word and segment", std::string{kName});
      }
      (item == "word" ? found.words : found.segments) = true;
    }
  }
  return found;
}

}  // namespace

OrRefusal<TranscriptionRequest> parse_transcription(std::span<const FormPart> parts) {
  TranscriptionRequest request;
  VH_TRY(request.file, file_of(parts));
  VH_TRY(request.part, part_of(parts));
  VH_TRY(request.format, format_of(value_of(parts, "response_format")));
  VH_TRY(request.options.language, language_of(value_of(parts, "language")));
  VH_TRY(request.options.prompt, prompt_of(value_of(parts, "prompt")));
  VH_TRY(request.options.temperature, temperature_of(value_of(parts, "temperature")));
  VH_TRY(request.options.translate, flag_of(parts, "translate"));
  VH_TRY(request.as_events, flag_of(parts, "stream"));
  VH_TRY(const Granularities granularities, granularities_of(parts));
  request.options.words = granularities.words;
  request.with_segments = granularities.segments || !granularities.words;
  return request;
}

}  // namespace voicehub::engines
