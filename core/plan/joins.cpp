#include "core/plan/joins.hpp"

#include <boost/algorithm/string/replace.hpp>

#include "core/base/digest.hpp"
#include "core/project/service.hpp"

namespace voicehub::plan {

std::string hash_of(const Joins& joins) {
  std::string config = joins.config;
  for (const auto& [service, container] : joins.containers) {
    boost::replace_all(config, join_mark(service), container.text);
  }
  return sha256(config).hex;
}

}  // namespace voicehub::plan
