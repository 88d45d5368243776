#include "core/compose/api_socket.hpp"

#include <utility>

#include <nlohmann/json.hpp>

#include "core/compose/reader.hpp"

namespace voicehub::compose {
namespace {

constexpr std::string_view kCredentials = "#apisocket";  // the name of the config
constexpr std::string_view kSocket = "/var/run/docker.sock";
constexpr std::string_view kFolder = "/run/secrets/docker";

// What the service has there, or an empty one.
Node& section_of(Node& service, std::string_view key, Node empty) {
  if (service.find(key) == nullptr) {
    service.set(key, std::move(empty));
  }
  return *service.find(key);
}

void add_socket(Node& service) {
  Node mount = make_map(service.at);
  mount.set("type", make_text("bind", service.at));
  mount.set("source", make_text(std::string{kSocket}, service.at));
  mount.set("target", make_text(std::string{kSocket}, service.at));
  section_of(service, "volumes", make_list(service.at)).items.push_back(std::move(mount));
}

void add_credentials(Node& service) {
  Node& environment = section_of(service, "environment", make_map(service.at));
  environment.set("DOCKER_CONFIG", make_text(std::string{kFolder}, service.at));
  Node reference = make_map(service.at);
  reference.set("source", make_text(std::string{kCredentials}, service.at));
  reference.set("target", make_text(std::string{kFolder} + "/config.json", service.at));
  section_of(service, "configs", make_list(service.at)).items.push_back(std::move(reference));
}

// The `auths` of the user's configuration, as one of its own.
std::string credentials_of(const FileSystem& files, const Environment& environment) {
  const auto value = [&](const char* name) {
    const auto found = environment.find(name);
    return found == environment.end() ? std::string{} : found->second;
  };
  const std::string named = value("DOCKER_CONFIG");
  const std::string folder = named.empty() ? value("HOME") + "/.docker" : named;
  const Result<std::string> text = files.read({folder + "/config.json"});
  const auto config = nlohmann::json::parse(text.value_or(""), nullptr, false);
  const bool has_any = config.is_object() && config.contains("auths");
  const nlohmann::json credentials{{"auths", has_any ? config["auths"] : nlohmann::json::object()}};
  return credentials.dump();
}

}  // namespace

void expand_api_socket(Node& file, const FileSystem& files, const Environment& environment) {
  bool is_used = false;
  for (Entry& entry : file.find("services")->entries) {
    Node& service = entry.value;
    if (!flag_of(service, "use_api_socket")) {
      continue;
    }
    is_used = true;
    add_socket(service);
    // Who sets it has a configuration of their own.
    if (member_of(service, "environment").find("DOCKER_CONFIG") == nullptr) {
      add_credentials(service);
    }
  }
  if (is_used) {
    Node config = make_map(file.at);
    config.set("content", make_text(credentials_of(files, environment), file.at));
    section_of(file, "configs", make_map(file.at)).set(kCredentials, std::move(config));
  }
}

}  // namespace voicehub::compose
