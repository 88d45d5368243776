#pragma once

#include <string>
#include <vector>

#include "core/compose/load.hpp"

// What one can ask a loaded project for, a line each and sorted.
namespace voicehub::compose {

[[nodiscard]] std::vector<std::string> services_of(const Model& model);
// The keys of a top-level section: networks, volumes, secrets, configs, models.
[[nodiscard]] std::vector<std::string> keys_of(const Model& model, std::string_view section);
// One for each service, in the order of their names.
[[nodiscard]] std::vector<std::string> images_of(const Model& model);
// All that a service mentions.
[[nodiscard]] std::vector<std::string> profiles_of(const Model& model);
// A table of the variables of a model whose variables were kept.
[[nodiscard]] std::vector<std::string> variables_of(const Model& model);
// "tts 3f9a…" for each of `services`; all when there are none, or "*".
[[nodiscard]] Result<std::vector<std::string>> hashes_of(const Model& model,
                                                         const std::vector<std::string>& services);

}  // namespace voicehub::compose
