#include "engines/asr/recognizers.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "engines/files/folder.hpp"
#include "engines/pocketsphinx/pocketsphinx_recognizer.hpp"
#include "engines/text/languages.hpp"
#if VOICEHUB_WHISPER
#include "engines/whisper_onnx/whisper_recognizer.hpp"
#endif

namespace voicehub::engines::asr {
namespace {

namespace fs = std::filesystem;

constexpr const char* kPocketsphinx = "pocketsphinx";

bool is_folder(const fs::path& path) {
  std::error_code unreadable;
  return fs::is_directory(path, unreadable);
}

// The folders in models/ and external_models/, by name.
Result<std::vector<std::string>> models_in(const fs::path& base) {
  std::vector<std::string> names;
  for (const char* folder : {"models", "external_models"}) {
    VH_TRY(const std::vector<fs::path> entries, entries_of(base / folder));
    for (const fs::path& entry : entries) {
      if (is_folder(entry)) {
        names.push_back(entry.filename().string());
      }
    }
  }
  std::ranges::sort(names);
  const auto twice = std::ranges::unique(names);
  names.erase(twice.begin(), twice.end());
  return names;
}

fs::path folder_of(const fs::path& base, const std::string& model) {
  const fs::path inside = base / "models" / model;
  return is_folder(inside) ? inside : base / "external_models" / model;
}

std::unexpected<Error> no_such_model(const AsrSettings& settings,
                                     const std::vector<std::string>& models) {
  std::string known = kPocketsphinx;
  for (const std::string& name : models) {
    known += ", " + name;
  }
  return make_error(ErrorCode::usage,
                    fmt::format("ASR_MODEL: '{}' is not here; there is {}", settings.model, known),
                    fmt::format("put a folder of that name with an exported Whisper model into {}",
                                (settings.base / "models").string()));
}

Choice whisper(const AsrSettings& settings, std::string name, fs::path folder) {
  const std::string detector =
      settings.vad_model.empty()
          ? "by loudness"
          : fmt::format("by Silero ({})", settings.vad_model.filename().string());
  return {.name = std::move(name),
          .about = fmt::format("Whisper: free speech in the languages of the model; where somebody "
                               "speaks is found {}",
                               detector),
          .folder = std::move(folder)};
}

Result<Choice> find_choice(const AsrSettings& settings) {
  if (!settings.model_path.empty()) {
    VH_CHECK(check_reachable(settings.model_path));
    return whisper(settings, settings.model_path.filename().string(), settings.model_path);
  }
  if (settings.model.empty() || settings.model == kPocketsphinx) {
    return Choice{.name = kPocketsphinx,
                  .about = "English commands and short phrases; for dictation use a Whisper model"};
  }
  // One of those that are there, and so no path out of the folder.
  VH_TRY(const std::vector<std::string> models, models_in(settings.base));
  if (std::ranges::count(models, settings.model) == 0) {
    return no_such_model(settings, models);
  }
  return whisper(settings, settings.model, folder_of(settings.base, settings.model));
}

// A setting that would change nothing is a mistake of its user's, who would look for its effect.
Result<void> check_use(const AsrSettings& settings, const Choice& choice) {
  if (!settings.model_path.empty() && !settings.model.empty() && settings.model != choice.name) {
    return make_error(ErrorCode::usage,
                      fmt::format("ASR_MODEL is '{}', but MODEL_PATH names another model: {}",
                                  settings.model,
                                  settings.model_path.string()),
                      "set one of them");
  }
  const bool is_whisper = !choice.folder.empty();
  if (!is_whisper && !settings.vad_model.empty()) {
    return make_error(ErrorCode::usage,
                      "VAD_MODEL: a file of Silero's is for Whisper; pocketsphinx, which is the "
                      "model here, finds speech by itself",
                      "leave it empty, or name a Whisper model with ASR_MODEL or MODEL_PATH");
  }
  for (const auto& [name, file] :
       {std::pair{"GRAMMAR", &settings.grammar}, std::pair{"KEYWORDS", &settings.keywords}}) {
    if (is_whisper && !file->empty()) {
      return make_error(
          ErrorCode::usage,
          fmt::format("{}: what is expected to be said is for pocketsphinx; the model here, '{}', "
                      "is of Whisper, which hears free speech",
                      name,
                      choice.name),
          "leave it empty, or leave ASR_MODEL and MODEL_PATH empty");
    }
  }
  return done();
}

}  // namespace

Result<Choice> choose(const AsrSettings& settings) {
  VH_TRY(Choice choice, find_choice(settings));
  VH_CHECK(check_use(settings, choice));
  return choice;
}

std::vector<std::string> languages_of(const Choice& choice) {
  if (choice.folder.empty() || choice.name.ends_with(".en")) {
    return {"en"};
  }
  std::vector<std::string> codes;
  for (const Language& language : languages()) {
    codes.emplace_back(language.code);
  }
  return codes;
}

namespace {

// What takes longer the first time is done before anybody waits for it.
Result<std::unique_ptr<Recognizer>> warm(std::unique_ptr<Recognizer> recognizer) {
  constexpr int kRate = 16'000;
  const Audio silence{.rate = kRate, .samples = std::vector<float>(kRate / 2)};
  VH_TRY(const Transcript nothing, recognizer->recognize(silence, {}, {}, {}));
  static_cast<void>(nothing);
  return recognizer;
}

}  // namespace

Result<std::unique_ptr<Recognizer>> make_recognizer(const AsrSettings& settings,
                                                    const Choice& choice) {
  if (choice.folder.empty()) {
    VH_TRY(auto recognizer,
           PocketsphinxRecognizer::create({.grammar = settings.grammar,
                                           .keywords = settings.keywords,
                                           .most_decoders = settings.work.workers}));
    return warm(std::move(recognizer));
  }
#if VOICEHUB_WHISPER
  VH_TRY(auto recognizer,
         WhisperRecognizer::load({.model = choice.folder, .vad = settings.vad_model}));
  return warm(std::move(recognizer));
#else
  return make_error(
      ErrorCode::unsupported,
      fmt::format("{}: this program was built without ONNX Runtime, which Whisper needs",
                  choice.folder.string()),
      "use the image voicehub/asr");
#endif
}

}  // namespace voicehub::engines::asr
