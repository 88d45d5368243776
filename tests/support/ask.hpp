#pragma once

#include <exception>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "engines/runtime/router.hpp"

namespace voicehub::support {

// The router's answer, without a server in between.
inline engines::Response ask(const engines::Router& router, engines::Request request) {
  boost::asio::io_context io;
  engines::Response answer;
  boost::asio::co_spawn(io,
                        router(std::move(request)),
                        [&](const std::exception_ptr& bug, engines::Response response) {
                          if (bug) {
                            std::rethrow_exception(bug);
                          }
                          answer = std::move(response);
                        });
  io.run();
  return answer;
}

}  // namespace voicehub::support
