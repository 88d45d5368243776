#include "core/project/mount.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <vector>

#include <fmt/format.h>

#include "core/base/text.hpp"

namespace voicehub {
namespace {

using Names = std::span<const std::string_view>;
using Words = std::vector<std::string>;

// Files that people edit.
constexpr std::string_view kSourceExtensions[] = {
    "bash", "c",   "cc",  "cfg",  "cjs", "conf", "cpp",    "css",        "env",
    "go",   "h",   "hpp", "html", "ini", "j2",   "java",   "js",         "json",
    "jsx",  "kt",  "lua", "md",   "mjs", "php",  "pl",     "properties", "proto",
    "py",   "pyi", "rb",  "rs",   "sh",  "sql",  "svelte", "template",   "tmpl",
    "toml", "ts",  "tsx", "txt",  "vue", "xml",  "yaml",   "yml"};
constexpr std::string_view kModelExtensions[] = {
    "bin", "ckpt", "ggml", "gguf", "h5", "npz", "onnx", "pt", "pth", "safetensors", "tflite"};
constexpr std::string_view kDataExtensions[] = {
    "db", "flac", "mp3", "ogg", "opus", "sqlite", "sqlite3", "wav"};

constexpr std::string_view kCaches[] = {
    "cache", "caches", "cargo", "huggingface", "npm", "pip", "rustup", "torch", "uv"};
constexpr std::string_view kModels[] = {"models", "weights", "checkpoints", "checkpoint"};
constexpr std::string_view kLogs[] = {"log", "logs"};
constexpr std::string_view kBuildTargets[] = {
    "target", "build", "dist", "node_modules", ".venv", "venv"};
constexpr std::string_view kData[] = {
    "data", "db", "output", "outputs", "recordings", "references", "samples", "uploads", "voices"};

bool is_one_of(std::string_view text, Names names) {
  return std::ranges::find(names, text) != names.end();
}

std::string extension_of(std::string_view path) {
  const std::string name = file_name(path);
  const auto dot = name.rfind('.');
  return dot == std::string::npos ? "" : name.substr(dot + 1);
}

// tts_models is "tts", "models"; .cache is "cache"
Words words_of(std::string_view name) {
  Words words{""};
  for (const char c : name) {
    if (c == '-' || c == '_' || c == '.') {
      words.emplace_back();
    } else {
      words.back() += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
  }
  return words;
}

// The part of the mount's names that has one of `names` in it. On the host only the end of the last
// name counts: the project's own folder may be called anything.
std::string named_after(const Mount& mount, Names names) {
  for (const std::string& part : split(mount.target.text, '/')) {
    if (std::ranges::any_of(words_of(part),
                            [&](const std::string& word) { return is_one_of(word, names); })) {
      return part;
    }
  }
  const std::string own =
      mount.kind == MountKind::volume ? mount.volume : file_name(mount.source.text);
  return is_one_of(words_of(own).back(), names) ? own : "";
}

bool is_system_path(std::string_view path) {
  return path.ends_with(".sock") || path == "/etc/localtime" || path == "/etc/timezone" ||
         path == "/tmp" || is_inside(path, "/tmp/.X11-unix") || is_inside(path, "/run") ||
         is_inside(path, "/var/run") || is_inside(path, "/dev") || is_inside(path, "/proc") ||
         is_inside(path, "/sys");
}

bool belongs_to_the_host(std::string_view source) {
  return is_inside(source, "/etc") || is_inside(source, "/usr") || is_inside(source, "/lib") ||
         is_inside(source, "/var/lib");
}

// At the top of a container these are ordinary places: /build is often where the source goes.
bool is_build_target(const Mount& mount) {
  return is_one_of(file_name(mount.target.text), kBuildTargets) &&
         parent({mount.target.text}).text != "/";
}

MountClass by_extension(const std::string& name, const std::string& extension) {
  if (is_one_of(extension, kSourceExtensions)) {
    return {MountRole::source, fmt::format("{} is a file that people edit", name)};
  }
  if (is_one_of(extension, kModelExtensions)) {
    return {MountRole::model, fmt::format("{} has the extension of model weights", name)};
  }
  if (is_one_of(extension, kDataExtensions)) {
    return {MountRole::data, fmt::format("{} has the extension of data", name)};
  }
  return {};
}

MountClass by_name(const Mount& mount) {
  if (is_build_target(mount)) {
    return {MountRole::build_target,
            fmt::format("'{}' is where build output goes", file_name(mount.target.text))};
  }

  const struct {
    Names names;
    MountRole role;
    std::string_view meaning;
  } rules[] = {{kLogs, MountRole::log, "logs"},
               {kCaches, MountRole::cache, "a cache"},
               {kModels, MountRole::model, "models"},
               {kData, MountRole::data, "data"}};

  for (const auto& rule : rules) {
    if (const std::string part = named_after(mount, rule.names); !part.empty()) {
      return {rule.role, fmt::format("'{}' is named after {}", part, rule.meaning)};
    }
  }
  return {};
}

}  // namespace

std::string_view to_text(MountRole role) {
  switch (role) {
    case MountRole::source: return "source";
    case MountRole::cache: return "cache";
    case MountRole::model: return "model";
    case MountRole::log: return "log";
    case MountRole::build_target: return "build_target";
    case MountRole::data: return "data";
  }
  return "";
}

MountClass classify(const Mount& mount) {
  if (mount.role) {
    return {*mount.role, "x-voicehub.mounts says so"};
  }
  if (mount.kind == MountKind::tmpfs) {
    return {MountRole::data, "a tmpfs is empty at every start"};
  }
  if (!is_on_host(mount.kind)) {
    return {MountRole::data, "an image or a pipe: nobody edits it"};
  }
  if (is_system_path(mount.target.text) || is_system_path(mount.source.text) ||
      belongs_to_the_host(mount.source.text)) {
    return {MountRole::data, "a socket, a device or a system file"};
  }
  if (mount.kind == MountKind::bind) {
    const std::string name = file_name(mount.target.text);
    if (MountClass found = by_extension(name, extension_of(name)); !found.rule.empty()) {
      return found;
    }
  }
  if (MountClass found = by_name(mount); !found.rule.empty()) {
    return found;
  }
  if (mount.kind == MountKind::volume) {
    return {MountRole::data, "a volume that is not named after anything else"};
  }
  return {MountRole::source, "a bind mount that is not named after anything else"};
}

}  // namespace voicehub
