#include "core/compose/select.hpp"

#include <algorithm>
#include <iterator>
#include <set>

#include <fmt/format.h>

#include "core/base/text.hpp"
#include "core/compose/reader.hpp"

namespace voicehub::compose {

Result<void> keep_services(Node& file, const std::vector<std::string>& names) {
  Node* services = file.find("services");
  if (names.empty() || services == nullptr) {
    return done();
  }
  std::set<std::string> kept;
  std::vector<std::string> waiting = names;
  while (!waiting.empty()) {
    const std::string name = std::move(waiting.back());
    waiting.pop_back();
    const Node* service = services->find(name);
    if (service == nullptr && std::ranges::find(names, name) != names.end()) {
      std::vector<std::string> known;
      std::ranges::transform(services->entries, std::back_inserter(known), &Entry::key);
      return make_error(ErrorCode::not_found,
                        fmt::format("no such service: {}", name),
                        did_you_mean(name, known, "services"));
    }
    if (service != nullptr && kept.insert(name).second) {
      std::ranges::transform(
          member_of(*service, "depends_on").entries, std::back_inserter(waiting), &Entry::key);
    }
  }
  std::erase_if(services->entries, [&](const Entry& entry) { return !kept.contains(entry.key); });
  return done();
}

}  // namespace voicehub::compose
