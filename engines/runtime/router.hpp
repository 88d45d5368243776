#pragma once

#include <map>
#include <string>

#include "engines/runtime/http_message.hpp"

namespace voicehub::engines {

// Sends each request to the handler of its path and method. HEAD is a GET; an unknown path is 404,
// a known path with another method 405. OPTIONS is answered for browsers of any origin.
class Router {
 public:
  void add(const std::string& method, const std::string& path, Handler handler);

  // Of every path that begins with `prefix`, where no path of its own is known.
  void add_below(const std::string& method, const std::string& prefix, Handler handler);

  // A path of its own, as it was added.
  [[nodiscard]] bool has(const std::string& method, const std::string& path) const;

  // What a request counts as: its path or prefix, as it was added, or "other". Clients make up
  // paths, and what is counted must not grow with them.
  [[nodiscard]] std::string name_of(const std::string& path) const;

  [[nodiscard]] boost::asio::awaitable<Response> operator()(Request request) const;

 private:
  using Methods = std::map<std::string, Handler>;
  using Route = std::map<std::string, Methods>::value_type;

  [[nodiscard]] const Route* route_of(const std::string& path) const;
  [[nodiscard]] Response unknown_path(const std::string& path) const;

  std::map<std::string, Methods> routes_;    // by path
  std::map<std::string, Methods> prefixes_;  // by the beginning of a path
};

}  // namespace voicehub::engines
