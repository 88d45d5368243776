#include "core/compose/listing.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

#include <fmt/format.h>

#include "core/base/text.hpp"
#include "core/compose/config_hash.hpp"
#include "core/compose/reader.hpp"
#include "core/compose/substitute.hpp"

namespace voicehub::compose {
namespace {

void collect_variables(const Node& node, std::map<std::string, VariableUse>& variables) {
  for (VariableUse& use : variables_in(node.kind == Kind::text ? node.text : "")) {
    VariableUse& known = variables[use.name];
    known.name = use.name;
    known.required = known.required || use.required;
    known.fallback = known.fallback.empty() ? use.fallback : known.fallback;
    known.alternative = known.alternative.empty() ? use.alternative : known.alternative;
  }
  for (const Node& item : node.items) {
    collect_variables(item, variables);
  }
  for (const Entry& entry : node.entries) {
    collect_variables(entry.value, variables);
  }
}

}  // namespace

std::vector<std::string> keys_of(const Model& model, std::string_view section) {
  std::vector<std::string> keys;
  std::ranges::transform(
      member_of(model.file, section).entries, std::back_inserter(keys), &Entry::key);
  std::ranges::sort(keys);
  return keys;
}

std::vector<std::string> services_of(const Model& model) {
  return keys_of(model, "services");
}

std::vector<std::string> images_of(const Model& model) {
  std::vector<std::string> images;
  for (const std::string& name : services_of(model)) {
    const Node& service = member_of(member_of(model.file, "services"), name);
    const std::string image = text_of(service, "image");
    if (service.find("provider") == nullptr) {
      images.push_back(image.empty() ? fmt::format("{}-{}", model.name, name) : image);
    }
  }
  return images;
}

std::vector<std::string> profiles_of(const Model& model) {
  std::set<std::string> profiles;
  for (const Entry& service : member_of(model.file, "services").entries) {
    const std::vector<std::string> own = texts_of(service.value, "profiles");
    profiles.insert(own.begin(), own.end());
  }
  for (const auto& [service, own] : model.disabled) {
    profiles.insert(own.begin(), own.end());
  }
  return {profiles.begin(), profiles.end()};
}

std::vector<std::string> variables_of(const Model& model) {
  std::map<std::string, VariableUse> variables;
  collect_variables(model.file, variables);
  constexpr auto kLine = "{:<{}}  {:<8}  {:<{}}  {}";
  std::size_t names = std::string_view{"NAME"}.size();
  std::size_t fallbacks = std::string_view{"DEFAULT"}.size();
  for (const auto& [name, use] : variables) {
    names = std::max(names, name.size());
    fallbacks = std::max(fallbacks, use.fallback.size());
  }
  std::vector<std::string> lines{
      fmt::format(kLine, "NAME", names, "REQUIRED", "DEFAULT", fallbacks, "ALTERNATE")};
  for (const auto& [name, use] : variables) {
    lines.push_back(
        fmt::format(kLine, name, names, use.required, use.fallback, fallbacks, use.alternative));
  }
  return lines;
}

Result<std::vector<std::string>> hashes_of(const Model& model,
                                           const std::vector<std::string>& services) {
  const std::vector<std::string> known = services_of(model);
  const bool all = services.empty() || services == std::vector<std::string>{"*"};
  std::vector<std::string> lines;
  for (const std::string& name : all ? known : services) {
    const Node* service = member_of(model.file, "services").find(name);
    if (service == nullptr) {
      return make_error(ErrorCode::not_found,
                        fmt::format("no such service: {}", name),
                        did_you_mean(name, known, "services"));
    }
    lines.push_back(fmt::format("{} {}", name, config_hash(*service)));
  }
  return lines;
}

}  // namespace voicehub::compose
