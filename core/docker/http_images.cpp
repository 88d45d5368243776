#include <array>
#include <utility>

#include <fmt/format.h>

#include "core/base/image_name.hpp"
#include "core/docker/frames.hpp"
#include "core/docker/http_api.hpp"
#include "core/docker/json.hpp"

namespace voicehub::docker {
namespace {

// An image of many gigabytes is imported or unpacked without a word.
constexpr std::chrono::minutes kImageDeadline{30};

Target image_path(const std::string& reference, std::string_view action = {}) {
  return {fmt::format("/images/{}{}", percent_encoded(reference), action)};
}

// Without a tag it is "latest": the daemon would take every tag that there is. A digest stays with
// the name.
std::pair<std::string, std::string> name_and_tag(const std::string& reference) {
  const ImageName name = split_image_name(reference);
  if (!name.digest.empty()) {
    return {reference, {}};
  }
  return {name.repository, name.tag.empty() ? "latest" : name.tag};
}

Target build_target(const BuildRequest& request) {
  Target target{"/build"};
  target.add("version", "2").add_unless_empty("remote", request.remote);
  for (const std::string& tag : request.tags) {
    target.add("t", tag);
  }
  target.add_unless_empty("dockerfile", request.dockerfile)
      .add_unless_empty("target", request.target)
      .add_unless_empty("networkmode", request.network_mode)
      .add_unless_empty("platform", request.platform)
      .add_unless_empty("buildid", request.build_id)
      .add_unless_empty("session", request.session)
      .add_flag("nocache", request.no_cache)
      .add_flag("pull", request.pull);
  if (!request.args.empty()) {
    target.add("buildargs", to_json(request.args));
  }
  if (!request.labels.empty()) {
    target.add("labels", to_json(request.labels));
  }
  if (!request.cache_from.empty()) {
    target.add("cachefrom", to_json(request.cache_from));
  }
  for (const std::string& host : request.extra_hosts) {
    target.add("extrahosts", host);
  }
  if (request.shm_bytes != 0) {
    target.add("shmsize", std::to_string(request.shm_bytes));
  }
  if (!request.ulimits.empty()) {
    target.add("ulimits", to_json(request.ulimits));
  }
  return target;
}

}  // namespace

Task<ImageDetails> HttpApi::inspect_image(std::string reference) {
  Call call{.what = "inspect image " + reference,
            .method = "GET",
            .target = image_path(reference, "/json")};
  VH_CO_TRY(const std::string body, co_await daemon_.send(std::move(call)));
  co_return parse_image(body);
}

Task<std::vector<ImageDetails>> HttpApi::list_images() {
  Call call{.what = "list images", .method = "GET", .target = {"/images/json"}};
  VH_CO_TRY(const std::string body, co_await daemon_.send(std::move(call)));
  co_return parse_image_list(body);
}

Task<http::Headers> HttpApi::login_headers(std::string reference) {
  http::Headers headers;
  if (credentials_ == nullptr) {
    co_return headers;
  }
  VH_CO_TRY(const auto credentials, co_await credentials_->find(registry_of(reference)));
  if (credentials) {
    headers.emplace_back("X-Registry-Auth", to_header(*credentials));
  }
  co_return headers;
}

Task<std::string> HttpApi::registry_digest(std::string reference) {
  Call call{.what = "ask the registry for image " + reference,
            .method = "GET",
            .target = {fmt::format("/distribution/{}/json", percent_encoded(reference))}};
  VH_CO_TRY(call.headers, co_await login_headers(reference));
  VH_CO_TRY(const std::string body, co_await daemon_.send(std::move(call)));
  co_return parse_registry_digest(body);
}

Task<void> HttpApi::pull_image(std::string reference, std::string platform, LineSink sink) {
  const auto [name, tag] = name_and_tag(reference);
  Call call{.what = "pull image " + reference, .method = "POST", .target = {"/images/create"}};
  call.target.add("fromImage", name)
      .add_unless_empty("tag", tag)
      .add_unless_empty("platform", platform);
  call.deadline = kImageDeadline;
  VH_CO_TRY(call.headers, co_await login_headers(reference));
  // A failure in the middle is a line of a good answer.
  std::string failure;
  LineReader lines{[&](std::string_view line) {
    failure = parse_progress(line).error;
    return sink(line);
  }};
  const auto feed = [&lines](std::string_view piece) { return lines.feed(piece); };
  VH_CO_CHECK(co_await daemon_.stream(std::move(call), feed));
  VH_CO_CHECK(lines.finish());
  if (!failure.empty()) {
    co_return make_error(ErrorCode::failed, "cannot pull image " + reference, {}, failure);
  }
  co_return done();
}

Task<std::string> HttpApi::import_image(std::string reference,
                                        std::vector<std::string> changes,
                                        std::string tar) {
  const auto [name, tag] = name_and_tag(reference);
  Call call{.what = "import image " + reference,
            .method = "POST",
            .target = {"/images/create"},
            .body = std::move(tar),
            .content_type = "application/x-tar",
            .deadline = kImageDeadline};
  call.target.add("fromSrc", "-").add("repo", name).add_unless_empty("tag", tag);
  for (const std::string& change : changes) {
    call.target.add("changes", change);
  }
  VH_CO_TRY(const std::string body, co_await daemon_.send(std::move(call)));
  ProgressLine last;
  LineReader lines{[&last](std::string_view line) {
    last = parse_progress(line);
    return done();
  }};
  VH_CO_CHECK(lines.feed(body));
  VH_CO_CHECK(lines.finish());
  if (!last.status.starts_with("sha256:")) {
    const std::string& cause = last.error.empty() ? body : last.error;
    co_return make_error(ErrorCode::failed, "cannot import image " + reference, {}, cause);
  }
  co_return last.status;
}

Task<void> HttpApi::remove_image(std::string reference) {
  Call call{.what = "remove image " + reference,
            .method = "DELETE",
            .target = image_path(reference),
            .deadline = kImageDeadline};
  VH_CO_CHECK(co_await daemon_.send(std::move(call)));
  co_return done();
}

Task<void> HttpApi::tag_image(std::string reference, std::string tag) {
  const auto [repository, name] = name_and_tag(tag);
  Call call{.what = fmt::format("tag image {} as {}", reference, tag),
            .method = "POST",
            .target = image_path(reference, "/tag").add("repo", repository).add("tag", name)};
  VH_CO_CHECK(co_await daemon_.send(std::move(call)));
  co_return done();
}

Task<void> HttpApi::build(BuildRequest request, LineSink sink) {
  Call call{.what = "build the image",
            .method = "POST",
            .target = build_target(request),
            .content_type = "application/x-tar",
            .source = std::move(request.tar)};
  LineReader lines{std::move(sink)};
  const auto feed = [&lines](std::string_view piece) { return lines.feed(piece); };
  VH_CO_CHECK(co_await daemon_.stream(std::move(call), feed));
  co_return lines.finish();
}

Task<void> HttpApi::cancel_build(std::string build_id) {
  Call call{.what = "cancel the build",
            .method = "POST",
            .target = Target{"/build/cancel"}.add("id", build_id)};
  VH_CO_CHECK(co_await daemon_.send(std::move(call)));
  co_return done();
}

Task<std::unique_ptr<http::Stream>> HttpApi::open_session(SessionRequest request) {
  Call call{.what = "open a session for the build",
            .method = "POST",
            .target = {"/session"},
            .headers = {{"Upgrade", "h2c"},
                        {"X-Docker-Expose-Session-Uuid", request.id},
                        {"X-Docker-Expose-Session-Name", "voicehub"}}};
  for (std::string& method : request.methods) {
    call.headers.emplace_back("X-Docker-Expose-Session-Grpc-Method", std::move(method));
  }
  co_return co_await daemon_.hijack(std::move(call));
}

}  // namespace voicehub::docker
