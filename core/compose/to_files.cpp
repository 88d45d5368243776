#include <charconv>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "core/compose/problem.hpp"
#include "core/compose/reader.hpp"
#include "core/compose/to_parts.hpp"

namespace voicehub::compose {
namespace {

// One of the two kinds of files that a service can be given.
struct FileKind {
  std::string_view section;  // of the service and of the file
  std::string_view name;
  std::string_view folder;  // of targets that are no absolute paths
};

constexpr FileKind kSecret{.section = "secrets", .name = "secret", .folder = "/run/secrets/"};
constexpr FileKind kConfig{.section = "configs", .name = "config", .folder = "/"};

std::uint32_t number_of(const Node& reference,
                        std::string_view key,
                        int base,
                        std::uint32_t otherwise) {
  const std::string text = text_of(reference, key);
  std::uint32_t number = otherwise;
  std::from_chars(text.data(), text.data() + text.size(), number, base);
  return number;
}

ContainerPath target_of(const Node& reference, const FileKind& kind) {
  std::string target = text_of(reference, "target");
  if (target.empty()) {
    target = text_of(reference, "source");
  }
  return {clean_path(target.starts_with('/') ? target : fmt::format("{}{}", kind.folder, target))};
}

Result<std::string> content_of(const Node& resource,
                               const std::string& what,
                               const Environment& contents) {
  if (flag_of(resource, "external")) {
    return invalid(resource.at,
                   fmt::format("{} is external, which only Docker Swarm knows", what),
                   "give it 'file', 'environment' or 'content'");
  }
  if (resource.find("content") != nullptr) {
    return text_of(resource, "content");
  }
  const std::string variable = text_of(resource, "environment");
  if (variable.empty()) {
    return invalid(resource.at,
                   fmt::format("{} has neither 'file' nor 'environment' nor 'content'", what));
  }
  const auto value = contents.find(variable);
  if (value == contents.end()) {
    return invalid(member_of(resource, "environment").at,
                   fmt::format("{}: the variable {} is not set", what, variable),
                   fmt::format("set {}, in the shell or in .env", variable));
  }
  return value->second;
}

void add_file(Service& service,
              const Node& reference,
              const Node& file,
              const FileKind& kind,
              const Environment& contents) {
  const std::string source = text_of(reference, "source");
  const Node& resource = member_of(member_of(file, kind.section), source);
  const ContainerPath target = target_of(reference, kind);
  if (resource.find("file") != nullptr && !flag_of(resource, "external")) {
    service.mounts.push_back(
        {.source = {text_of(resource, "file")}, .target = target, .read_only = true});
    return;
  }
  PlacedFile placed{.target = target,
                    .mode = number_of(reference, "mode", 8, 0444),
                    .uid = number_of(reference, "uid", 10, 0),
                    .gid = number_of(reference, "gid", 10, 0)};
  auto content = content_of(resource, fmt::format("{} '{}'", kind.name, source), contents);
  if (content) {
    placed.content = *std::move(content);
  } else {
    placed.missing = std::move(content).error();
  }
  service.files.push_back(std::move(placed));
}

BuildSecret to_build_secret(const Node& reference, const Node& file, const Environment& contents) {
  const std::string source = text_of(reference, "source");
  const std::string target = text_of(reference, "target");
  const Node& resource = member_of(member_of(file, kSecret.section), source);
  BuildSecret secret{.id = target.empty() ? source : target};
  if (resource.find("file") != nullptr && !flag_of(resource, "external")) {
    secret.file.text = text_of(resource, "file");
    return secret;
  }
  auto content = content_of(resource, fmt::format("secret '{}'", source), contents);
  if (content) {
    secret.content = *std::move(content);
  } else {
    secret.missing = std::move(content).error();
  }
  return secret;
}

// "default", "work=/path/of/a/socket"
BuildSsh to_build_ssh(const std::string& text, const Environment& contents) {
  const auto equals = text.find('=');
  if (equals != std::string::npos) {
    return {.id = text.substr(0, equals), .socket = {text.substr(equals + 1)}};
  }
  const auto agent = contents.find(std::string{kSshAgent});
  return {.id = text, .socket = {agent == contents.end() ? "" : agent->second}};
}

}  // namespace

void add_secrets_and_agents(BuildSpec& build,
                            const Node& node,
                            const Node& file,
                            const Environment& contents) {
  for (const Node& reference : member_of(node, kSecret.section).items) {
    build.secrets.push_back(to_build_secret(reference, file, contents));
  }
  for (const std::string& agent : texts_of(node, "ssh")) {
    build.ssh.push_back(to_build_ssh(agent, contents));
  }
}

void add_secrets_and_configs(Service& service,
                             const Node& node,
                             const Node& file,
                             const Environment& contents) {
  for (const FileKind& kind : {kSecret, kConfig}) {
    for (const Node& reference : member_of(node, kind.section).items) {
      add_file(service, reference, file, kind, contents);
    }
  }
}

}  // namespace voicehub::compose
