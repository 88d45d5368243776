#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "engines/onnx/tensor.hpp"

namespace voicehub::engines::onnx {

// What goes into a network or comes out of it. Dimensions that the model leaves open are -1.
struct Port {
  std::string name;
  ElementType type = ElementType::other;
  Shape dimensions;
};

enum class Optimization {
  none,   // loads fastest
  basic,  // constants folded, what is not needed left out
  all,    // layers joined too
};

struct SessionOptions {
  int threads = 1;  // for one run; see thread_count()
  Optimization optimization = Optimization::all;
};

// A network, loaded. Several threads may run it at once; they share its weights.
class Session {
 public:
  // `not_found` when there is no such file, `failed` for one that is not a model, with ONNX
  // Runtime's word as the cause. The first load of a process takes 50 ms more, in which what others
  // write on stderr is lost.
  static Result<Session> load(const std::filesystem::path& file,
                              const SessionOptions& options = {});
  Session(Session&& other) noexcept;
  Session& operator=(Session&& other) noexcept;
  ~Session();

  [[nodiscard]] const std::filesystem::path& file() const;
  [[nodiscard]] const std::vector<Port>& inputs() const;
  [[nodiscard]] const std::vector<Port>& outputs() const;

  // Nothing where the model has none of this name. The port lives as long as the session.
  [[nodiscard]] const Port* input(std::string_view name) const;
  [[nodiscard]] const Port* output(std::string_view name) const;

  // What the exporter wrote beside the weights.
  [[nodiscard]] const std::map<std::string, std::string, std::less<>>& metadata() const;

  // Computes the outputs that are named. One without a tensor gets one; another is written into the
  // tensor that it has, which must be of the right shape and none of the inputs. `cancelled` within
  // a layer or two after a stop is asked for, `failed` when the inputs are not what the model
  // wants.
  [[nodiscard]] Result<void> run(std::span<const NamedTensor> inputs,
                                 std::span<NamedTensor> outputs,
                                 std::stop_token stop = {}) const;

  // The same for one output.
  [[nodiscard]] Result<Tensor> run(std::span<const NamedTensor> inputs,
                                   std::string_view output,
                                   std::stop_token stop = {}) const;

 private:
  struct Impl;
  explicit Session(std::unique_ptr<Impl> impl);

  std::unique_ptr<Impl> impl_;
};

}  // namespace voicehub::engines::onnx
