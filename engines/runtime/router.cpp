#include "engines/runtime/router.hpp"

#include <utility>

#include <fmt/format.h>

namespace voicehub::engines {
namespace {

void append(std::string& list, const std::string& item) {
  list += list.empty() ? item : ", " + item;
}

}  // namespace

void Router::add(const std::string& method, const std::string& path, Handler handler) {
  routes_[path][method] = std::move(handler);
}

Response Router::operator()(const Request& request) const {
  const auto route = routes_.find(request.path);
  if (route == routes_.end()) {
    std::string known;
    for (const auto& [path, methods] : routes_) {
      append(known, path);
    }
    return error_response(404, fmt::format("no route {}; there are: {}", request.path, known));
  }
  const auto& methods = route->second;
  const auto found = methods.find(request.method == "HEAD" ? "GET" : request.method);
  if (found != methods.end()) {
    return found->second(request);
  }
  std::string allowed;
  for (const auto& [method, handler] : methods) {
    append(allowed, method);
  }
  Response refusal = error_response(
      405, fmt::format("{} takes {}, not {}", request.path, allowed, request.method));
  refusal.headers.emplace_back("Allow", allowed);
  return refusal;
}

}  // namespace voicehub::engines
