#include "core/base/error.hpp"

namespace voicehub {

int exit_code(ErrorCode code) {
  switch (code) {
    case ErrorCode::usage: return 2;
    case ErrorCode::invalid_project: return 3;
    case ErrorCode::docker_unreachable: return 4;
    case ErrorCode::not_healthy: return 5;
    case ErrorCode::mismatch: return 6;
    case ErrorCode::cancelled: return 130;
    case ErrorCode::failed:
    case ErrorCode::not_found:
    case ErrorCode::conflict:
    case ErrorCode::timeout:
    case ErrorCode::unsupported: return 1;
  }
  return 1;
}

}  // namespace voicehub
