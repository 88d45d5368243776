#include "core/image/build_session.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "core/base/file_system.hpp"
#include "core/image/dockerfile.hpp"

namespace voicehub::image {
namespace {

bool is_number(std::string_view text) {
  return text.find_first_not_of("0123456789") == std::string_view::npos;
}

class NeedsReader {
 public:
  SessionNeeds read(std::string_view dockerfile) {
    needs_.secrets_or_ssh = dockerfile.contains("type=secret") || dockerfile.contains("type=ssh");
    for (const Instruction& instruction : parse_dockerfile(dockerfile)) {
      read_instruction(words_of(instruction.text));
      stages_.insert(instruction.stage);
    }
    read_syntax(dockerfile);
    return std::move(needs_);
  }

 private:
  void read_instruction(const std::vector<std::string>& words) {
    constexpr std::string_view kFrom = "from=";
    for (std::size_t i = 0; i < words.size(); ++i) {
      const std::string& word = words[i];
      if (i > 0 && words.front() == "FROM" && !word.starts_with("--")) {
        add(word);
        return;
      }
      // --from=image, and --mount=type=bind,from=image,…
      if (const auto from = word.find(kFrom); word.starts_with("--") && from != std::string::npos) {
        const std::string image = word.substr(from + kFrom.size());
        add(image.substr(0, image.find(',')));
      }
    }
  }

  // "# syntax=docker/dockerfile:1" stands in the first line that says anything.
  void read_syntax(std::string_view dockerfile) {
    constexpr std::string_view kSyntax = "syntax=";
    const std::string_view first = dockerfile.substr(0, dockerfile.find('\n'));
    const auto at = first.find(kSyntax);
    if (first.starts_with('#') && at != std::string_view::npos) {
      add(std::string{first.substr(at + kSyntax.size())});
    }
  }

  void add(const std::string& image) {
    if (image.contains('$')) {
      needs_.unknown_registries = true;
    } else if (image != "scratch" && !stages_.contains(image) && !is_number(image)) {
      needs_.registries.insert(docker::registry_of(image));
    }
  }

  SessionNeeds needs_;
  std::set<std::string> stages_;
};

// BuildKit asks by the host that it talks to.
std::string server_of(const std::string& host) {
  return host == "registry-1.docker.io" ? std::string{docker::kDockerHub} : host;
}

Task<std::optional<buildkit::Login>> login_of(const docker::CredentialStore& store,
                                              std::string host) {
  VH_CO_TRY(auto credentials, co_await store.find(server_of(host)));
  if (!credentials) {
    co_return std::optional<buildkit::Login>{};
  }
  if (!credentials->identity_token.empty()) {
    co_return std::optional{buildkit::Login{.secret = std::move(credentials->identity_token)}};
  }
  co_return std::optional{buildkit::Login{.name = std::move(credentials->username),
                                          .secret = std::move(credentials->password)}};
}

Result<void> add_secret(const BuildSecret& secret, buildkit::Services& services) {
  if (secret.missing) {
    return done();  // as if it were not given: it may be an optional one
  }
  if (secret.file.text.empty()) {
    services.secrets[secret.id] = [content = secret.content]() -> Result<std::string> {
      return content;
    };
    return done();
  }
  if (!local_file_system().status(secret.file)) {
    return make_error(
        ErrorCode::not_found,
        fmt::format("the build secret '{}' has no file {}", secret.id, secret.file.text),
        "make the file, or correct 'file' of the secret");
  }
  services.secrets[secret.id] = [file = secret.file] { return local_file_system().read(file); };
  return done();
}

Result<void> add_agent(const BuildSsh& ssh, buildkit::Services& services) {
  const std::string& socket = ssh.socket.text;
  if (socket.empty()) {
    return make_error(ErrorCode::not_found,
                      fmt::format("build.ssh '{}' means the ssh agent of this shell, and "
                                  "SSH_AUTH_SOCK is not set",
                                  ssh.id),
                      "start one: eval $(ssh-agent); ssh-add");
  }
  const auto status = local_file_system().status(ssh.socket);
  if (!status) {
    return make_error(ErrorCode::not_found,
                      fmt::format("build.ssh '{}': there is no socket {}", ssh.id, socket),
                      "name the socket of an ssh agent that runs");
  }
  if (status->type != FileType::other) {
    return make_error(ErrorCode::unsupported,
                      fmt::format("build.ssh '{}': {} is not the socket of an ssh agent; key files "
                                  "are not passed to builds",
                                  ssh.id,
                                  socket),
                      fmt::format("ssh-add {}, and write 'ssh: [default]'", socket));
  }
  services.ssh_agents[ssh.id] = ssh.socket;
  return done();
}

// Whether somebody has logged in where an image may come from.
Result<bool> may_log_in(const SessionNeeds& needs, const docker::CredentialStore* store) {
  if (store == nullptr) {
    return false;
  }
  for (const std::string& registry : needs.registries) {
    VH_TRY(const bool known, store->may_know(registry));
    if (known) {
      return true;
    }
  }
  return needs.unknown_registries ? store->may_know_any() : Result<bool>{false};
}

}  // namespace

SessionNeeds session_needs(std::string_view dockerfile) {
  return NeedsReader{}.read(dockerfile);
}

Result<std::optional<buildkit::Services>> services_for(const BuildImageRequest& request,
                                                       const BuildContext& context) {
  buildkit::Services services;
  for (const BuildSecret& secret : request.spec.secrets) {
    VH_CHECK(add_secret(secret, services));
  }
  for (const BuildSsh& ssh : request.spec.ssh) {
    VH_CHECK(add_agent(ssh, services));
  }
  // What the engine fetches by itself may say anything.
  const SessionNeeds needs = request.spec.remote.empty() ? session_needs(context.staged.text)
                                                         : SessionNeeds{.unknown_registries = true};
  VH_TRY(const bool logs_in, may_log_in(needs, request.credentials));
  const bool is_needed =
      logs_in || needs.secrets_or_ssh || !request.spec.secrets.empty() || !request.spec.ssh.empty();
  if (!is_needed) {
    return std::optional<buildkit::Services>{};
  }
  if (request.credentials != nullptr) {
    services.login = [store = request.credentials](std::string host) {
      return login_of(*store, std::move(host));
    };
  }
  return std::optional{std::move(services)};
}

}  // namespace voicehub::image
