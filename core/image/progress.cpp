#include "core/image/progress.hpp"

#include <buildkit_status.pb.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/base/base64.hpp"

namespace voicehub::image {
namespace {

using nlohmann::json;

std::optional<StepRecord::Time> time_of(bool is_set, const buildkit::Timestamp& stamp) {
  if (!is_set) {
    return std::nullopt;
  }
  using std::chrono::duration_cast;
  // A stamp that no clock has shown must not overflow the sum.
  constexpr std::int64_t kFarFuture = 1LL << 33;
  if (stamp.seconds() < 0 || stamp.seconds() > kFarFuture) {
    return std::nullopt;
  }
  return StepRecord::Time{duration_cast<StepRecord::Time::duration>(
      std::chrono::seconds{stamp.seconds()} + std::chrono::nanoseconds{stamp.nanos()})};
}

bool add_trace(std::string_view base64, ProgressRecord& record) {
  const auto bytes = decode_base64(base64);
  buildkit::StatusResponse response;
  if (!bytes || !response.ParseFromString(*bytes)) {
    return false;
  }
  for (const buildkit::Vertex& vertex : response.vertexes()) {
    record.steps.push_back({.digest = vertex.digest(),
                            .name = vertex.name(),
                            .started = time_of(vertex.has_started(), vertex.started()),
                            .completed = time_of(vertex.has_completed(), vertex.completed()),
                            .cached = vertex.cached(),
                            .error = vertex.error()});
  }
  for (const buildkit::VertexStatus& status : response.statuses()) {
    record.parts.push_back({.step = status.vertex(),
                            .name = status.id(),
                            .current = status.current(),
                            .total = status.total()});
  }
  for (const buildkit::VertexLog& log : response.logs()) {
    record.outputs.push_back({.step = log.vertex(), .bytes = log.msg()});
  }
  for (const buildkit::VertexWarning& warning : response.warnings()) {
    record.warnings.push_back(warning.short_());
  }
  return true;
}

std::string text_at(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

std::unexpected<Error> unreadable(std::string_view line) {
  constexpr std::size_t kShown = 200;
  return make_error(ErrorCode::failed,
                    "the Docker engine sent build progress that cannot be read",
                    {},
                    std::string{line.substr(0, kShown)});
}

}  // namespace

Result<ProgressRecord> decode_progress(std::string_view line) {
  const json object = json::parse(line, nullptr, /*allow_exceptions=*/false);
  if (!object.is_object()) {
    return unreadable(line);
  }
  ProgressRecord record{.error = text_at(object, "error")};
  const auto aux = object.find("aux");
  if (aux == object.end()) {
    return record;
  }
  if (aux->is_object()) {
    record.image_id = text_at(*aux, "ID");
  } else if (text_at(object, "id") == "moby.buildkit.trace" &&
             !add_trace(text_at(object, "aux"), record)) {
    return unreadable(line);
  }
  return record;
}

}  // namespace voicehub::image
