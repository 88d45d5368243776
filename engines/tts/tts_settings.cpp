#include "engines/tts/tts_settings.hpp"

#include "engines/runtime/variables.hpp"
#include "engines/wyoming/beside.hpp"

namespace voicehub::engines::tts {

std::vector<Variable> variables_of(TtsSettings& settings) {
  std::vector<Variable> variables = engines::variables_of(settings.work);
  variables.push_back(port_variable("TTS_PORT"));
  wyoming::add_port_variable(variables, settings.wyoming_port);
  variables.push_back(device_variable("DEVICE"));
  variables.push_back(device_variable("TTS_DEVICE"));
  variables.push_back(path_variable("ENGINE_HOME", settings.base));
  variables.push_back(text_variable("TTS_MODEL", settings.model));
  variables.push_back(path_variable("MODEL_PATH", settings.model_path));
  variables.push_back(path_variable("VOICE_TABLE", settings.voice_table));
  variables.push_back(switch_variable("NORMALIZE", settings.normalize));
  return variables;
}

}  // namespace voicehub::engines::tts
