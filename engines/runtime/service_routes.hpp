#pragma once

#include <functional>
#include <string>

#include "engines/runtime/metrics.hpp"
#include "engines/runtime/model_slot.hpp"
#include "engines/runtime/router.hpp"
#include "engines/runtime/work_queue.hpp"

namespace voicehub::engines {

// What every engine with a model says of itself. All of it outlives the server.
struct ServiceInfo {
  std::string engine;                  // the program
  std::function<std::string()> about;  // the model in a sentence: what it is good for
  AnyModelSlot& model;
};

// GET /healthz is 200 as long as the program runs. GET /health and /readyz are 200 when requests
// can be answered, also where the model was let go, and 503 until then. GET /v1/models,
// /v1/models/{id}, /v1/audio/models; GET /api/ps, and POST and DELETE /api/ps/{model} to load the
// model and let it go. GET /metrics.
void add_service_routes(Router& router, const ServiceInfo& info, const Metrics& metrics);

// Gauges of the model and the process, and of the queue where there is one.
void add_service_gauges(Metrics& metrics, const AnyModelSlot& model);
void add_service_gauges(Metrics& metrics, const WorkQueue& queue, const AnyModelSlot& model);

}  // namespace voicehub::engines
