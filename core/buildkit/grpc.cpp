#include "core/buildkit/grpc.hpp"

#include <cstdint>
#include <iterator>

#include <fmt/format.h>

namespace voicehub::buildkit {
namespace {

constexpr std::size_t kPrefix = 5;  // a flag and the size, most significant byte first
constexpr std::size_t kLargest = 4U << 20U;

std::size_t size_in(std::string_view prefix) {
  std::size_t size = 0;
  for (const char byte : prefix.substr(1, kPrefix - 1)) {
    size = size << 8U | static_cast<unsigned char>(byte);
  }
  return size;
}

}  // namespace

std::string to_frame(std::string_view message) {
  std::string frame(1, '\0');
  for (const unsigned shift : {24U, 16U, 8U, 0U}) {
    frame += static_cast<char>(message.size() >> shift & 0xFFU);
  }
  return frame += message;
}

std::string to_trailer(std::string_view message) {
  std::string text;
  for (const char c : message) {
    if (c >= ' ' && c <= '~' && c != '%') {
      text += c;
    } else {
      fmt::format_to(std::back_inserter(text), "%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return text;
}

Result<void> MessageReader::feed(std::string_view bytes,
                                 const std::function<void(std::string)>& sink) {
  waiting_ += bytes;
  while (waiting_.size() >= kPrefix) {
    const std::size_t size = size_in(waiting_);
    if (waiting_.front() != '\0' || size > kLargest) {
      return make_error(ErrorCode::failed,
                        fmt::format("a message of {} bytes cannot be read", size));
    }
    if (waiting_.size() < kPrefix + size) {
      break;
    }
    std::string message = waiting_.substr(kPrefix, size);
    waiting_.erase(0, kPrefix + size);
    sink(std::move(message));
  }
  return done();
}

}  // namespace voicehub::buildkit
