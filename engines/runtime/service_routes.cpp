#include "engines/runtime/service_routes.hpp"

#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace voicehub::engines {
namespace {

using json = nlohmann::ordered_json;

const char* word_of(ModelState state) {
  switch (state) {
    case ModelState::loading: return "initializing";
    case ModelState::failed: return "error";
    case ModelState::loaded:
    case ModelState::unloaded: break;
  }
  return "healthy";
}

Response health(const ServiceInfo& info) {
  const auto status = info.model.status();
  const bool is_ready = status.state == ModelState::loaded || status.state == ModelState::unloaded;
  json body{{"status", word_of(status.state)},
            {"model_loaded", status.state == ModelState::loaded},
            {"engine", info.engine},
            {"model", info.model.name()}};
  if (!status.why.empty()) {
    body["message"] = status.why;
  }
  Response answer{.status = is_ready ? 200 : 503, .body = body.dump()};
  if (status.state == ModelState::loading) {
    answer.headers.emplace_back("Retry-After", "1");
  }
  return answer;
}

json model_json(const ServiceInfo& info) {
  return {{"id", info.model.name()},
          {"object", "model"},
          {"created", 0},
          {"owned_by", "voicehub"},
          {"description", info.about()}};
}

const char* name_of(ModelState state) {
  switch (state) {
    case ModelState::loading: return "loading";
    case ModelState::loaded: return "loaded";
    case ModelState::unloaded: return "unloaded";
    case ModelState::failed: break;
  }
  return "failed";
}

Response running_models(const AnyModelSlot& model) {
  const auto status = model.status();
  json entry{{"name", model.name()}, {"model", model.name()}, {"state", name_of(status.state)}};
  entry["expires_in"] = status.expires ? json(status.expires->count()) : json(nullptr);
  return {.body = json{{"models", {entry}}}.dump()};
}

Response model_state(const AnyModelSlot& model, int status) {
  return {.status = status,
          .body = json{{"model", model.name()}, {"state", name_of(model.status().state)}}.dump()};
}

Response load(AnyModelSlot& model) {
  if (model.load_in_background()) {
    return model_state(model, 201);
  }
  return error_response(
      409, fmt::format("'{}' is {} already", model.name(), name_of(model.status().state)));
}

Response unload(AnyModelSlot& model) {
  if (model.unload()) {
    return model_state(model, 200);
  }
  return error_response(409, fmt::format("'{}' is not loaded", model.name()));
}

// For paths that end with the name of a model, of which there is one.
Handler of_model(std::string prefix, std::string name, std::function<Response()> answer) {
  return at_once([=, length = prefix.size()](const Request& request) {
    const std::string_view asked = std::string_view{request.path}.substr(length);
    if (asked == name) {
      return answer();
    }
    return error_response(404, fmt::format("there is no model '{}'; there is {}", asked, name));
  });
}

}  // namespace

void add_service_routes(Router& router, const ServiceInfo& info, const Metrics& metrics) {
  AnyModelSlot& model = info.model;
  const auto healthy = at_once([info](const Request&) { return health(info); });
  router.add("GET", "/health", healthy);
  router.add("GET", "/readyz", healthy);
  router.add("GET", "/healthz", always(json{{"status", "alive"}}.dump()));
  router.add("GET", "/metrics", at_once([&](const Request&) {
               return Response{.content_type = "text/plain; version=0.0.4", .body = metrics.text()};
             }));
  router.add(
      "GET", "/v1/models", at_once([info](const Request&) {
        return Response{.body = json{{"object", "list"}, {"data", {model_json(info)}}}.dump()};
      }));
  router.add("GET", "/v1/audio/models", always(json{{"models", {{{"id", model.name()}}}}}.dump()));
  router.add("GET", "/api/ps", at_once([&](const Request&) { return running_models(model); }));
  const auto add_of_model = [&](const char* method, const char* prefix, auto answer) {
    router.add_below(method, prefix, of_model(prefix, model.name(), std::move(answer)));
  };
  add_of_model("GET", "/v1/models/", [info] { return Response{.body = model_json(info).dump()}; });
  add_of_model("POST", "/api/ps/", [&] { return load(model); });
  add_of_model("DELETE", "/api/ps/", [&] { return unload(model); });
}

void add_service_gauges(Metrics& metrics, const AnyModelSlot& model) {
  metrics.add_gauge("voicehub_model_loaded", "Whether the model is in memory.", [&] {
    return model.status().state == ModelState::loaded ? 1.0 : 0.0;
  });
  metrics.add_gauge("voicehub_resident_bytes", "Memory of the process.", resident_bytes);
}

void add_service_gauges(Metrics& metrics, const WorkQueue& queue, const AnyModelSlot& model) {
  metrics.add_gauge("voicehub_queue_depth", "Requests that wait for a worker.", [&] {
    return static_cast<double>(queue.state().waiting);
  });
  metrics.add_gauge("voicehub_active_requests", "Requests that a worker has.", [&] {
    return static_cast<double>(queue.state().running);
  });
  metrics.add_counter("voicehub_rejected_total", "Requests that found the queue full.", [&] {
    return static_cast<double>(queue.state().refused);
  });
  add_service_gauges(metrics, model);
}

}  // namespace voicehub::engines
