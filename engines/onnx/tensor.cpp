#include "engines/onnx/tensor.hpp"

#include <onnxruntime_cxx_api.h>

#include <algorithm>

#include "engines/onnx/runtime.hpp"

namespace voicehub::engines::onnx {
namespace {

Ort::TensorTypeAndShapeInfo information_of(const Tensor::Block& block) {
  return Ort::ConstValue{block.value}.GetTensorTypeAndShapeInfo();
}

template <typename T>
T* data_of(Tensor::Block& block) {
  return Ort::UnownedValue{block.value}.GetTensorMutableData<T>();
}

template <typename T>
std::shared_ptr<Tensor::Block> allocated(const Shape& shape) {
  Ort::AllocatorWithDefaultOptions allocator;
  Ort::Value value = Ort::Value::CreateTensor<T>(allocator, shape.data(), shape.size());
  return std::make_shared<Tensor::Block>(value.release());
}

template <typename T>
Tensor filled(std::span<const T> values, const Shape& shape) {
  std::shared_ptr<Tensor::Block> block = allocated<T>(shape);
  std::ranges::copy(values.first(std::min(values.size(), places(shape))), data_of<T>(*block));
  return Tensor{std::move(block)};
}

template <typename T>
std::span<T> values_of(const std::shared_ptr<Tensor::Block>& block, ElementType wanted) {
  if (!block) {
    return {};
  }
  const auto information = information_of(*block);
  if (element_type(information.GetElementType()) != wanted) {
    return {};
  }
  return {data_of<T>(*block), information.GetElementCount()};
}

}  // namespace

Tensor Tensor::of(std::span<const float> values, const Shape& shape) {
  return filled(values, shape);
}

Tensor Tensor::of(std::span<const std::int64_t> values, const Shape& shape) {
  return filled(values, shape);
}

Tensor Tensor::of(bool value, const Shape& shape) {
  std::shared_ptr<Block> block = allocated<bool>(shape);
  std::fill_n(data_of<bool>(*block), places(shape), value);
  return Tensor{std::move(block)};
}

Tensor Tensor::zeros(const Shape& shape) {
  Tensor tensor{allocated<float>(shape)};
  std::ranges::fill(tensor.floats(), 0.0F);
  return tensor;
}

ElementType Tensor::type() const {
  return block_ ? element_type(information_of(*block_).GetElementType()) : ElementType::other;
}

Shape Tensor::shape() const {
  return block_ ? information_of(*block_).GetShape() : Shape{};
}

std::span<float> Tensor::floats() {
  return values_of<float>(block_, ElementType::float32);
}

std::span<const float> Tensor::floats() const {
  return values_of<float>(block_, ElementType::float32);
}

std::span<const std::int64_t> Tensor::integers() const {
  return values_of<std::int64_t>(block_, ElementType::int64);
}

std::size_t places(const Shape& shape) {
  std::size_t product = 1;
  for (const std::int64_t dimension : shape) {
    product *= static_cast<std::size_t>(std::max<std::int64_t>(dimension, 0));
  }
  return product;
}

}  // namespace voicehub::engines::onnx
