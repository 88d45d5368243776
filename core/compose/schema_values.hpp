#pragma once

#include <string>
#include <string_view>

#include "core/compose/reader.hpp"
#include "core/compose/schema.hpp"
#include "core/compose/short_forms.hpp"

// What the tables of the schema are written with.
namespace voicehub::compose::schema {

inline constexpr unsigned kNull = bit(Kind::null);
inline constexpr unsigned kBooleanKind = bit(Kind::boolean);
inline constexpr unsigned kIntegerKind = bit(Kind::integer);
inline constexpr unsigned kNumberKind = bit(Kind::integer) | bit(Kind::number);
inline constexpr unsigned kTextKind = bit(Kind::text);
inline constexpr unsigned kScalarKind = kBooleanKind | kNumberKind | kTextKind;
inline constexpr unsigned kListKind = bit(Kind::list);
inline constexpr unsigned kMapKind = bit(Kind::map);
inline constexpr unsigned kAnyKind = kNull | kScalarKind | kListKind | kMapKind;

inline std::string own_text(const Node& item) {
  return item.text;
}

inline std::string target_of(const Node& item) {
  return text_of(item, "target");
}

inline std::string path_of(const Node& item) {
  return text_of(item, "path");
}

constexpr Attribute applied(std::string_view name, const Shape& shape) {
  return {name, Support::applied, &shape};
}

constexpr Attribute required(std::string_view name, const Shape& shape) {
  return {name, Support::applied, &shape, true};
}

constexpr Attribute refused(std::string_view name, const Shape& shape, std::string_view reason) {
  Attribute attribute{name, Support::refused, &shape};
  attribute.reason = reason;
  return attribute;
}

constexpr Attribute ignored(std::string_view name, const Shape& shape, std::string_view reason) {
  Attribute attribute{name, Support::ignored, &shape};
  attribute.reason = reason;
  return attribute;
}

constexpr Attribute swarm_only(std::string_view name, const Shape& shape) {
  return ignored(name, shape, "means something to Docker Swarm only");
}

// Printed although it may be empty: Compose tells "no" from "not said".
constexpr Attribute even_empty(Attribute attribute) {
  attribute.empty = Empty::printed;
  return attribute;
}

constexpr Attribute empty_in_json(Attribute attribute) {
  attribute.empty = Empty::printed_in_json;
  return attribute;
}

constexpr Attribute named_in_json(std::string_view name, Attribute attribute) {
  attribute.name_in_json = name;
  return attribute;
}

inline constexpr std::string_view kModelRunner =
    "Docker Model Runner serves models, which Docker Engine has not";

inline constexpr Shape kAny{.kinds = kAnyKind};
inline constexpr Shape kBoolean{.kinds = kBooleanKind};
inline constexpr Shape kInteger{.kinds = kIntegerKind};
inline constexpr Shape kNumber{.kinds = kNumberKind};
inline constexpr Shape kText{.kinds = kTextKind};
inline constexpr Shape kNumberOrText{.kinds = kNumberKind | kTextKind,
                                     .normal_form = short_forms::scalar_text};
inline constexpr Shape kDuration{
    .kinds = kTextKind, .normal_form = short_forms::duration, .nothing = "0s"};
inline constexpr Shape kByteSize{
    .kinds = kNumberKind | kTextKind, .normal_form = short_forms::byte_size, .nothing = "0"};
inline constexpr Shape kWholeByteSize{
    .kinds = kIntegerKind | kTextKind, .normal_form = short_forms::byte_size, .nothing = "0"};
inline constexpr Shape kTextSize{
    .kinds = kTextKind, .normal_form = short_forms::byte_size, .nothing = "0"};
inline constexpr Shape kTexts{.kinds = kListKind, .each = &kText};
inline constexpr Shape kUniqueTexts{.kinds = kListKind, .each = &kText, .identity = own_text};
inline constexpr Shape kDistinctTexts{.kinds = kListKind, .each = &kText, .distinct = true};
inline constexpr Shape kTextOrTexts{.kinds = kTextKind | kListKind,
                                    .normal_form = short_forms::one_or_many,
                                    .each = &kText,
                                    .identity = own_text};
inline constexpr Shape kVariableValue{.kinds = kNull | kTextKind};
inline constexpr Shape kVariables{
    .kinds = kListKind | kMapKind, .normal_form = short_forms::variables, .each = &kVariableValue};
inline constexpr Shape kLabels{
    .kinds = kListKind | kMapKind, .normal_form = short_forms::labels, .each = &kText};
inline constexpr Shape kOptions{
    .kinds = kMapKind, .normal_form = short_forms::labels, .each = &kText};
inline constexpr Shape kScalarTexts{.kinds = kListKind, .each = &kNumberOrText, .distinct = true};
inline constexpr Shape kExtraHosts{.kinds = kListKind | kMapKind,
                                   .normal_form = short_forms::extra_hosts,
                                   .each = &kText,
                                   .identity = own_text};
inline constexpr Shape kCommand{.kinds = kNull | kTextKind | kListKind,
                                .normal_form = short_forms::command,
                                .each = &kText,
                                .replaced = true};

// The larger sections of a file, each in a file of its own.
extern const Shape kAttachments;
extern const Shape kBlockIo;
extern const Shape kBuild;
extern const Shape kConfigReferences;
extern const Shape kConfigs;
extern const Shape kDevelop;
extern const Shape kHooks;
extern const Shape kModels;
extern const Shape kNetworks;
extern const Shape kOwnWatch;
extern const Shape kBuildSecretReferences;
extern const Shape kSecretReferences;
extern const Shape kSecrets;
extern const Shape kServiceModels;
extern const Shape kUlimits;
extern const Shape kXVoicehub;
extern const Shape kMounts;
extern const Shape kPorts;
extern const Shape kDevices;
extern const Shape kDeploy;
extern const Shape kGpus;
extern const Shape kServices;

}  // namespace voicehub::compose::schema
