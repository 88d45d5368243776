#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "core/base/result.hpp"

// How gRPC writes messages and failures into a stream of HTTP/2.
namespace voicehub::buildkit {

enum class GrpcCode {
  ok = 0,
  unknown = 2,
  invalid_argument = 3,
  not_found = 5,
  unimplemented = 12,
  unavailable = 14,
};

// How a call ended.
struct GrpcStatus {
  GrpcCode code = GrpcCode::ok;
  std::string message;
};

[[nodiscard]] std::string to_frame(std::string_view message);

// As the trailer grpc-message wants it: everything but plain ASCII as %XX.
[[nodiscard]] std::string to_trailer(std::string_view message);

// Takes a stream apart into messages, wherever its pieces begin and end.
class MessageReader {
 public:
  // An error for a message that is compressed, which nobody has offered, or larger than any that
  // is sent to us.
  Result<void> feed(std::string_view bytes, const std::function<void(std::string)>& sink);

 private:
  std::string waiting_;
};

}  // namespace voicehub::buildkit
