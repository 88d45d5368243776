#pragma once

#include <map>
#include <string>

#include "engines/runtime/http_message.hpp"

namespace voicehub::engines {

// Sends each request to the handler of its path and method. HEAD is a GET; an unknown path is 404,
// a known path with another method 405.
class Router {
 public:
  void add(const std::string& method, const std::string& path, Handler handler);

  [[nodiscard]] Response operator()(const Request& request) const;

 private:
  std::map<std::string, std::map<std::string, Handler>> routes_;  // by path, then method
};

}  // namespace voicehub::engines
