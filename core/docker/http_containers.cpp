#include <fmt/format.h>

#include "core/docker/frames.hpp"
#include "core/docker/http_api.hpp"
#include "core/docker/json.hpp"

namespace voicehub::docker {
namespace {

// What the daemon needs itself after a container's own time to stop is over.
constexpr std::chrono::seconds kStopSlack{60};
constexpr std::chrono::seconds kDefaultStopTimeout{10};
constexpr std::chrono::minutes kArchiveDeadline{10};

Target container_path(const ContainerId& id, std::string_view action = {}) {
  return {fmt::format("/containers/{}{}", percent_encoded(id.text), action)};
}

std::string subject(std::string_view verb, const ContainerId& id) {
  const bool is_id = id.text.size() == 64;
  return fmt::format("{} container {}", verb, is_id ? id.brief() : id.text);
}

Target log_target(const ContainerId& id, const LogOptions& options) {
  Target target = container_path(id, "/logs");
  target.add("stdout", "1").add("stderr", "1");
  target.add_flag("follow", options.follow).add_flag("timestamps", options.timestamps);
  target.add_unless_empty("since", options.since).add_unless_empty("until", options.until);
  if (options.tail) {
    target.add("tail", std::to_string(*options.tail));
  }
  return target;
}

}  // namespace

Task<std::vector<ContainerSummary>> HttpApi::list_containers(
    std::vector<std::string> label_filters) {
  Call call{.what = "list containers",
            .method = "GET",
            .target = {"/containers/json"},
            .is_timeless = true};
  call.target.add("all", "1").add_label_filters(label_filters);
  VH_CO_TRY(const std::string body, co_await daemon_.send(std::move(call)));
  co_return parse_container_list(body);
}

Task<ContainerDetails> HttpApi::inspect_container(ContainerId id) {
  Call call{.what = subject("inspect", id), .method = "GET", .target = container_path(id, "/json")};
  VH_CO_TRY(const std::string body, co_await daemon_.send(std::move(call)));
  co_return parse_container(body);
}

Task<ContainerId> HttpApi::create_container(std::string name, ContainerSpec spec) {
  VH_CO_TRY(const int minor, co_await daemon_.api_minor());
  Call call{.what = fmt::format("create container {} from image {}", name, spec.image),
            .method = "POST",
            .target = {"/containers/create"},
            .body = to_json(spec, minor)};
  call.target.add_unless_empty("name", name).add_unless_empty("platform", spec.platform);
  VH_CO_TRY(const std::string body, co_await daemon_.send(std::move(call)));
  VH_CO_TRY(std::string id, parse_id(body));
  co_return ContainerId{std::move(id)};
}

Task<void> HttpApi::start_container(ContainerId id) {
  Call call{.what = subject("start", id), .method = "POST", .target = container_path(id, "/start")};
  VH_CO_CHECK(co_await daemon_.send(std::move(call)));
  co_return done();
}

Task<void> HttpApi::stop_container(ContainerId id, std::optional<std::chrono::seconds> timeout) {
  return stop_with("stop", std::move(id), timeout);
}

Task<void> HttpApi::restart_container(ContainerId id, std::optional<std::chrono::seconds> timeout) {
  return stop_with("restart", std::move(id), timeout);
}

Task<void> HttpApi::stop_with(std::string verb,
                              ContainerId id,
                              std::optional<std::chrono::seconds> timeout) {
  Call call{.what = subject(verb, id), .method = "POST", .target = container_path(id, "/" + verb)};
  if (timeout) {
    call.target.add("t", std::to_string(timeout->count()));
    call.deadline = *timeout + kStopSlack;
  } else {
    VH_CO_TRY(const ContainerDetails details, co_await inspect_container(id));
    const auto own = details.stop_timeout_seconds;
    call.deadline = (own ? std::chrono::seconds{*own} : kDefaultStopTimeout) + kStopSlack;
  }
  VH_CO_CHECK(co_await daemon_.send(std::move(call)));
  co_return done();
}

Task<void> HttpApi::kill_container(ContainerId id, std::string signal) {
  Call call{.what = subject("send " + signal + " to", id),
            .method = "POST",
            .target = container_path(id, "/kill").add("signal", signal)};
  VH_CO_CHECK(co_await daemon_.send(std::move(call)));
  co_return done();
}

Task<void> HttpApi::pause_container(ContainerId id) {
  Call call{.what = subject("pause", id), .method = "POST", .target = container_path(id, "/pause")};
  VH_CO_CHECK(co_await daemon_.send(std::move(call)));
  co_return done();
}

Task<void> HttpApi::unpause_container(ContainerId id) {
  Call call{
      .what = subject("unpause", id), .method = "POST", .target = container_path(id, "/unpause")};
  VH_CO_CHECK(co_await daemon_.send(std::move(call)));
  co_return done();
}

Task<void> HttpApi::rename_container(ContainerId id, std::string name) {
  Call call{.what = fmt::format("{} to {}", subject("rename", id), name),
            .method = "POST",
            .target = container_path(id, "/rename").add("name", name)};
  VH_CO_CHECK(co_await daemon_.send(std::move(call)));
  co_return done();
}

Task<void> HttpApi::remove_container(ContainerId id, RemoveOptions options) {
  Call call{.what = subject("remove", id), .method = "DELETE", .target = container_path(id)};
  call.target.add_flag("force", options.force).add_flag("v", options.anonymous_volumes);
  VH_CO_CHECK(co_await daemon_.send(std::move(call)));
  co_return done();
}

Task<int> HttpApi::wait_container(ContainerId id) {
  Call call{
      .what = subject("wait for", id), .method = "POST", .target = container_path(id, "/wait")};
  std::string body;
  const auto collect = [&body](std::string_view piece) {
    body += piece;
    return done();
  };
  VH_CO_CHECK(co_await daemon_.stream(std::move(call), collect));
  co_return parse_wait(body);
}

Task<ContainerStats> HttpApi::stats(ContainerId id) {
  // Without one-shot=1, which would leave the processor's share out: it needs two readings.
  Call call{.what = subject("measure", id),
            .method = "GET",
            .target = container_path(id, "/stats").add("stream", "0")};
  VH_CO_TRY(const std::string body, co_await daemon_.send(std::move(call)));
  co_return parse_stats(body);
}

Task<ProcessTable> HttpApi::processes(ContainerId id) {
  Call call{.what = subject("list the processes of", id),
            .method = "GET",
            .target = container_path(id, "/top")};
  VH_CO_TRY(const std::string body, co_await daemon_.send(std::move(call)));
  co_return parse_process_table(body);
}

Task<void> HttpApi::logs(ContainerId id, LogOptions options, LogSink sink) {
  // With a TTY there are no frames, and API 1.41 does not say so in the answer.
  VH_CO_TRY(const ContainerDetails details, co_await inspect_container(id));
  Call call{
      .what = subject("read the logs of", id), .method = "GET", .target = log_target(id, options)};
  FrameReader frames;
  const auto take = [&](std::string_view piece) {
    return details.tty ? sink(OutputStream::standard_output, piece) : frames.feed(piece, sink);
  };
  co_return co_await daemon_.stream(std::move(call), take);
}

Task<void> HttpApi::put_archive(ContainerId id, ContainerPath folder, std::string tar) {
  Call call{.what = fmt::format("write to {} in container {}", folder.text, id.brief()),
            .method = "PUT",
            .target = container_path(id, "/archive").add("path", folder.text),
            .body = std::move(tar),
            .content_type = "application/x-tar",
            .deadline = kArchiveDeadline};
  VH_CO_CHECK(co_await daemon_.send(std::move(call)));
  co_return done();
}

// What is copied may come slowly and for long; the deadline is for the daemon's own share of it.
Task<void> HttpApi::send_archive(ContainerId id,
                                 ContainerPath folder,
                                 http::BodySource tar,
                                 PutOptions options) {
  Call call{.what = fmt::format("write to {} in container {}", folder.text, id.brief()),
            .method = "PUT",
            .target = container_path(id, "/archive").add("path", folder.text),
            .content_type = "application/x-tar",
            .source = std::move(tar),
            .deadline = kArchiveDeadline};
  call.target.add_flag("noOverwriteDirNonDir", options.keep_type)
      .add_flag("copyUIDGID", options.owned_by_user);
  co_return co_await daemon_.stream(std::move(call), [](std::string_view) { return done(); });
}

Task<void> HttpApi::read_archive(ContainerId id, ContainerPath path, http::BodySink sink) {
  Call call{.what = fmt::format("read {} from container {}", path.text, id.brief()),
            .method = "GET",
            .target = container_path(id, "/archive").add("path", path.text),
            .deadline = kArchiveDeadline};
  co_return co_await daemon_.stream(std::move(call), std::move(sink));
}

Task<PathStat> HttpApi::stat_path(ContainerId id, ContainerPath path) {
  Call call{.what = fmt::format("find {} in container {}", path.text, id.brief()),
            .method = "HEAD",
            .target = container_path(id, "/archive").add("path", path.text)};
  VH_CO_TRY(const http::Response answer, co_await daemon_.ask(std::move(call)));
  co_return parse_path_stat(answer.header("X-Docker-Container-Path-Stat"));
}

Task<std::string> HttpApi::get_archive(ContainerId id, ContainerPath path) {
  Call call{.what = fmt::format("read {} from container {}", path.text, id.brief()),
            .method = "GET",
            .target = container_path(id, "/archive").add("path", path.text),
            .deadline = kArchiveDeadline};
  co_return co_await daemon_.send(std::move(call));
}

}  // namespace voicehub::docker
