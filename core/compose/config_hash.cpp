#include "core/compose/config_hash.hpp"

#include "core/base/digest.hpp"
#include "core/compose/canonical.hpp"
#include "core/compose/print.hpp"

namespace voicehub::compose {

std::string config_hash(const Node& service) {
  Node hashed = service;
  for (const std::string_view attribute :
       {"build", "pull_policy", "scale", "depends_on", "profiles"}) {
    hashed.erase(attribute);
  }
  if (Node* deploy = hashed.find("deploy")) {
    deploy->erase("replicas");
  }
  const Shape& shape = *find_attribute(file_shape(), "services")->shape->each;
  return sha256(to_compact_json(canonical(
                    hashed, shape, {.doubled_dollars = false, .nested_extensions = false})))
      .hex;
}

}  // namespace voicehub::compose
