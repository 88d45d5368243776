#include "core/compose/schema_values.hpp"

namespace voicehub::compose::schema {
namespace {

constexpr Attribute kHookAttributes[] = {
    even_empty(required("command", kCommand)),
    applied("user", kText),
    applied("privileged", kBoolean),
    applied("working_dir", kText),
    applied("environment", kVariables),
};
constexpr Shape kHook{.kinds = kMapKind, .attributes = kHookAttributes};

constexpr std::string_view kWatchActions[] = {
    "sync", "restart", "sync+restart", "sync+exec", "rebuild"};
constexpr Shape kWatchAction{.kinds = kTextKind, .words = kWatchActions};
constexpr Attribute kWatchAttributes[] = {
    required("path", kText),
    required("action", kWatchAction),
    applied("target", kText),
    applied("exec", kHook),
    applied("include", kTextOrTexts),
    applied("ignore", kTextOrTexts),
    applied("initial_sync", kBoolean),
};
constexpr Shape kWatchRule{.kinds = kMapKind, .attributes = kWatchAttributes};
constexpr Shape kWatch{.kinds = kListKind, .each = &kWatchRule};
constexpr Attribute kDevelopAttributes[] = {applied("watch", kWatch)};

// x-voicehub.watch, where the action may be left to voicehub
constexpr Attribute kOwnWatchAttributes[] = {
    required("path", kText),
    applied("action", kWatchAction),
    applied("target", kText),
    applied("exec", kHook),
    applied("include", kTextOrTexts),
    applied("ignore", kTextOrTexts),
    applied("initial_sync", kBoolean),
};
constexpr Shape kOwnWatchRule{.kinds = kMapKind, .attributes = kOwnWatchAttributes};

}  // namespace

constinit const Shape kDevelop{.kinds = kNull | kMapKind, .attributes = kDevelopAttributes};
constinit const Shape kHooks{.kinds = kListKind, .each = &kHook};
constinit const Shape kOwnWatch{.kinds = kListKind, .each = &kOwnWatchRule};

}  // namespace voicehub::compose::schema
