#include "core/compose/extends.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "core/base/text.hpp"
#include "core/compose/merge.hpp"
#include "core/compose/problem.hpp"
#include "core/compose/reader.hpp"

namespace voicehub::compose {
namespace {

struct Step {
  std::string service;
  std::string file;

  friend auto operator<=>(const Step&, const Step&) = default;
};

class Extension {
 public:
  // More than anybody writes, and less than the stack has room for.
  static constexpr std::size_t kLongestWay = 200;

  Extension(const Shape& service_shape, const ReadExtended& read)
      : shape_{service_shape}, read_{read} {}

  // `name` of `file` with all that it extends.
  Result<Node> extended(const ExtendingFile& file, const Node& service, const std::string& name) {
    const Node* extends = service.find("extends");
    if (extends == nullptr || extends->is_null()) {
      return service;
    }
    const Step step{name, file.path.text};
    if (const auto known = whole_.find(step); known != whole_.end()) {
      return known->second;
    }
    if (std::ranges::find(way_, step) != way_.end()) {
      return circle(extends->at, step);
    }
    if (way_.size() == kLongestWay) {
      return invalid(extends->at,
                     fmt::format("service '{}': 'extends' leads through more than {} services",
                                 way_.front().service,
                                 kLongestWay));
    }
    way_.push_back(step);
    VH_TRY(Node whole, base_of(file, *extends, name));
    way_.pop_back();
    Node own = service;
    own.erase("extends");
    merge(whole, std::move(own), shape_);
    whole_.emplace(step, whole);
    return whole;
  }

 private:
  Result<Node> base_of(const ExtendingFile& file, const Node& extends, const std::string& name) {
    const std::string wanted = text_of(extends, "service");
    if (wanted.empty()) {
      return invalid(extends.at, fmt::format("service '{}': 'extends' needs 'service'", name));
    }
    VH_TRY(const ExtendingFile* const holder, holder_of(file, extends));
    const Node& services = member_of(holder->tree, "services");
    if (const Node* base = services.find(wanted)) {
      return extended(*holder, *base, wanted);
    }
    std::vector<std::string> known;
    std::ranges::transform(services.entries, std::back_inserter(known), &Entry::key);
    return invalid(extends.at,
                   fmt::format("service '{}': 'extends' names the service '{}', which is not in {}",
                               name,
                               wanted,
                               file_name(holder->path.text)),
                   did_you_mean(wanted, known, "services"));
  }

  Result<const ExtendingFile*> holder_of(const ExtendingFile& file, const Node& extends) {
    const std::string named = text_of(extends, "file");
    const HostPath path = named.empty() ? file.path : resolve(file.directory, named);
    if (path == file.path) {
      return &file;
    }
    const auto known = files_.find(path.text);
    if (known != files_.end()) {
      return &known->second;
    }
    VH_TRY(ExtendingFile other, read_(path, member_of(extends, "file").at));
    return &files_.emplace(path.text, std::move(other)).first->second;
  }

  [[nodiscard]] std::unexpected<Error> circle(const Origin& at, const Step& again) const {
    std::vector<std::string> names;
    const auto first = std::ranges::find(way_, again);
    std::ranges::transform(first, way_.end(), std::back_inserter(names), &Step::service);
    names.push_back(again.service);
    return invalid(at, fmt::format("circular reference in 'extends': {}", join(names, " -> ")));
  }

  const Shape& shape_;
  const ReadExtended& read_;
  std::map<std::string, ExtendingFile> files_;
  std::map<Step, Node> whole_;  // services with all that they extend
  std::vector<Step> way_;       // from the service at hand to the one that is looked at
};

}  // namespace

Result<void> apply_extends(ExtendingFile& file, const Shape& shape, const ReadExtended& read) {
  Node* services = file.tree.find("services");
  if (services == nullptr || services->kind != Kind::map) {
    return done();
  }
  Extension extension{*find_attribute(shape, "services")->shape->each, read};
  std::vector<std::pair<Node*, Node>> whole;
  for (Entry& entry : services->entries) {
    if (entry.value.find("extends") != nullptr) {
      VH_TRY(Node extended, extension.extended(file, entry.value, entry.key));
      whole.emplace_back(&entry.value, std::move(extended));
    }
  }
  for (auto& [place, service] : whole) {
    const Tag tag = place->tag;
    *place = std::move(service);
    place->tag = tag;
  }
  return done();
}

}  // namespace voicehub::compose
