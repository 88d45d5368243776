#pragma once

#include <filesystem>
#include <string>

#include "engines/runtime/settings.hpp"

// Variables of the kinds that several engines have. What they set outlives them.
namespace voicehub::engines {

// TTS_PORT: the engine's own name of PORT, and stronger.
[[nodiscard]] Variable port_variable(std::string name);

// cpu or auto. Anything else is refused: there is no build for it.
[[nodiscard]] Variable device_variable(std::string name);

[[nodiscard]] Variable count_variable(std::string name,
                                      int least,
                                      int most,
                                      std::function<void(int)> take);

// on, true, 1; off, false, 0.
[[nodiscard]] Variable switch_variable(std::string name, bool& value);

[[nodiscard]] Variable text_variable(std::string name, std::string& value);
[[nodiscard]] Variable path_variable(std::string name, std::filesystem::path& value);

}  // namespace voicehub::engines
