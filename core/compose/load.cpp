#include "core/compose/load.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "core/base/text.hpp"
#include "core/compose/complete.hpp"
#include "core/compose/document.hpp"
#include "core/compose/find_files.hpp"
#include "core/compose/interpolate.hpp"
#include "core/compose/merge.hpp"
#include "core/compose/normalize.hpp"
#include "core/compose/project_name.hpp"
#include "core/compose/reader.hpp"
#include "core/compose/resolve_paths.hpp"
#include "core/compose/to_project.hpp"
#include "core/compose/variables.hpp"

namespace voicehub::compose {
namespace {

class Loader {
 public:
  Loader(const FileSystem& files, const LoadOptions& options)
      : files_{files}, options_{options}, variables_{options.environment} {}

  Result<Project> load() {
    VH_CHECK(locate());
    VH_CHECK(read_documents());
    VH_CHECK(name_project());
    VH_TRY(Node file, join_documents());
    VH_CHECK(check_complete(file, file_shape()));
    const DisabledServices disabled = take_disabled(file, active_profiles());
    VH_CHECK(complete_environments(file, files_, lookup(), options_.directory, notes_));
    VH_CHECK(check_references(file, disabled));
    std::vector<HostPath> variable_files = env_files_of(file);
    std::ranges::copy_if(
        variables_.files(), std::back_inserter(variable_files), [&](const HostPath& path) {
          return std::ranges::find(variable_files, path) == variable_files.end();
        });
    complete_defaults(file, name_, directory_);
    VH_TRY(Project project, to_project(file, name_));
    VH_CHECK(check_cycles(file, project));
    project.directory = directory_;
    project.files = sources_;
    project.variable_files = std::move(variable_files);
    project.disabled = disabled;
    project.notes = variables_.take_notes();
    std::ranges::move(notes_, std::back_inserter(project.notes));
    return project;
  }

 private:
  [[nodiscard]] Lookup lookup() const {
    return [this](const std::string& name) { return variables_.find(name); };
  }

  // Which files, from which folder; and the variables that this already needs.
  Result<void> locate() {
    VH_TRY(const bool env_files_named, variables_.add_named_files(files_, options_));
    const bool listed_by_process = options_.environment.contains("COMPOSE_FILE");
    if (!env_files_named && options_.files.empty() && !listed_by_process) {
      VH_CHECK(variables_.add_dot_env(files_, options_, options_.directory));
    }
    VH_CHECK(locate_files());
    if (!options_.project_directory.empty()) {
      directory_ = resolve(options_.directory, options_.project_directory);
    }
    return env_files_named ? done() : variables_.add_dot_env(files_, options_, directory_);
  }

  Result<void> locate_files() {
    std::vector<std::string> names = options_.files;
    if (const std::string listed = variables_.value("COMPOSE_FILE");
        names.empty() && !listed.empty()) {
      const std::string separator = variables_.value("COMPOSE_PATH_SEPARATOR");
      names = split(listed, separator.empty() ? ':' : separator.front());
    }
    if (names.empty()) {
      return take_found_files();
    }
    for (const std::string& name : names) {
      const HostPath path =
          name == "-" ? HostPath{"/dev/stdin"} : resolve(options_.directory, name);
      if (!files_.status(path)) {
        return make_error(ErrorCode::invalid_project,
                          fmt::format("the compose file {} does not exist", path.text));
      }
      sources_.push_back(path);
    }
    directory_ = names.front() == "-" ? options_.directory : parent(sources_.front());
    return done();
  }

  Result<void> take_found_files() {
    VH_TRY(FoundFiles found, find_files(files_, options_.directory, notes_));
    if (found.files.empty()) {
      if (!options_.file_outside) {
        return no_files(options_.directory);
      }
      found = {.files = {*options_.file_outside}, .folder = parent(*options_.file_outside)};
    }
    sources_ = std::move(found.files);
    directory_ = std::move(found.folder);
    return done();
  }

  Result<void> read_documents() {
    for (const HostPath& source : sources_) {
      const std::string name = shown(source, options_.directory);
      VH_TRY(const std::string text, files_.read(source));
      VH_TRY(std::vector<Node> documents, parse_documents(text, name));
      std::erase_if(documents, &Node::is_null);
      if (documents.empty()) {
        return make_error(ErrorCode::invalid_project,
                          fmt::format("{}:1:1: the file is empty", name));
      }
      std::ranges::move(documents, std::back_inserter(documents_));
    }
    return done();
  }

  Result<void> name_project() {
    std::string given = options_.project_name;
    if (given.empty()) {
      given = variables_.value("COMPOSE_PROJECT_NAME");
    }
    if (!given.empty()) {
      VH_TRY(name_, checked_project_name(given));
    } else {
      VH_TRY(name_, name_from_files());
    }
    variables_.set("COMPOSE_PROJECT_NAME", name_);
    return done();
  }

  Result<std::string> name_from_files() const {
    Node name;
    for (const Node& document : documents_) {
      const Node& own = member_of(document, "name");
      name = own.kind == Kind::text ? own : name;
    }
    if (name.kind == Kind::text) {
      Notes ignored;  // the same value is interpolated again, with all others
      VH_CHECK(interpolate(name, lookup(), ignored));
    }
    const std::string folder = file_name(directory_.text);
    std::string normalized = normalized_project_name(name.kind == Kind::text ? name.text : folder);
    if (normalized.empty()) {
      return make_error(ErrorCode::invalid_project,
                        fmt::format("no project name can be made of '{}'",
                                    name.kind == Kind::text ? name.text : folder),
                        "give one with -p");
    }
    return normalized;
  }

  Result<Node> join_documents() {
    Node joined = make_map(documents_.front().at);
    const std::string home = variables_.value("HOME");
    for (Node& document : documents_) {
      VH_CHECK(interpolate(document, lookup(), notes_));
      VH_CHECK(normalize(document, file_shape(), notes_));
      if (const Node* version = document.find("version")) {
        notes_.push_back(
            fmt::format("{}: 'version' is obsolete and ignored", to_text(version->at)));
      }
      resolve_paths(document, directory_, home);
      merge(joined, std::move(document), file_shape());
    }
    return joined;
  }

  [[nodiscard]] std::set<std::string> active_profiles() const {
    std::vector<std::string> names = options_.profiles;
    if (names.empty()) {
      names = split(variables_.value("COMPOSE_PROFILES"), ',');
    }
    return {names.begin(), names.end()};
  }

  static Result<void> check_cycles(const Node& file, const Project& project) {
    const std::vector<std::string> cycle = dependency_cycle(project);
    if (cycle.empty()) {
      return done();
    }
    const Node& service = member_of(member_of(file, "services"), cycle.front());
    return invalid(member_of(service, "depends_on").at,
                   fmt::format("services depend on each other: {}", join(cycle, " -> ")));
  }

  const FileSystem& files_;
  const LoadOptions& options_;
  Variables variables_;
  Notes notes_;
  std::vector<HostPath> sources_;
  HostPath directory_;
  std::vector<Node> documents_;
  std::string name_;
};

}  // namespace

Result<Project> load_project(const FileSystem& files, const LoadOptions& options) {
  return Loader{files, options}.load();
}

}  // namespace voicehub::compose
