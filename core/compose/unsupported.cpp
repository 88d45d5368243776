#include "core/compose/unsupported.hpp"

#include <algorithm>
#include <functional>

#include <fmt/format.h>

#include "core/base/text.hpp"
#include "core/compose/reader.hpp"
#include "core/compose/resolve_paths.hpp"

namespace voicehub::compose {
namespace {

bool says_nothing(const Node& node) {
  return node.is_null() || (node.kind == Kind::map && node.entries.empty()) ||
         (node.kind == Kind::list && node.items.empty()) ||
         (node.kind == Kind::boolean && node.text == "false") || node.text == "false";
}

// An attribute that is said, where it is said.
using Visitor = std::function<void(const Attribute&, const Entry&, const Path&)>;

void visit(const Node& node, const Shape& shape, const Path& path, const Visitor& visitor) {
  for (const Entry& entry : node.entries) {
    const Path inner{path, entry.key};
    const Attribute* attribute = find_attribute(shape, entry.key);
    const Shape* below = attribute != nullptr ? attribute->shape : shape.each;
    if (attribute != nullptr && !says_nothing(entry.value)) {
      visitor(*attribute, entry, inner);
    }
    if (below != nullptr) {
      visit(entry.value, *below, inner, visitor);
    }
  }
  for (std::size_t i = 0; i < node.items.size() && shape.each != nullptr; ++i) {
    visit(node.items[i], *shape.each, Path{path, i}, visitor);
  }
}

Error refusal(const Origin& at,
              std::string_view what,
              std::string_view hint,
              std::string_view cause = {}) {
  return {.code = ErrorCode::unsupported,
          .message = fmt::format("{}: {}", to_text(at), what),
          .hint = std::string{hint},
          .cause = std::string{cause}};
}

void add_attributes(const Node& node,
                    const Shape& shape,
                    const Path& path,
                    std::vector<Error>& refusals) {
  visit(node, shape, path, [&](const Attribute& attribute, const Entry& entry, const Path& at) {
    if (attribute.support == Support::refused) {
      refusals.push_back(refusal(
          entry.key_at, fmt::format("{} cannot be applied", at.text()), {}, attribute.reason));
    }
  });
}

// Values that the tables know nothing of.
void add_values(const Node& node, Service& service) {
  const std::string name = fmt::format("service '{}'", service.name);
  const Node& shared = member_of(node, "uts");
  if (!joined_service(shared.text).empty()) {
    service.refusals.push_back(
        refusal(shared.at,
                fmt::format("{}: 'uts: {}' cannot be applied", name, shared.text),
                {},
                "Docker Engine shares this namespace with the host only"));
  }
  for (const Node& mount : member_of(node, "volumes").items) {
    if (text_of(mount, "type") == "cluster") {
      service.refusals.push_back(
          refusal(mount.at,
                  fmt::format("{}: a mount of type 'cluster' cannot be applied", name),
                  {},
                  "Docker Swarm has such volumes, Docker Engine alone has not"));
    }
  }
}

void add_context_values(const Node& node, BuildSpec& build, const std::string& name) {
  const Node& contexts = member_of(node, "additional_contexts");
  for (const Entry& entry : contexts.entries) {
    const std::string& source = entry.value.text;
    if (is_remote(source) && !source.starts_with("docker-image://")) {
      build.refusals.push_back(refusal(
          entry.key_at,
          fmt::format("{}: the context '{}' cannot be '{}'", name, entry.key, source),
          "it can be a folder, a service or an image (docker-image://): fetch it, and name the "
          "folder"));
    }
  }
  if (!build.remote.empty() && (!contexts.entries.empty() || !build.dockerfile_inline.empty())) {
    build.refusals.push_back(refusal(
        member_of(node, "context").at,
        fmt::format("{}: 'build.context' is fetched by the engine, with its own Dockerfile", name),
        "fetch it, and name the folder, to have additional_contexts or dockerfile_inline"));
  }
}

void add_build_values(const Node& node, Service& service) {
  const std::string name = fmt::format("service '{}'", service.name);
  add_context_values(node, *service.build, name);
  const Node& platforms = member_of(node, "platforms");
  if (platforms.items.size() > 1) {
    service.build->refusals.push_back(refusal(
        platforms.at,
        fmt::format("{}: 'build.platforms' names {} platforms", name, platforms.items.size()),
        "Docker Engine builds for one at a time: name one here, or none"));
  }
  for (const Node& target : member_of(node, "cache_to").items) {
    if (target.text != "type=inline" && target.text != "inline") {
      service.build->refusals.push_back(
          refusal(target.at,
                  fmt::format("{}: 'build.cache_to' cannot be '{}'", name, target.text),
                  "Docker Engine keeps its own cache; type=inline puts it into the image"));
    }
  }
}

}  // namespace

void note_ignored(const Node& file, const Shape& shape, Notes& notes) {
  visit(file, shape, Path{}, [&](const Attribute& attribute, const Entry& entry, const Path& at) {
    if (attribute.support == Support::ignored) {
      notes.push_back(
          fmt::format("{}: {} {}: ignored", to_text(entry.key_at), at.text(), attribute.reason));
    }
  });
}

void add_refusals(const Node& node, Service& service) {
  const Path root;
  const Path services{root, "services"};
  const Path path{services, service.name};
  const Shape& shape = *find_attribute(file_shape(), "services")->shape->each;
  Node without_build = node;
  without_build.erase("build");
  add_attributes(without_build, shape, path, service.refusals);
  add_values(node, service);
  if (const Node* build = node.find("build"); build != nullptr && service.build) {
    const Shape& build_shape = *find_attribute(shape, "build")->shape;
    const Path below{path, "build"};
    add_attributes(*build, build_shape, below, service.build->refusals);
    add_build_values(*build, service);
  }
}

}  // namespace voicehub::compose
