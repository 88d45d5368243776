#include "core/ops/resolve_images.hpp"

#include <utility>

#include "core/base/image_name.hpp"
#include "core/base/task_group.hpp"
#include "core/docker/credentials.hpp"

namespace voicehub::ops {
namespace {

Task<std::string> resolve_one(Session& session, std::string image) {
  const std::string complete = complete_image_name(image);
  auto digest = co_await session.docker.registry_digest(complete);
  if (!digest) {
    Error error = std::move(digest).error();
    const std::string login = docker::login_hint(image, error.cause);
    error.hint = login.empty()
                     ? "its registry has to know it: a digest is of an image that was pushed"
                     : login;
    co_return std::unexpected(std::move(error));
  }
  co_return complete + "@" + *digest;
}

}  // namespace

Task<std::map<std::string, std::string>> resolve_images(Session& session,
                                                        std::vector<std::string> images) {
  std::vector<Task<std::string>> questions;
  for (const std::string& image : images) {
    questions.push_back(resolve_one(session, image));
  }
  auto answers = co_await run_all(std::move(questions));
  std::map<std::string, std::string> resolved;
  for (std::size_t i = 0; i < images.size(); ++i) {
    VH_CO_TRY(resolved[images[i]], std::move(answers[i]));
  }
  co_return resolved;
}

}  // namespace voicehub::ops
