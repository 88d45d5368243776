#pragma once

// For the .cpp files of this folder only: these headers are slow to parse.
#include <onnxruntime_cxx_api.h>

#include "engines/onnx/tensor.hpp"

namespace voicehub::engines::onnx {

struct Tensor::Block {
  Ort::Value value{nullptr};
};

// One for the process, made by the first call.
[[nodiscard]] Ort::Env& environment();

[[nodiscard]] ElementType element_type(ONNXTensorElementDataType type);

}  // namespace voicehub::engines::onnx
