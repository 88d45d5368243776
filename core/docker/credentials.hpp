#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/file_system.hpp"
#include "core/base/task.hpp"

namespace voicehub::docker {

// Who we are to a registry. Either a name and a password, or a token.
struct Credentials {
  std::string server;  // the key they were found by
  std::string username;
  std::string password;
  std::string identity_token;
  std::string registry_token;

  friend bool operator==(const Credentials&, const Credentials&) = default;
};

// The name that the docker CLI keeps Docker Hub under.
inline constexpr std::string_view kDockerHub = "https://index.docker.io/v1/";

// The registry that an image comes from, as `docker login` names it: "localhost:5000", or
// kDockerHub.
[[nodiscard]] std::string registry_of(std::string_view reference);

// What to do when that registry has refused us; empty where it failed for another reason.
[[nodiscard]] std::string login_hint(std::string_view reference, std::string_view cause);

// The value of X-Registry-Auth.
[[nodiscard]] std::string to_header(const Credentials& credentials);

// What config.json says of a registry: the credentials, or the helper that has them. Neither:
// nobody has logged in.
struct CredentialSource {
  std::string helper;  // "pass": docker-credential-pass
  std::optional<Credentials> credentials;
};

// `config`: the text of config.json, empty for none. Pure.
[[nodiscard]] Result<CredentialSource> find_credentials(std::string_view config,
                                                        const std::string& server);

// Whether anybody has logged in anywhere. Pure.
[[nodiscard]] Result<bool> has_credentials(std::string_view config);

// What a helper answers. Nothing: it has none for the server.
[[nodiscard]] Result<std::optional<Credentials>> parse_helper_answer(std::string_view answer,
                                                                     const std::string& server);

// What `docker login` has kept, found as the docker CLI finds it: config.json in $DOCKER_CONFIG or
// ~/.docker, and the helpers that it names. Read when it is asked for, each time.
class CredentialStore {
 public:
  CredentialStore(const FileSystem& files, const std::map<std::string, std::string>& environment);

  // Whether there may be credentials for the server; the helper is not asked.
  [[nodiscard]] Result<bool> may_know(const std::string& server) const;

  // The same for any server at all.
  [[nodiscard]] Result<bool> may_know_any() const;

  // Nothing: the registry is asked as nobody. So it is too where the helper is not installed.
  Task<std::optional<Credentials>> find(std::string server) const;

 private:
  // Empty: there is none.
  [[nodiscard]] Result<std::string> config() const;

  const FileSystem& files_;
  HostPath config_;  // empty: there is no home
};

}  // namespace voicehub::docker
