#pragma once

#include "engines/onnx/tensor.hpp"

struct OrtValue;

namespace Ort {
struct Env;
}

// What the .cpp files of this folder share of ONNX Runtime.
namespace voicehub::engines::onnx {

struct Tensor::Block {
  // Takes the value over.
  explicit Block(OrtValue* owned) : value{owned} {}

  ~Block();
  Block(const Block&) = delete;
  Block& operator=(const Block&) = delete;

  OrtValue* value;
};

// One for the process, made by the first call.
[[nodiscard]] Ort::Env& environment();

// Of an ONNXTensorElementDataType.
[[nodiscard]] ElementType element_type(int type);

}  // namespace voicehub::engines::onnx
