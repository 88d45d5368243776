#include "engines/runtime/router.hpp"

#include <utility>

#include <fmt/format.h>

namespace voicehub::engines {
namespace {

void append(std::string& list, const std::string& item) {
  list += list.empty() ? item : ", " + item;
}

template <typename Methods>
std::string names_of(const Methods& methods) {
  std::string names;
  for (const auto& [method, handler] : methods) {
    append(names, method);
  }
  return names;
}

// Pages of other origins ask first.
Response allow(const std::string& methods) {
  return {.status = 204,
          .headers = {{"Access-Control-Allow-Methods", methods + ", OPTIONS"},
                      {"Access-Control-Allow-Headers", "*"},
                      {"Access-Control-Max-Age", "86400"}}};
}

}  // namespace

void Router::add(const std::string& method, const std::string& path, Handler handler) {
  routes_[path][method] = std::move(handler);
}

void Router::add_below(const std::string& method, const std::string& prefix, Handler handler) {
  prefixes_[prefix][method] = std::move(handler);
}

bool Router::has(const std::string& method, const std::string& path) const {
  const auto route = routes_.find(path);
  return route != routes_.end() && route->second.contains(method);
}

const Router::Route* Router::route_of(const std::string& path) const {
  if (const auto route = routes_.find(path); route != routes_.end()) {
    return &*route;
  }
  for (const Route& below : prefixes_) {
    if (path.size() > below.first.size() && path.starts_with(below.first)) {
      return &below;
    }
  }
  return nullptr;
}

std::string Router::name_of(const std::string& path) const {
  const Route* route = route_of(path);
  return route == nullptr ? "other" : route->first;
}

Response Router::unknown_path(const std::string& path) const {
  std::string known;
  for (const auto& [route, methods] : routes_) {
    append(known, route);
  }
  return error_response(404, fmt::format("no route {}; there are: {}", path, known));
}

boost::asio::awaitable<Response> Router::operator()(Request request) const {
  const Route* route = route_of(request.path);
  if (route == nullptr) {
    co_return unknown_path(request.path);
  }
  const Methods& methods = route->second;
  if (request.method == "OPTIONS") {
    co_return allow(names_of(methods));
  }
  const auto found = methods.find(request.method == "HEAD" ? "GET" : request.method);
  if (found != methods.end()) {
    co_return co_await found->second(std::move(request));
  }
  const std::string allowed = names_of(methods);
  Response refusal = error_response(
      405, fmt::format("{} takes {}, not {}", request.path, allowed, request.method));
  refusal.headers.emplace_back("Allow", allowed);
  co_return refusal;
}

}  // namespace voicehub::engines
