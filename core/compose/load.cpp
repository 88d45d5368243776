#include "core/compose/load.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "core/base/text.hpp"
#include "core/compose/api_socket.hpp"
#include "core/compose/complete.hpp"
#include "core/compose/find_files.hpp"
#include "core/compose/interpolate.hpp"
#include "core/compose/project_name.hpp"
#include "core/compose/reader.hpp"
#include "core/compose/select.hpp"
#include "core/compose/to_parts.hpp"
#include "core/compose/to_project.hpp"
#include "core/compose/tree.hpp"
#include "core/compose/unsupported.hpp"
#include "core/compose/validate.hpp"
#include "core/compose/variables.hpp"

namespace voicehub::compose {
namespace {

bool says_yes(std::string_view value) {
  constexpr std::string_view kYes[] = {"1", "t", "T", "true", "TRUE", "True", "y", "yes"};
  return std::ranges::find(kYes, value) != std::end(kYes);
}

class Loader {
 public:
  Loader(const FileSystem& files, const LoadOptions& options)
      : files_{files},
        options_{options},
        variables_{options.environment},
        tree_{files, options, notes_} {}

  Result<Model> load() {
    VH_CHECK(locate());
    VH_CHECK(read_documents());
    VH_CHECK(name_project());
    VH_TRY(Node file, tree_.join(std::move(documents_), directory_, variables_));
    VH_CHECK(check_complete(file, file_shape()));
    const DisabledServices disabled = take_disabled(file, active_profiles(file));
    complete_implied(file);
    std::vector<HostPath> variable_files = env_files_of(file);
    VH_CHECK(complete_environments(file, files_, lookup(), options_.directory, notes_));
    if (!options_.unchecked) {
      VH_CHECK(check_references(file, disabled));
    }
    if (options_.only_services) {
      VH_CHECK(keep_services(file, options_.services));
    }
    for (const auto& more : {variables_.files(), tree_.variable_files()}) {
      std::ranges::copy_if(more, std::back_inserter(variable_files), [&](const HostPath& path) {
        return std::ranges::find(variable_files, path) == variable_files.end();
      });
    }
    complete_defaults(file,
                      {.project_name = name_,
                       .directory = directory_,
                       .with_names = !options_.no_defaults,
                       .with_details = !options_.keep_variables});
    Environment contents = contents_of(file);
    Notes notes = variables_.take_notes();
    std::ranges::move(notes_, std::back_inserter(notes));
    return Model{.file = std::move(file),
                 .name = name_,
                 .directory = directory_,
                 .files = sources_,
                 .variable_files = std::move(variable_files),
                 .disabled = disabled,
                 .profiles = profiles_,
                 .contents = std::move(contents),
                 .orphans = orphan_policy(),
                 .notes = std::move(notes)};
  }

 private:
  [[nodiscard]] Lookup lookup() const {
    return [this](const std::string& name) { return variables_.find(name); };
  }

  // Which files, from which folder; and the variables that this already needs.
  Result<void> locate() {
    VH_TRY(const bool env_files_named, variables_.add_named_files(files_, options_));
    const bool listed_by_process = options_.environment.contains("COMPOSE_FILE");
    const bool directory_named = !options_.project_directory.empty();
    const HostPath start = directory_named ? resolve(options_.directory, options_.project_directory)
                                           : options_.directory;
    if (!env_files_named && options_.files.empty() && !listed_by_process) {
      VH_CHECK(variables_.add_dot_env(files_, options_, start));
    }
    VH_CHECK(locate_files(start));
    if (directory_named) {
      directory_ = start;
    }
    return env_files_named ? done() : variables_.add_dot_env(files_, options_, directory_);
  }

  Result<void> locate_files(const HostPath& start) {
    std::vector<std::string> names = options_.files;
    if (const std::string listed = variables_.value("COMPOSE_FILE");
        names.empty() && !listed.empty()) {
      const std::string separator = variables_.value("COMPOSE_PATH_SEPARATOR");
      names = split(listed, separator.empty() ? ':' : separator.front());
    }
    if (names.empty()) {
      return take_found_files(start);
    }
    const HostPath standard_input{"/dev/stdin"};
    for (const std::string& name : names) {
      const HostPath path = name == "-" ? standard_input : resolve(options_.directory, name);
      if (!files_.status(path)) {
        return make_error(ErrorCode::invalid_project,
                          fmt::format("the compose file {} does not exist", path.text));
      }
      sources_.push_back(path);
    }
    const auto first = std::ranges::find_if_not(
        sources_, [&](const HostPath& source) { return source == standard_input; });
    directory_ = first == sources_.end() ? options_.directory : parent(*first);
    return done();
  }

  Result<void> take_found_files(const HostPath& start) {
    VH_TRY(FoundFiles found, find_files(files_, start, notes_));
    if (found.files.empty()) {
      if (!options_.file_outside) {
        return no_files(start);
      }
      found = {.files = {*options_.file_outside}, .folder = parent(*options_.file_outside)};
    }
    sources_ = std::move(found.files);
    directory_ = std::move(found.folder);
    return done();
  }

  Result<void> read_documents() {
    for (const HostPath& source : sources_) {
      VH_TRY(ReadDocuments file, tree_.read(source));
      documents_.push_back(std::move(file));
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

  // The last that a file says, else that of the folder.
  Result<std::string> name_from_files() const {
    std::string name = file_name(directory_.text);
    for (const ReadDocuments& file : documents_) {
      for (const Node& document : file.documents) {
        Node own = member_of(document, "name");
        Notes ignored;  // the same value is interpolated again, with all others
        VH_CHECK(interpolate(own, lookup(), ignored));
        if (own.kind == Kind::text && !own.text.empty()) {
          name = std::move(own.text);
        }
      }
    }
    std::string normalized = normalized_project_name(name);
    if (normalized.empty()) {
      return make_error(ErrorCode::invalid_project,
                        fmt::format("no project name can be made of '{}'", name),
                        "give one with -p");
    }
    return normalized;
  }

  // Only what is named: the rest of the environment is nobody's business.
  [[nodiscard]] Environment contents_of(const Node& file) const {
    Environment contents;
    for (const std::string_view section : {"secrets", "configs"}) {
      for (const Entry& entry : member_of(file, section).entries) {
        const std::string variable = text_of(entry.value, "environment");
        if (auto value = variables_.find(variable); !variable.empty() && value) {
          contents.emplace(variable, std::move(*value));
        }
      }
    }
    for (const Entry& service : member_of(file, "services").entries) {
      const std::string agent{kSshAgent};
      const Node& ssh = member_of(member_of(service.value, "build"), "ssh");
      if (auto socket = variables_.find(agent); !ssh.items.empty() && socket) {
        contents.insert_or_assign(agent, std::move(*socket));
      }
    }
    return contents;
  }

  [[nodiscard]] OrphanPolicy orphan_policy() const {
    if (says_yes(variables_.value("COMPOSE_REMOVE_ORPHANS"))) {
      return OrphanPolicy::remove;
    }
    return says_yes(variables_.value("COMPOSE_IGNORE_ORPHANS")) ? OrphanPolicy::ignore
                                                                : OrphanPolicy::tell;
  }

  // Those that were asked for, and those of services that were named.
  std::set<std::string> active_profiles(const Node& file) {
    profiles_ = options_.profiles;
    if (profiles_.empty()) {
      for (const std::string& name : split(variables_.value("COMPOSE_PROFILES"), ',')) {
        profiles_.emplace_back(trim(name));
      }
    }
    std::set<std::string> active{profiles_.begin(), profiles_.end()};
    for (const std::string& service : options_.services) {
      const Node& named = member_of(member_of(file, "services"), service);
      const std::vector<std::string> wanted = texts_of(named, "profiles");
      active.insert(wanted.begin(), wanted.end());
    }
    return active;
  }

  const FileSystem& files_;
  const LoadOptions& options_;
  Variables variables_;
  Notes notes_;
  std::vector<HostPath> sources_;
  HostPath directory_;
  std::vector<ReadDocuments> documents_;
  std::string name_;
  std::vector<std::string> profiles_;
  TreeReader tree_;
};

}  // namespace

Result<Model> load_model(const FileSystem& files, const LoadOptions& options) {
  return Loader{files, options}.load();
}

Result<Project> load_project(const FileSystem& files, const LoadOptions& options) {
  VH_TRY(Model model, load_model(files, options));
  note_ignored(model.file, file_shape(), model.notes);
  expand_api_socket(model.file, files, options.environment);
  VH_TRY(Project project, to_project(model.file, model.name, model.contents));
  project.directory = std::move(model.directory);
  project.files = std::move(model.files);
  project.variable_files = std::move(model.variable_files);
  project.disabled = std::move(model.disabled);
  project.orphans = model.orphans;
  project.notes = std::move(model.notes);
  return project;
}

}  // namespace voicehub::compose
