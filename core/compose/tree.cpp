#include "core/compose/tree.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "core/base/text.hpp"
#include "core/compose/complete.hpp"
#include "core/compose/document.hpp"
#include "core/compose/interpolate.hpp"
#include "core/compose/merge.hpp"
#include "core/compose/normalize.hpp"
#include "core/compose/reader.hpp"
#include "core/compose/resolve_paths.hpp"

namespace voicehub::compose {
namespace {

// Equal but for where it was written.
bool says_the_same(const Node& a, const Node& b) {
  return a.kind == b.kind && a.text == b.text &&
         std::ranges::equal(a.items, b.items, says_the_same) &&
         std::ranges::equal(a.entries, b.entries, [](const Entry& x, const Entry& y) {
           return x.key == y.key && says_the_same(x.value, y.value);
         });
}

// What an included project has becomes part of `file`, which may not say it otherwise.
Result<void> import_resources(Node& file, const Node& project) {
  for (const std::string_view section :
       {"services", "networks", "volumes", "secrets", "configs", "models"}) {
    const Node& theirs = member_of(project, section);
    if (theirs.entries.empty()) {
      continue;
    }
    if (member_of(file, section).is_null()) {
      file.set(section, make_map(theirs.at));
    }
    Node& ours = *file.find(section);
    for (const Entry& entry : theirs.entries) {
      const Node* known = ours.find(entry.key);
      if (known == nullptr) {
        ours.entries.push_back(entry);
      } else if (!says_the_same(*known, entry.value)) {
        return invalid(known->at,
                       fmt::format("{}.{} conflicts with the imported resource at {}",
                                   section,
                                   entry.key,
                                   to_text(entry.key_at)),
                       "change what is included in a later file: -f FILE");
      }
    }
  }
  return done();
}

}  // namespace

Result<ReadDocuments> TreeReader::read(const HostPath& path) {
  const std::string name = shown(path, options_.directory);
  ReadDocuments file{.path = path, .documents = {}};
  VH_TRY(const std::string text, files_.read(path));
  VH_TRY(file.documents, parse_documents(text, name));
  std::erase_if(file.documents, &Node::is_null);
  if (file.documents.empty()) {
    return make_error(ErrorCode::invalid_project, fmt::format("{}:1:1: the file is empty", name));
  }
  return file;
}

Result<Node> TreeReader::join(std::vector<ReadDocuments> files,
                              const HostPath& directory,
                              const Variables& variables) {
  Node joined = make_map(files.front().documents.front().at);
  for (ReadDocuments& file : files) {
    including_.push_back(file.path);
    for (Node& document : file.documents) {
      ExtendingFile own{.path = file.path, .directory = directory, .tree = {}};
      VH_TRY(own.tree, in_long_form(std::move(document), directory, variables));
      VH_CHECK(extend(own, variables));
      VH_CHECK(include(own.tree, directory, variables));
      merge(joined, std::move(own.tree), file_shape());
    }
    including_.pop_back();
  }
  return joined;
}

Result<Node> TreeReader::in_long_form(Node document,
                                      const HostPath& directory,
                                      const Variables& variables) {
  const auto lookup = [&variables](const std::string& name) { return variables.find(name); };
  if (!options_.keep_variables) {
    VH_CHECK(interpolate(document, lookup, notes_));
  }
  const InPlace in_place = options_.keep_variables ? InPlace::variables : InPlace::values;
  VH_CHECK(normalize(document, file_shape(), in_place, notes_));
  if (const Node* version = document.find("version")) {
    notes_.push_back(fmt::format("{}: 'version' is obsolete and ignored", to_text(version->at)));
  }
  if (!options_.keep_paths) {
    resolve_paths(document, directory, variables.value("HOME"));
  }
  return document;
}

Result<void> TreeReader::extend(ExtendingFile& file, const Variables& variables) {
  const ReadExtended read_other = [&](const HostPath& path,
                                      const Origin& asked_at) -> Result<ExtendingFile> {
    if (!files_.status(path)) {
      return invalid(asked_at, fmt::format("'extends': the file {} does not exist", path.text));
    }
    VH_TRY(ReadDocuments other, read(path));
    ExtendingFile extended{.path = path, .directory = parent(path), .tree = make_map(asked_at)};
    for (Node& document : other.documents) {
      VH_TRY(Node tree, in_long_form(std::move(document), extended.directory, variables));
      merge(extended.tree, std::move(tree), file_shape());
    }
    return extended;
  };
  return apply_extends(file, file_shape(), read_other);
}

Result<void> TreeReader::include(Node& document,
                                 const HostPath& directory,
                                 const Variables& variables) {
  const Node entries = member_of(document, "include");
  document.erase("include");
  for (const Node& entry : entries.items) {
    VH_TRY(const Node project, included(entry, directory, variables));
    VH_CHECK(import_resources(document, project));
  }
  return done();
}

Result<Node> TreeReader::included(const Node& entry,
                                  const HostPath& directory,
                                  const Variables& variables) {
  std::vector<ReadDocuments> files;
  for (const std::string& name : texts_of(entry, "path")) {
    const HostPath path = resolve(directory, name);
    if (const auto first = std::ranges::find(including_, path); first != including_.end()) {
      std::vector<std::string> names;
      std::ranges::transform(first, including_.end(), std::back_inserter(names), &HostPath::text);
      names.push_back(path.text);
      return invalid(entry.at,
                     fmt::format("include cycle: files include each other: {}",
                                 voicehub::join(names, " -> ")));
    }
    // Two files that each include one twice are four, and so on.
    constexpr std::size_t kMostIncluded = 1000;
    if (++included_files_ > kMostIncluded) {
      return invalid(entry.at, fmt::format("'include' reads more than {} files", kMostIncluded));
    }
    if (!files_.status(path)) {
      return invalid(entry.at, fmt::format("'include': the file {} does not exist", path.text));
    }
    VH_TRY(ReadDocuments file, read(path));
    files.push_back(std::move(file));
  }
  if (files.empty()) {
    return invalid(entry.at, "'include' names no file");
  }
  const std::string named = text_of(entry, "project_directory");
  const HostPath own_directory =
      named.empty() ? parent(files.front().path) : resolve(directory, named);
  Variables own = variables;
  VH_CHECK(add_variables(own, entry, directory, own_directory));
  VH_TRY(Node project, join(std::move(files), own_directory, own));
  inherit_variables(project, [&own](const std::string& name) { return own.find(name); });
  return project;
}

Result<void> TreeReader::add_variables(Variables& variables,
                                       const Node& entry,
                                       const HostPath& directory,
                                       const HostPath& own_directory) {
  std::vector<std::string> named = texts_of(entry, "env_file");
  if (named.empty()) {
    VH_CHECK(variables.add_dot_env(files_, options_, own_directory));
  } else {
    VH_CHECK(variables.add_files(files_, options_, directory, named, "'include.env_file'"));
  }
  for (const HostPath& file : variables.files()) {
    if (std::ranges::find(variable_files_, file) == variable_files_.end()) {
      variable_files_.push_back(file);
    }
  }
  std::ranges::move(variables.take_notes(), std::back_inserter(notes_));
  return done();
}

}  // namespace voicehub::compose
