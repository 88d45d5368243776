#include "core/docker/credentials.hpp"

#include <algorithm>
#include <array>
#include <memory>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/base/base64.hpp"
#include "core/base/image_name.hpp"
#include "core/base/text.hpp"
#include "core/docker/endpoint.hpp"
#include "core/docker/json_value.hpp"
#include "core/http/transport.hpp"

namespace voicehub::docker {
namespace {

namespace asio = boost::asio;

// A helper may ask a person to unlock a key ring.
constexpr std::chrono::minutes kHelperDeadline{2};

// "https://example.com/v1/" and "example.com" are the same registry to the docker CLI.
std::string_view host_of(std::string_view server) {
  for (const std::string_view scheme : {"https://", "http://"}) {
    if (server.starts_with(scheme)) {
      server.remove_prefix(scheme.size());
    }
  }
  return server.substr(0, server.find('/'));
}

Result<json::Json> parse_config(std::string_view config) {
  auto parsed = json::parse(config.empty() ? "{}" : config);
  if (!parsed) {
    return make_error(ErrorCode::usage,
                      "Docker's config.json is not JSON, so nobody knows who is logged in where",
                      "repair the file, or name another folder with DOCKER_CONFIG");
  }
  return parsed;
}

const json::Json* entry_of(const json::Json& logins, const std::string& server) {
  if (!logins.is_object()) {
    return nullptr;
  }
  if (const auto exact = logins.find(server); exact != logins.end()) {
    return &*exact;
  }
  for (const auto& [name, login] : logins.items()) {
    if (host_of(name) == host_of(server)) {
      return &login;
    }
  }
  return nullptr;
}

std::unexpected<Error> broken_login(const std::string& server) {
  return make_error(ErrorCode::usage,
                    fmt::format("what config.json keeps for the registry {} is not Base64 of a "
                                "name and a password",
                                server),
                    "docker login " + server);
}

Result<Credentials> to_credentials(const json::Json& login, const std::string& server) {
  Credentials credentials{.server = server,
                          .username = json::text(login, "username"),
                          .password = json::text(login, "password"),
                          .identity_token = json::text(login, "identitytoken"),
                          .registry_token = json::text(login, "registrytoken")};
  const std::string encoded = json::text(login, "auth");
  if (encoded.empty()) {
    return credentials;
  }
  const auto both = decode_base64(encoded);
  const auto colon = both ? both->find(':') : std::string::npos;
  if (colon == std::string::npos) {
    return broken_login(server);
  }
  credentials.username = both->substr(0, colon);
  credentials.password = both->substr(colon + 1);
  // Docker has kept them with zeros behind them.
  credentials.password.resize(
      std::min(credentials.password.find('\0'), credentials.password.size()));
  return credentials;
}

bool is_empty(const Credentials& credentials) {
  return credentials.username.empty() && credentials.password.empty() &&
         credentials.identity_token.empty() && credentials.registry_token.empty();
}

// The question on its standard input, the answer on its standard output.
Task<std::string> exchange(http::Transport& helper, std::string question) {
  VH_CO_CHECK(co_await helper.connect());
  // Whoever does not want to know answers all the same.
  (void)co_await helper.write(question);
  (void)co_await helper.close_write();
  std::string answer;
  std::array<char, 4096> piece{};
  while (true) {
    VH_CO_TRY(const std::size_t count, co_await helper.read_some(piece));
    if (count == 0) {
      co_return answer.empty() ? helper.diagnosis() : answer;
    }
    answer.append(piece.data(), count);
  }
}

Task<std::string> ask_helper(std::string program, std::string question) {
  const auto executor = co_await asio::this_coro::executor;
  const std::shared_ptr<http::Transport> helper =
      http::make_transport_factory(executor, http::CommandEndpoint{{program, "get"}})();
  asio::steady_timer deadline{executor, kHelperDeadline};
  deadline.async_wait([weak = std::weak_ptr{helper}](const boost::system::error_code& failure) {
    if (const auto late = weak.lock(); late && !failure) {
      late->close();
    }
  });
  auto answer = co_await exchange(*helper, std::move(question));
  if (!answer && deadline.expiry() <= std::chrono::steady_clock::now()) {
    co_return make_error(ErrorCode::timeout, {}, {}, "it has not answered within two minutes");
  }
  co_return answer;
}

}  // namespace

std::string registry_of(std::string_view reference) {
  std::string host = registry_host(reference);
  return host.empty() ? std::string{kDockerHub} : std::move(host);
}

std::string login_hint(std::string_view reference, std::string_view cause) {
  constexpr std::array<std::string_view, 3> kRefusals{
      "no basic auth credentials", "unauthorized", "access denied"};
  const bool refused = std::ranges::any_of(
      kRefusals, [cause](std::string_view refusal) { return cause.contains(refusal); });
  if (!refused) {
    return {};
  }
  const std::string registry = registry_of(reference);
  return registry == kDockerHub ? "log in to Docker Hub: docker login"
                                : "log in to its registry: docker login " + registry;
}

std::string to_header(const Credentials& credentials) {
  json::Json object{{"serveraddress", credentials.server}};
  const auto add = [&object](const char* name, const std::string& value) {
    if (!value.empty()) {
      object[name] = value;
    }
  };
  add("username", credentials.username);
  add("password", credentials.password);
  add("identitytoken", credentials.identity_token);
  add("registrytoken", credentials.registry_token);
  std::string text = encode_base64(json::dump(object));
  std::ranges::replace(text, '+', '-');
  std::ranges::replace(text, '/', '_');
  return text;
}

Result<CredentialSource> find_credentials(std::string_view config, const std::string& server) {
  VH_TRY(const json::Json parsed, parse_config(config));
  std::string helper = json::text(json::member(parsed, "credHelpers"), server);
  if (helper.empty()) {
    helper = json::text(parsed, "credsStore");
  }
  if (!helper.empty()) {
    return CredentialSource{.helper = std::move(helper)};
  }
  const json::Json* login = entry_of(json::member(parsed, "auths"), server);
  if (login == nullptr) {
    return CredentialSource{};
  }
  VH_TRY(Credentials credentials, to_credentials(*login, server));
  return is_empty(credentials) ? CredentialSource{}
                               : CredentialSource{.credentials = std::move(credentials)};
}

Result<bool> has_credentials(std::string_view config) {
  VH_TRY(const json::Json parsed, parse_config(config));
  return !json::text(parsed, "credsStore").empty() ||
         !json::member(parsed, "credHelpers").empty() || !json::member(parsed, "auths").empty();
}

Result<std::optional<Credentials>> parse_helper_answer(std::string_view answer,
                                                       const std::string& server) {
  constexpr std::string_view kNone = "credentials not found";
  constexpr std::string_view kToken = "<token>";
  const auto parsed = json::parse(answer);
  if (!parsed || !parsed->is_object()) {
    if (answer.contains(kNone)) {
      return std::optional<Credentials>{};
    }
    return make_error(ErrorCode::failed, {}, {}, std::string{trim(answer)});
  }
  std::string name = json::text(*parsed, "Username");
  std::string secret = json::text(*parsed, "Secret");
  if (name == kToken) {
    return std::optional{Credentials{.server = server, .identity_token = std::move(secret)}};
  }
  return std::optional{
      Credentials{.server = server, .username = std::move(name), .password = std::move(secret)}};
}

CredentialStore::CredentialStore(const FileSystem& files,
                                 const std::map<std::string, std::string>& environment)
    : files_{files} {
  if (const std::string folder = config_folder(environment); !folder.empty()) {
    config_.text = folder + "/config.json";
  }
}

Result<std::string> CredentialStore::config() const {
  if (config_.text.empty() || !files_.status(config_)) {
    return std::string{};
  }
  return files_.read(config_);
}

Result<bool> CredentialStore::may_know(const std::string& server) const {
  VH_TRY(const std::string text, config());
  VH_TRY(const CredentialSource source, find_credentials(text, server));
  return source.credentials || !source.helper.empty();
}

Result<bool> CredentialStore::may_know_any() const {
  VH_TRY(const std::string text, config());
  return has_credentials(text);
}

Task<std::optional<Credentials>> CredentialStore::find(std::string server) const {
  VH_CO_TRY(const std::string text, config());
  VH_CO_TRY(CredentialSource source, find_credentials(text, server));
  if (source.helper.empty()) {
    co_return std::move(source.credentials);
  }
  const std::string program = "docker-credential-" + source.helper;
  auto answer = co_await ask_helper(program, server);
  if (!answer && answer.error().code == ErrorCode::not_found) {
    co_return std::optional<Credentials>{};
  }
  auto found = answer ? parse_helper_answer(*answer, server)
                      : Result<std::optional<Credentials>>{std::unexpected(answer.error())};
  if (!found) {
    found.error().message =
        fmt::format("{} does not say who we are to the registry {}", program, server);
    found.error().hint = fmt::format("docker login {}", server);
  }
  co_return found;
}

}  // namespace voicehub::docker
