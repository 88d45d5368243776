#include "core/image/build_inputs.hpp"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

#include "core/base/text.hpp"
#include "core/image/dockerfile.hpp"

namespace voicehub::image {
namespace {

// Quotes hold a word together, and are no part of it.
std::vector<std::string> unquoted_words(std::string_view text) {
  std::vector<std::string> words(1);
  char quote = 0;
  for (const char letter : text) {
    if (quote != 0 ? letter == quote : letter == '"' || letter == '\'') {
      quote = quote == 0 ? letter : '\0';
    } else if (quote == 0 && std::isspace(static_cast<unsigned char>(letter)) != 0) {
      words.emplace_back();
    } else {
      words.back() += letter;
    }
  }
  std::erase(words, "");
  return words;
}

// COPY ["a", "b", "/target"] is the same as COPY a b /target.
std::string without_json(std::string text) {
  const auto bracket = text.find('[');
  if (bracket != std::string::npos && text.ends_with(']')) {
    std::ranges::replace(text, '[', ' ');
    std::ranges::replace(text, ']', ' ');
    std::ranges::replace(text, ',', ' ');
  }
  return text;
}

bool is_copy(std::string_view keyword) {
  return keyword == "COPY" || keyword == "ADD";
}

bool is_local(std::string_view source) {
  return !source.contains("://") && !source.starts_with("git@") && !source.starts_with("<<");
}

// As much of the path as has neither a pattern nor a variable in it.
std::string fixed_part(const std::string& path) {
  const auto open = path.find_first_of("*?[$");
  if (open == std::string::npos) {
    return path;
  }
  const auto slash = path.rfind('/', open);
  return slash == std::string::npos ? "." : path.substr(0, slash);
}

}  // namespace

std::vector<std::string> copied_paths(std::string_view dockerfile) {
  std::vector<std::string> paths;
  for (const Instruction& instruction : parse_dockerfile(dockerfile)) {
    std::vector<std::string> words = unquoted_words(without_json(instruction.text));
    if (words.size() < 3 || !is_copy(words.front())) {
      continue;
    }
    const bool from_elsewhere = std::ranges::any_of(
        words, [](const std::string& word) { return word.starts_with("--from="); });
    if (from_elsewhere) {
      continue;
    }
    std::erase_if(words, [](const std::string& word) { return word.starts_with("--"); });
    for (std::size_t i = 1; i + 1 < words.size(); ++i) {
      if (is_local(words[i])) {
        paths.push_back(words[i]);
      }
    }
  }
  return paths;
}

Result<std::vector<BuildInput>> build_inputs(const BuildSpec& spec, const FileSystem& files) {
  std::vector<BuildInput> inputs;
  if (!spec.remote.empty()) {
    return inputs;
  }
  std::string text = spec.dockerfile_inline;
  if (text.empty()) {
    const HostPath dockerfile = resolve(spec.context, spec.dockerfile);
    VH_TRY(text, files.read(dockerfile));
    inputs.push_back({dockerfile, file_name(dockerfile.text)});
  }
  for (const std::string& path : copied_paths(text)) {
    std::string relative = fixed_part(path);
    // COPY /a means the a of the context.
    relative.erase(0, relative.find_first_not_of('/'));
    inputs.push_back({resolve(spec.context, relative.empty() ? "." : relative), "COPY " + path});
  }
  for (const NamedContext& context : spec.contexts) {
    if (!context.folder.text.empty()) {
      inputs.push_back({context.folder, "context " + context.name});
    }
  }
  return inputs;
}

}  // namespace voicehub::image
