#include "engines/whisper_onnx/model_files.hpp"

#include <algorithm>
#include <set>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "engines/files/folder.hpp"

namespace voicehub::engines::whisper {
namespace {

constexpr std::string_view kFamilies =
    "known are the exports of sherpa-onnx (<name>-encoder.onnx, <name>-decoder.onnx, "
    "<name>-tokens.txt) and of Optimum (encoder_model.onnx, decoder_model_merged.onnx or "
    "decoder_model.onnx with decoder_with_past_model.onnx, vocab.json or tokenizer.json)";

// How the names of files with int8 weights end, before ".onnx".
constexpr std::string_view kInt8[] = {".int8", "_int8", "_quantized"};

// "tiny-" of "tiny-encoder.int8.onnx", with what follows the "encoder".
struct Encoder {
  std::string name;
  std::string before;
  std::string part;  // "_model" in Optimum's names
  bool int8 = false;
  std::string ending;  // of its decoders' names too
};

std::optional<Encoder> to_encoder(const std::string& name) {
  constexpr std::string_view kOnnx = ".onnx";
  constexpr std::string_view kEncoder = "encoder";
  const std::size_t at = name.rfind(kEncoder);
  if (at == std::string::npos || !name.ends_with(kOnnx)) {
    return std::nullopt;
  }
  std::string_view rest{name};
  rest.remove_prefix(at + kEncoder.size());
  rest.remove_suffix(std::min(rest.size(), kOnnx.size()));
  Encoder encoder{.name = name, .before = name.substr(0, at), .part = {}, .ending = {}};
  for (const std::string_view ending : kInt8) {
    if (rest.ends_with(ending)) {
      rest.remove_suffix(ending.size());
      encoder.int8 = true;
      encoder.ending = ending;
      break;
    }
  }
  encoder.ending += kOnnx;
  encoder.part = rest;
  return rest.empty() || rest == "_model" ? std::optional{encoder} : std::nullopt;
}

class Listing {
 public:
  explicit Listing(std::span<const std::string> names) : names_{names.begin(), names.end()} {}

  [[nodiscard]] const std::set<std::string>& names() const { return names_; }

  // The first of them that is there.
  [[nodiscard]] std::optional<std::string> any(std::span<const std::string> wanted) const {
    const auto found =
        std::ranges::find_if(wanted, [this](const auto& name) { return names_.contains(name); });
    return found == wanted.end() ? std::nullopt : std::optional{*found};
  }

 private:
  std::set<std::string> names_;
};

std::unexpected<Error> missing(std::string_view what, std::span<const std::string> wanted) {
  return make_error(
      ErrorCode::not_found,
      fmt::format("no {} of a Whisper model: looked for {}", what, fmt::join(wanted, ", ")),
      std::string{kFamilies});
}

// Of encoders of one model, the one that is preferred comes first.
Result<std::vector<Encoder>> encoders_in(const Listing& listing,
                                         const std::string& prefix,
                                         bool prefer_int8) {
  std::vector<Encoder> encoders;
  std::set<std::string> models;
  for (const std::string& name : listing.names()) {
    std::optional<Encoder> encoder = to_encoder(name);
    if (encoder && name.starts_with(prefix)) {
      models.insert(encoder->before + encoder->part);
      encoders.push_back(std::move(*encoder));
    }
  }
  if (encoders.empty()) {
    const std::string wanted[] = {prefix + "*encoder.onnx", prefix + "*encoder_model.onnx"};
    return missing("encoder", wanted);
  }
  if (models.size() > 1) {
    return make_error(ErrorCode::usage,
                      fmt::format("several Whisper models: {}", fmt::join(models, ", ")),
                      "give each a folder, or name the beginning of one's files behind the folder");
  }
  std::ranges::stable_partition(
      encoders, [&](const Encoder& encoder) { return encoder.int8 == prefer_int8; });
  return encoders;
}

Result<void> add_decoders(const Listing& listing, const Encoder& encoder, ModelFiles& files) {
  const auto named = [&](std::string_view stem) {
    return fmt::format("{}{}{}", encoder.before, stem, encoder.ending);
  };
  if (encoder.part.empty()) {
    const std::string wanted[] = {named("decoder")};
    if (!listing.any(wanted)) {
      return missing("decoder", wanted);
    }
    files.decoder = wanted[0];
    return {};
  }
  const std::string wanted[] = {named("decoder_model_merged"), named("decoder_model")};
  const std::optional<std::string> first = listing.any(wanted);
  if (!first) {
    return missing("decoder", wanted);
  }
  files.decoder = *first;
  if (*first == wanted[1]) {
    const std::string with_past[] = {named("decoder_with_past_model")};
    if (!listing.any(with_past)) {
      return missing("decoder", with_past);
    }
    files.decoder_with_past = with_past[0];
  }
  return {};
}

Result<void> add_tokens(const Listing& listing, const Encoder& encoder, ModelFiles& files) {
  // In the folder above for those of onnx/.
  std::string above = encoder.before;
  if (above.starts_with("onnx/")) {
    above.erase(0, 5);
  }
  std::vector<std::string> wanted;
  for (const std::string& before : {encoder.before, above}) {
    wanted.push_back(before + "tokens.txt");
    wanted.push_back(before + "vocab.json");
    wanted.push_back(before + "tokenizer.json");
  }
  if (above == encoder.before) {
    wanted.resize(wanted.size() / 2);
  }
  const std::optional<std::string> tokens = listing.any(wanted);
  if (!tokens) {
    return missing("list of tokens", wanted);
  }
  files.tokens = *tokens;
  const std::string generation[] = {encoder.before + "generation_config.json",
                                    above + "generation_config.json"};
  files.generation = listing.any(generation).value_or("");
  return {};
}

Result<ModelFiles> files_of(const Listing& listing, const Encoder& encoder) {
  ModelFiles files;
  files.encoder = encoder.name;
  VH_CHECK(add_decoders(listing, encoder, files));
  VH_CHECK(add_tokens(listing, encoder, files));
  return files;
}

Result<std::vector<std::string>> files_in(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  for (const char* const sub : {"", "onnx/"}) {
    VH_TRY(const std::vector<std::filesystem::path> files, entries_of(folder / sub));
    for (const std::filesystem::path& file : files) {
      names.push_back(sub + file.filename().string());
    }
  }
  return names;
}

}  // namespace

Result<ModelFiles> choose_files(std::span<const std::string> names,
                                const std::string& prefix,
                                bool prefer_int8) {
  const Listing listing{names};
  VH_TRY(const std::vector<Encoder> encoders, encoders_in(listing, prefix, prefer_int8));
  Result<ModelFiles> files = files_of(listing, encoders.front());
  for (std::size_t at = 1; !files && at < encoders.size(); ++at) {
    files = files_of(listing, encoders[at]);
  }
  return files;
}

Result<ModelFiles> find_files(const std::filesystem::path& place, bool prefer_int8) {
  std::error_code ignored;
  const bool is_folder = std::filesystem::is_directory(place, ignored);
  const std::filesystem::path folder = is_folder ? place : place.parent_path();
  VH_TRY(const std::vector<std::string> names, files_in(folder));
  Result<ModelFiles> files =
      choose_files(names, is_folder ? "" : place.filename().string(), prefer_int8);
  if (!files) {
    Error error = std::move(files).error();
    error.message = fmt::format("{}: {}", place.string(), error.message);
    return std::unexpected(std::move(error));
  }
  for (std::filesystem::path* const file : {&files->encoder,
                                            &files->decoder,
                                            &files->decoder_with_past,
                                            &files->tokens,
                                            &files->generation}) {
    if (!file->empty()) {
      *file = folder / *file;
    }
  }
  return files;
}

}  // namespace voicehub::engines::whisper
