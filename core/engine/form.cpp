#include "core/engine/form.hpp"

#include <string>

#include <fmt/format.h>

namespace voicehub::engine {
namespace {

// Long enough that no audio has it by chance.
constexpr std::string_view kBoundary = "voicehub-form-5b0d2f6c8e1a4973";

}  // namespace

void Form::add(std::string_view name, std::string_view value) {
  add_part(fmt::format("name=\"{}\"\r\n", name), value);
}

void Form::add_wav(std::string_view name, std::string_view file) {
  add_part(fmt::format("name=\"{}\"; filename=\"speech.wav\"\r\nContent-Type: audio/wav\r\n", name),
           file);
}

void Form::add_file(std::string_view name, std::string_view file_name, std::string_view file) {
  std::string plain{file_name};
  std::erase_if(plain, [](char c) { return c == '"' || c == '\r' || c == '\n'; });
  add_part(fmt::format("name=\"{}\"; filename=\"{}\"\r\n"
                       "Content-Type: application/octet-stream\r\n",
                       name,
                       plain),
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
