#pragma once

#include <string>
#include <vector>

#include "core/base/file_system.hpp"
#include "core/base/result.hpp"
#include "core/compose/extends.hpp"
#include "core/compose/load.hpp"
#include "core/compose/node.hpp"
#include "core/compose/problem.hpp"
#include "core/compose/variables.hpp"

namespace voicehub::compose {

// The documents of a file, as they were written.
struct ReadDocuments {
  HostPath path;
  std::vector<Node> documents;
};

// Makes one tree of files, with all that they extend and include.
class TreeReader {
 public:
  TreeReader(const FileSystem& files, const LoadOptions& options, Notes& notes)
      : files_{files}, options_{options}, notes_{notes} {}

  [[nodiscard]] Result<ReadDocuments> read(const HostPath& path);

  // The files in the order of merging; their relative paths start in `directory`.
  [[nodiscard]] Result<Node> join(std::vector<ReadDocuments> files,
                                  const HostPath& directory,
                                  const Variables& variables);

  // Of the files that were included: whose variables they take, and which may not exist.
  [[nodiscard]] const std::vector<HostPath>& variable_files() const { return variable_files_; }

 private:
  Result<Node> in_long_form(Node document, const HostPath& directory, const Variables& variables);
  Result<void> extend(ExtendingFile& file, const Variables& variables);
  Result<void> include(Node& document, const HostPath& directory, const Variables& variables);
  Result<Node> included(const Node& entry, const HostPath& directory, const Variables& variables);
  Result<void> add_variables(Variables& variables,
                             const Node& entry,
                             const HostPath& directory,
                             const HostPath& own_directory);

  const FileSystem& files_;
  const LoadOptions& options_;
  Notes& notes_;
  std::vector<HostPath> variable_files_;
  std::size_t included_files_ = 0;
  std::vector<HostPath> including_;  // the files whose `include` is being read
};

}  // namespace voicehub::compose
