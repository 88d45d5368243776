#pragma once

#include <boost/system/error_code.hpp>

#include "engines/runtime/http_server.hpp"

// Requests that are answered before they are whole.
namespace voicehub::engines {

// There is no memory for the body.
[[nodiscard]] boost::system::error_code no_room();
// The client has begun and has not come to the end in time.
[[nodiscard]] boost::system::error_code too_slow();

// Whether this is told to the client. Of what else may fail (closed, reset) nobody is left to be
// told.
[[nodiscard]] bool is_refused(const boost::system::error_code& failure);

// What it is told: 400, 408, 413, 431 or 503.
[[nodiscard]] Response refusal(const boost::system::error_code& failure,
                               const ServerLimits& limits);

}  // namespace voicehub::engines
