#include "core/compose/config_hash.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "core/base/digest.hpp"
#include "core/base/text.hpp"
#include "core/compose/canonical.hpp"
#include "core/compose/print.hpp"
#include "core/project/service.hpp"

namespace voicehub::compose {
namespace {

constexpr CanonicalStyle kHashed{.notation = Notation::json, .doubled_dollars = false};

// Of the entries of a section of the file.
const Shape& shape_of(std::string_view section) {
  return *find_attribute(file_shape(), section)->shape->each;
}

std::string hashed_config(Node hashed) {
  for (const std::string_view attribute :
       {"build", "pull_policy", "scale", "depends_on", "profiles"}) {
    hashed.erase(attribute);
  }
  if (Node* deploy = hashed.find("deploy")) {
    deploy->erase("replicas");
  }
  return to_compact_json(canonical(hashed, shape_of("services"), kHashed));
}

// As the node holds it: printed as JSON it is join_mark().
std::string unprinted_mark(std::string_view service) {
  return fmt::format("\x1e{}\x1e", service);
}

// Docker Compose forgets the `ro` of volumes_from, here and for the daemon.
void join_volumes(Node& volumes) {
  const auto parts = split(volumes.text, ':');
  volumes.text = parts[0] == "container" && parts.size() > 1 ? parts[1] : unprinted_mark(parts[0]);
}

}  // namespace

std::string config_hash(const Node& service) {
  return sha256(hashed_config(service)).hex;
}

std::string config_with_joins(const Node& service) {
  Node joined = service;
  for (const std::string_view mode : {"network_mode", "ipc", "pid"}) {
    Node* node = joined.find(mode);
    if (node != nullptr && !joined_service(node->text).empty()) {
      node->text = "container:" + unprinted_mark(joined_service(node->text));
    }
  }
  if (Node* volumes = joined.find("volumes_from")) {
    std::ranges::for_each(volumes->items, join_volumes);
  }
  return hashed_config(std::move(joined));
}

std::string network_hash(const Node& node) {
  return sha256(to_compact_json(canonical(node, shape_of("networks"), kHashed))).hex;
}

std::string volume_hash(const Node& node) {
  Node hashed = node;
  if (hashed.find("driver") == nullptr) {
    hashed.set("driver", make_text("local", node.at));
  }
  return sha256(to_compact_json(canonical(hashed, shape_of("volumes"), kHashed))).hex;
}

}  // namespace voicehub::compose
