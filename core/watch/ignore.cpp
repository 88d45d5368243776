#include "core/watch/ignore.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "core/base/file_system.hpp"
#include "core/base/name_pattern.hpp"
#include "core/base/not_source.hpp"
#include "core/base/text.hpp"

namespace voicehub::watch {
namespace {

// Not part of kNotSource, which proof leaves out too: these are gone in a moment, or hold so many
// files that watching them costs something.
constexpr auto kNotWatched = std::to_array<const char*>({
    // written beside the file that they become, or while something is fetched
    "*.tmp",
    "*.part",
    "*.partial",
    "*.crdownload",
    "sed[A-Za-z0-9][A-Za-z0-9][A-Za-z0-9][A-Za-z0-9][A-Za-z0-9][A-Za-z0-9]",
    "*___jb_bak___",
    ".*.kak.*",
    ".~lock.*#",
    // what NFS and FUSE make of a file that is deleted while it is open
    ".nfs*",
    ".fuse_hidden*",
    // our own
    ".voicehub*",
    // packages and caches
    "venv",
    ".tox",
    ".nox",
    ".cache",
    ".eggs",
    "*.incomplete",
});

constexpr auto kWeights = std::to_array<std::string_view>({"models", "weights", "checkpoints"});

constexpr auto kSource = std::to_array<std::string_view>({".py",
                                                          ".pyi",
                                                          ".pyx",
                                                          ".c",
                                                          ".cc",
                                                          ".cpp",
                                                          ".cu",
                                                          ".h",
                                                          ".hpp",
                                                          ".rs",
                                                          ".go",
                                                          ".js",
                                                          ".ts",
                                                          ".pl",
                                                          ".rb",
                                                          ".lua",
                                                          ".sh"});

const std::vector<NamePattern>& names_left_out() {
  static const std::vector<NamePattern> all = [] {
    std::vector<NamePattern> patterns;
    for (const char* name : kNotSource) {
      patterns.emplace_back(name);
    }
    for (const char* name : kNotWatched) {
      patterns.emplace_back(name);
    }
    return patterns;
  }();
  return all;
}

bool has_source(const std::string& folder) {
  const auto names = local_file_system().list({folder});
  return names && std::ranges::any_of(*names, is_source_name);
}

bool is_never_watched(const std::string& folder, std::string_view name, bool is_folder) {
  return std::ranges::any_of(names_left_out(),
                             [&](const NamePattern& pattern) { return pattern.matches(name); }) ||
         (is_folder && std::ranges::find(kWeights, name) != kWeights.end() &&
          !has_source(fmt::format("{}/{}", folder, name)));
}

std::string joined(std::string_view folder, std::string_view name) {
  return folder.empty() ? std::string{name} : fmt::format("{}/{}", folder, name);
}

std::shared_ptr<const Ignore::GitRules> with_file(std::shared_ptr<const Ignore::GitRules> outer,
                                                  const std::string& folder,
                                                  const HostPath& file) {
  const auto text = local_file_system().read(file);
  if (!text) {
    return outer;
  }
  return std::make_shared<const Ignore::GitRules>(
      Ignore::GitRules{.outer = std::move(outer), .folder = folder, .rules = GitIgnore{*text}});
}

// The top folder of the working tree that `path` is in. Nothing outside of git.
std::optional<std::string> repository_of(const std::string& path) {
  for (HostPath folder{path};; folder = parent(folder)) {
    if (local_file_system().status({joined(folder.text, ".git")})) {
      return folder.text;
    }
    if (folder.text == "/" || folder.text == ".") {
      return std::nullopt;
    }
  }
}

// What the repository says at `root`: info/exclude, then every .gitignore from its top down.
std::shared_ptr<const Ignore::GitRules> git_rules_at(const std::string& root) {
  const auto top = repository_of(root);
  if (!top) {
    return with_file(nullptr, root, {joined(root, ".gitignore")});
  }
  auto rules = with_file(nullptr, *top, {*top + "/.git/info/exclude"});
  std::string folder = *top;
  rules = with_file(rules, folder, {folder + "/.gitignore"});
  for (const std::string& part : split(shown({root}, {*top}), '/')) {
    if (root != *top) {
      folder += "/" + part;
      rules = with_file(rules, folder, {folder + "/.gitignore"});
    }
  }
  return rules;
}

}  // namespace

bool is_source_name(std::string_view name) {
  return std::ranges::any_of(kSource, [&](std::string_view end) { return name.ends_with(end); });
}

Ignore::Ignore(HostPath root,
               std::span<const std::string> patterns,
               std::vector<std::string>& warnings)
    : top_{.path = root.text, .relative = {}, .docker = {}, .git = git_rules_at(root.text)} {
  const std::string file = joined(root.text, ".dockerignore");
  std::string text = local_file_system().read({file}).value_or("");
  const auto add = [&](std::string_view more, std::string_view source) {
    auto parsed = DockerIgnore::parse(text + std::string{more}, source);
    if (parsed) {
      docker_ = std::move(*parsed);
      text += more;
      return;
    }
    warnings.push_back(parsed.error().message);
  };
  if (!DockerIgnore::parse(text, file)) {
    warnings.push_back(DockerIgnore::parse(text, file).error().message);
    text.clear();
  }
  add("\n", file);
  for (const std::string& pattern : patterns) {
    add(pattern + "\n", "watch");
  }
}

bool Ignore::git_leaves_out(const Level& folder, std::string_view name, bool is_folder) const {
  const std::string path = joined(folder.path, name);
  for (const GitRules* rules = folder.git.get(); rules != nullptr; rules = rules->outer.get()) {
    const std::string_view relative = std::string_view{path}.substr(rules->folder.size() + 1);
    if (const auto ignored = rules->rules.ignores(relative, is_folder)) {
      return *ignored;
    }
  }
  return false;
}

bool Ignore::leaves_out(const Level& folder, std::string_view name, bool is_folder) const {
  if (is_never_watched(folder.path, name, is_folder) || git_leaves_out(folder, name, is_folder)) {
    return true;
  }
  const std::string relative = joined(folder.relative, name);
  const DockerIgnore::Verdict verdict = docker_.judge(relative, folder.docker);
  return verdict.excluded && !(is_folder && docker_.may_keep_inside(relative, verdict));
}

Ignore::Level Ignore::below(const Level& folder, std::string_view name) const {
  Level level{.path = joined(folder.path, name),
              .relative = joined(folder.relative, name),
              .docker = {},
              .git = nullptr};
  level.docker = docker_.judge(level.relative, folder.docker);
  level.git = with_file(folder.git, level.path, {level.path + "/.gitignore"});
  return level;
}

bool Ignore::is_made_from(const HostPath& path) const {
  const std::string name = file_name(path.text);
  return name == ".gitignore" || path.text == joined(top_.path, ".dockerignore");
}

}  // namespace voicehub::watch
