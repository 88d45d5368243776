#pragma once

#include <string>
#include <vector>

#include "core/base/file_system.hpp"
#include "core/base/result.hpp"
#include "core/project/build_spec.hpp"

namespace voicehub::image {

// A file or folder of this machine that ends up in an image.
struct BuildInput {
  HostPath path;
  std::string reason;  // "Dockerfile", "COPY requirements.txt"
};

// The Dockerfile (when it is a file), what its COPY and ADD instructions take from the context, and
// the folders that are contexts beside it. Of a pattern, the folder that it is in; of a name with a
// variable, the folder before it. Nothing where the engine fetches the context.
[[nodiscard]] Result<std::vector<BuildInput>> build_inputs(const BuildSpec& spec,
                                                           const FileSystem& files);

// The sources of COPY and ADD in the text of a Dockerfile, as they are written there; not those
// that come from another stage, from the network or from the Dockerfile itself. Pure.
[[nodiscard]] std::vector<std::string> copied_paths(std::string_view dockerfile);

}  // namespace voicehub::image
