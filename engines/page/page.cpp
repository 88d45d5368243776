#include "engines/page/page.hpp"

#include <string>
#include <utility>

namespace voicehub::engines {
namespace {

// No inline script or style, nothing of another origin; a sound that was fetched is a blob.
constexpr const char* kPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "media-src blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

std::string type_of(std::string_view name) {
  if (name.ends_with(".html")) {
    return "text/html; charset=utf-8";
  }
  if (name.ends_with(".css")) {
    return "text/css; charset=utf-8";
  }
  return name.ends_with(".js") ? "text/javascript; charset=utf-8" : "image/svg+xml";
}

std::string with(std::string page, std::string_view place, std::string_view text) {
  return page.insert(page.find(place) + place.size(), text);
}

// The page cannot find out by asking: a browser would report each route that is not there.
std::string routes_of(const Router& router) {
  std::string routes;
  for (const char* route : {"/v1/audio/speech", "/v1/audio/transcriptions"}) {
    if (router.has("POST", route)) {
      routes += routes.empty() ? route : std::string{" "} + route;
    }
  }
  return routes;
}

Response file_response(std::string_view name, std::string content) {
  return {.content_type = type_of(name),
          .body = std::move(content),
          .headers = {{"Content-Security-Policy", kPolicy},
                      {"Cache-Control", "no-cache"},
                      {"X-Content-Type-Options", "nosniff"},
                      {"Referrer-Policy", "no-referrer"}}};
}

}  // namespace

void add_page(Router& router, std::string_view formats) {
  for (const PageFile& file : page_files()) {
    const bool is_page = file.name == "index.html";
    std::string content{file.content};
    if (is_page) {
      content = with(std::move(content), "data-routes=\"", routes_of(router));
      content = with(std::move(content), "data-formats=\"", formats);
    }
    router.add("GET",
               is_page ? "/" : "/" + std::string{file.name},
               at_once([response = file_response(file.name, std::move(content))](const Request&) {
                 return response;
               }));
  }
}

}  // namespace voicehub::engines
