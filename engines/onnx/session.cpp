#include "engines/onnx/session.hpp"

#include <onnxruntime_cxx_api.h>

#include <algorithm>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "engines/onnx/runtime.hpp"

namespace voicehub::engines::onnx {

struct Session::Impl {
  std::filesystem::path file;
  // Running it changes nothing that a caller could see.
  mutable Ort::Session session{nullptr};
  std::vector<Port> inputs;
  std::vector<Port> outputs;
  std::map<std::string, std::string, std::less<>> metadata;
};

namespace {

GraphOptimizationLevel level_of(Optimization optimization) {
  switch (optimization) {
    case Optimization::none: return ORT_DISABLE_ALL;
    case Optimization::basic: return ORT_ENABLE_BASIC;
    case Optimization::all: return ORT_ENABLE_ALL;
  }
  return ORT_ENABLE_ALL;
}

Ort::SessionOptions to_runtime(const SessionOptions& options) {
  Ort::SessionOptions result;
  result.SetGraphOptimizationLevel(level_of(options.optimization));
  result.SetIntraOpNumThreads(std::max(options.threads, 1));
  result.SetInterOpNumThreads(1);
  result.SetExecutionMode(ORT_SEQUENTIAL);
  // Every recording and every sentence has its own length, with which these grow and never shrink.
  result.DisableCpuMemArena();
  result.DisableMemPattern();
  // Threads that wait in a loop take the processor from those of other requests.
  result.AddConfigEntry("session.intra_op.allow_spinning", "0");
  result.AddConfigEntry("session.inter_op.allow_spinning", "0");
  return result;
}

Port to_port(std::string name, const Ort::TypeInfo& type) {
  Port port{.name = std::move(name), .type = ElementType::other, .dimensions = {}};
  if (type.GetONNXType() == ONNX_TYPE_TENSOR) {
    const auto tensor = type.GetTensorTypeAndShapeInfo();
    port.type = element_type(tensor.GetElementType());
    port.dimensions = tensor.GetShape();
  }
  return port;
}

std::map<std::string, std::string, std::less<>> metadata_of(const Ort::Session& session) {
  std::map<std::string, std::string, std::less<>> result;
  Ort::AllocatorWithDefaultOptions allocator;
  const Ort::ModelMetadata metadata = session.GetModelMetadata();
  for (const auto& key : metadata.GetCustomMetadataMapKeysAllocated(allocator)) {
    const auto value = metadata.LookupCustomMetadataMapAllocated(key.get(), allocator);
    result.emplace(key.get(), value ? value.get() : "");
  }
  return result;
}

const Port* find(const std::vector<Port>& ports, std::string_view name) {
  const auto found = std::ranges::find(ports, name, &Port::name);
  return found == ports.end() ? nullptr : &*found;
}

// Names and values as the C interface takes them. A tensor that is none is a null pointer.
struct Arguments {
  explicit Arguments(std::span<const NamedTensor> tensors) {
    for (const auto& [name, tensor] : tensors) {
      names.push_back(name.c_str());
      values.push_back(tensor ? tensor.block()->value : nullptr);
    }
  }

  // Values that the run has made.
  void take(std::span<NamedTensor> tensors) const {
    for (std::size_t at = 0; at < tensors.size(); ++at) {
      if (!tensors[at].tensor) {
        tensors[at].tensor = Tensor{std::make_shared<Tensor::Block>(values[at])};
      }
    }
  }

  std::vector<const char*> names;
  std::vector<OrtValue*> values;
};

std::unexpected<Error> stopped(const std::filesystem::path& file) {
  return make_error(ErrorCode::cancelled, fmt::format("the run of {} was stopped", file.string()));
}

}  // namespace

Result<Session> Session::load(const std::filesystem::path& file, const SessionOptions& options) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(file, ignored)) {
    return make_error(ErrorCode::not_found,
                      fmt::format("no model file {}", file.string()),
                      "name a file in the format of ONNX");
  }
  try {
    auto impl = std::make_unique<Impl>();
    impl->file = file;
    impl->session = Ort::Session{environment(), file.c_str(), to_runtime(options)};
    const Ort::AllocatorWithDefaultOptions allocator;
    for (std::size_t at = 0; at < impl->session.GetInputCount(); ++at) {
      impl->inputs.push_back(to_port(impl->session.GetInputNameAllocated(at, allocator).get(),
                                     impl->session.GetInputTypeInfo(at)));
    }
    for (std::size_t at = 0; at < impl->session.GetOutputCount(); ++at) {
      impl->outputs.push_back(to_port(impl->session.GetOutputNameAllocated(at, allocator).get(),
                                      impl->session.GetOutputTypeInfo(at)));
    }
    impl->metadata = metadata_of(impl->session);
    return Session{std::move(impl)};
  } catch (const Ort::Exception& exception) {
    return make_error(ErrorCode::failed,
                      fmt::format("{} cannot be loaded as a model", file.string()),
                      "see whether the file is complete, and so are those that belong to it",
                      exception.what());
  }
}

Session::Session(std::unique_ptr<Impl> impl) : impl_{std::move(impl)} {}

Session::Session(Session&& other) noexcept = default;
Session& Session::operator=(Session&& other) noexcept = default;
Session::~Session() = default;

const std::filesystem::path& Session::file() const {
  return impl_->file;
}

const std::vector<Port>& Session::inputs() const {
  return impl_->inputs;
}

const std::vector<Port>& Session::outputs() const {
  return impl_->outputs;
}

const Port* Session::input(std::string_view name) const {
  return find(impl_->inputs, name);
}

const Port* Session::output(std::string_view name) const {
  return find(impl_->outputs, name);
}

const std::map<std::string, std::string, std::less<>>& Session::metadata() const {
  return impl_->metadata;
}

Result<void> Session::run(std::span<const NamedTensor> inputs,
                          std::span<NamedTensor> outputs,
                          std::stop_token stop) const {
  if (stop.stop_requested()) {
    return stopped(impl_->file);
  }
  const Arguments in{inputs};
  Arguments out{outputs};
  try {
    Ort::RunOptions options;
    const std::stop_callback terminate{stop, [&options] { options.SetTerminate(); }};
    // The C++ form wants the values in one array of its own, which tensors that are shared are not.
    Ort::ThrowOnError(Ort::GetApi().Run(impl_->session,
                                        options,
                                        in.names.data(),
                                        in.values.data(),
                                        in.values.size(),
                                        out.names.data(),
                                        out.names.size(),
                                        out.values.data()));
  } catch (const Ort::Exception& exception) {
    if (stop.stop_requested()) {
      return stopped(impl_->file);
    }
    return make_error(ErrorCode::failed,
                      fmt::format("{} cannot be run", impl_->file.string()),
                      "the model may be of another kind than its name says",
                      exception.what());
  }
  out.take(outputs);
  return {};
}

Result<Tensor> Session::run(std::span<const NamedTensor> inputs,
                            std::string_view output,
                            std::stop_token stop) const {
  std::vector<NamedTensor> outputs{{.name = std::string{output}, .tensor = {}}};
  VH_CHECK(run(inputs, outputs, std::move(stop)));
  return std::move(outputs.front().tensor);
}

}  // namespace voicehub::engines::onnx
