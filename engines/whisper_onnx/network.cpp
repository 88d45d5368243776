#include "engines/whisper_onnx/network.hpp"

#include <charconv>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "engines/whisper_onnx/optimum_network.hpp"
#include "engines/whisper_onnx/sherpa_network.hpp"

namespace voicehub::engines::whisper {
namespace {

std::string names_of(const std::vector<onnx::Port>& ports) {
  std::vector<std::string> names;
  names.reserve(ports.size());
  for (const onnx::Port& port : ports) {
    names.push_back(port.name);
  }
  return fmt::format("{}", fmt::join(names, ", "));
}

Result<void> need(const onnx::Session& session,
                  const onnx::Port* port,
                  std::string_view what,
                  std::string_view name) {
  if (port != nullptr) {
    return {};
  }
  return make_error(
      ErrorCode::failed,
      fmt::format("{} has no {} '{}'", session.file().string(), what, name),
      "the encoder and the decoder must be of one export",
      fmt::format(
          "inputs: {}; outputs: {}", names_of(session.inputs()), names_of(session.outputs())));
}

std::optional<int> number_in(const onnx::Session& session, std::string_view key) {
  const auto found = session.metadata().find(key);
  if (found == session.metadata().end()) {
    return std::nullopt;
  }
  const std::string& text = found->second;
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && number > 0 ? std::optional{number} : std::nullopt;
}

}  // namespace

Result<std::unique_ptr<Network>> load_network(const ModelFiles& files, int threads) {
  const onnx::SessionOptions options{.threads = threads};
  VH_TRY(onnx::Session encoder, onnx::Session::load(files.encoder, options));
  if (encoder.input("mel") != nullptr) {
    return SherpaNetwork::load(std::move(encoder), files, options);
  }
  if (encoder.input("input_features") != nullptr) {
    return OptimumNetwork::load(std::move(encoder), files, options);
  }
  return make_error(ErrorCode::unsupported,
                    fmt::format("{} is no encoder of Whisper: its inputs are {}",
                                files.encoder.string(),
                                names_of(encoder.inputs())),
                    "export it with sherpa-onnx (input 'mel') or Optimum ('input_features')");
}

Result<void> need_input(const onnx::Session& session, std::string_view name) {
  return need(session, session.input(name), "input", name);
}

Result<void> need_output(const onnx::Session& session, std::string_view name) {
  VH_CHECK(need(session, session.output(name), "output", name));
  if (session.output(name)->type != onnx::ElementType::float32) {
    return make_error(ErrorCode::unsupported,
                      fmt::format("{}: '{}' is not of float32", session.file().string(), name),
                      "use the export with float32 or one with int8 weights, not float16");
  }
  return {};
}

Result<int> size_of(const onnx::Session& session,
                    const onnx::Port& port,
                    int at,
                    std::string_view key) {
  const auto dimensions = static_cast<int>(port.dimensions.size());
  const int index = at < 0 ? dimensions + at : at;
  if (index >= 0 && index < dimensions) {
    const std::int64_t size = port.dimensions[static_cast<std::size_t>(index)];
    if (size > 0) {
      return static_cast<int>(size);
    }
  }
  if (const std::optional<int> number = number_in(session, key)) {
    return *number;
  }
  return make_error(ErrorCode::unsupported,
                    fmt::format("{} leaves the size of '{}' open, and has no metadata '{}'",
                                session.file().string(),
                                port.name,
                                key),
                    "export the model with sherpa-onnx or Optimum, which fix it");
}

std::vector<std::int64_t> to_integers(std::span<const int> tokens) {
  return {tokens.begin(), tokens.end()};
}

std::vector<float> last_row(const onnx::Tensor& logits) {
  const std::span<const float> all = logits.floats();
  const onnx::Shape shape = logits.shape();
  if (shape.size() != 3 || shape.back() < 0 || std::cmp_greater(shape.back(), all.size())) {
    return {};
  }
  const std::span<const float> row = all.last(static_cast<std::size_t>(shape.back()));
  return {row.begin(), row.end()};
}

}  // namespace voicehub::engines::whisper
