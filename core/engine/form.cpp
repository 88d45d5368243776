#include "core/engine/form.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

namespace voicehub::engine {
namespace {

// Long enough that no audio has it by chance.
constexpr std::string_view kBoundary = "voicehub-form-5b0d2f6c8e1a4973";

// As browsers do: a quote or a line break would end the name.
std::string quotable(std::string_view name) {
  std::string text;
  for (const char c : name) {
    switch (c) {
      case '"': text += "%22"; break;
      case '\r': text += "%0D"; break;
      case '\n': text += "%0A"; break;
      default: text += c;
    }
  }
  return text;
}

std::string_view type_of_file(std::string_view name) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kTypes{
      {{".wav", "audio/wav"},
       {".mp3", "audio/mpeg"},
       {".flac", "audio/flac"},
       {".ogg", "audio/ogg"},
       {".opus", "audio/ogg"},
       {".aac", "audio/aac"},
       {".m4a", "audio/mp4"},
       {".mp4", "audio/mp4"},
       {".webm", "audio/webm"}}};
  const auto found =
      std::ranges::find_if(kTypes, [name](const auto& type) { return name.ends_with(type.first); });
  return found == kTypes.end() ? "application/octet-stream" : found->second;
}

}  // namespace

std::string Form::before_file(std::string_view name, std::string_view file_name) const {
  return fmt::format(
      "{}--{}\r\nContent-Disposition: form-data; name=\"{}\"; filename=\"{}\"\r\n"
      "Content-Type: {}\r\n\r\n",
      parts_,
      kBoundary,
      name,
      quotable(file_name),
      type_of_file(file_name));
}

std::string Form::behind_file() {
  return fmt::format("\r\n--{}--\r\n", kBoundary);
}

void Form::add(std::string_view name, std::string_view value) {
  add_part(fmt::format("name=\"{}\"\r\n", name), value);
}

void Form::add_wav(std::string_view name, std::string_view file) {
  add_part(fmt::format("name=\"{}\"; filename=\"speech.wav\"\r\nContent-Type: audio/wav\r\n", name),
           file);
}

std::string Form::content_type() {
  return fmt::format("multipart/form-data; boundary={}", kBoundary);
}

std::string Form::body() const {
  return fmt::format("{}--{}--\r\n", parts_, kBoundary);
}

void Form::add_part(std::string_view header, std::string_view value) {
  parts_ +=
      fmt::format("--{}\r\nContent-Disposition: form-data; {}\r\n{}\r\n", kBoundary, header, value);
}

}  // namespace voicehub::engine
