#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>

#include "core/base/result.hpp"

namespace voicehub::engines::whisper {

struct ModelFiles {
  std::filesystem::path encoder;
  std::filesystem::path decoder;
  std::filesystem::path decoder_with_past;  // of Optimum's exports in three parts; else empty
  std::filesystem::path tokens;             // tokens.txt, vocab.json or tokenizer.json
  std::filesystem::path generation;         // generation_config.json; empty where there is none

  friend bool operator==(const ModelFiles&, const ModelFiles&) = default;
};

// Which of the files of a folder make up a model: sherpa-onnx's <prefix>encoder.onnx,
// <prefix>decoder.onnx and <prefix>tokens.txt; or Optimum's encoder_model.onnx with
// decoder_model_merged.onnx, or with decoder_model.onnx and decoder_with_past_model.onnx, and
// vocab.json or tokenizer.json. `names` are below the folder, and those of its folder onnx/ begin
// with that. `prefix` chooses among several models of one folder; empty is any. With int8 and
// without ("encoder.int8.onnx", "encoder_model_quantized.onnx"): the one that is preferred, else
// the other. `not_found` with what was looked for, `usage` when several models are there.
[[nodiscard]] Result<ModelFiles> choose_files(std::span<const std::string> names,
                                              const std::string& prefix,
                                              bool prefer_int8);

// The same with the paths of the files. `place` is the folder, or in it the beginning of the names:
// /models/tiny.en for tiny.en-encoder.onnx.
[[nodiscard]] Result<ModelFiles> find_files(const std::filesystem::path& place, bool prefer_int8);

}  // namespace voicehub::engines::whisper
