#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace voicehub::engines::onnx {

enum class ElementType {
  float32,
  int64,
  boolean,
  other,  // what no tensor here can be made of
};

using Shape = std::vector<std::int64_t>;

// Numbers in a block, row after row. Copies share the block, so that an output can be the input of
// many runs. Which threads use it at once is the owner's matter.
class Tensor {
 public:
  struct Block;  // ONNX Runtime's own value

  // No tensor at all.
  Tensor() = default;

  explicit Tensor(std::shared_ptr<Block> block) : block_{std::move(block)} {}

  // Of values of their own, as many as the shape has places. An empty shape is of one number.
  [[nodiscard]] static Tensor of(std::span<const float> values, const Shape& shape);
  [[nodiscard]] static Tensor of(std::span<const std::int64_t> values, const Shape& shape);
  [[nodiscard]] static Tensor of(bool value, const Shape& shape = {1});
  [[nodiscard]] static Tensor zeros(const Shape& shape);

  explicit operator bool() const { return block_ != nullptr; }

  [[nodiscard]] ElementType type() const;
  [[nodiscard]] Shape shape() const;

  // Empty for tensors of another type.
  [[nodiscard]] std::span<float> floats();
  [[nodiscard]] std::span<const float> floats() const;
  [[nodiscard]] std::span<const std::int64_t> integers() const;

  [[nodiscard]] const std::shared_ptr<Block>& block() const { return block_; }

 private:
  std::shared_ptr<Block> block_;
};

struct NamedTensor {
  std::string name;
  Tensor tensor;
};

// The product; negative dimensions, which a model leaves open, count as 0.
[[nodiscard]] std::size_t places(const Shape& shape);

}  // namespace voicehub::engines::onnx
