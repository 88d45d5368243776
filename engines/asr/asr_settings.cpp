#include "engines/asr/asr_settings.hpp"

#include "engines/runtime/variables.hpp"
#include "engines/wyoming/beside.hpp"

namespace voicehub::engines::asr {

std::vector<Variable> variables_of(AsrSettings& settings) {
  std::vector<Variable> variables = engines::variables_of(settings.work);
  variables.push_back(port_variable("ASR_PORT"));
  wyoming::add_port_variable(variables, settings.wyoming_port);
  variables.push_back(device_variable("DEVICE"));
  variables.push_back(device_variable("ASR_DEVICE"));
  variables.push_back(path_variable("ENGINE_HOME", settings.base));
  variables.push_back(text_variable("ASR_MODEL", settings.model));
  variables.push_back(path_variable("MODEL_PATH", settings.model_path));
  variables.push_back(path_variable("VAD_MODEL", settings.vad_model));
  variables.push_back(path_variable("GRAMMAR", settings.grammar));
  variables.push_back(path_variable("KEYWORDS", settings.keywords));
  return variables;
}

}  // namespace voicehub::engines::asr
