#pragma once

#include <boost/asio/awaitable.hpp>

#include "core/base/result.hpp"

namespace voicehub {

// Work that waits for something outside the process. Everything runs on one io_context and one
// thread; parameters are taken by value, because the caller's frame may be gone before the work is.
template <typename T>
using Task = boost::asio::awaitable<Result<T>>;

}  // namespace voicehub
