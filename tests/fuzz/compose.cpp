// Whatever a compose file holds, it becomes a project or an error, and can be printed.

#include <cstddef>
#include <cstdint>
#include <string>

#include "core/compose/canonical.hpp"
#include "core/compose/load.hpp"
#include "core/compose/print.hpp"

namespace {

using voicehub::FileStatus;
using voicehub::HostPath;
using voicehub::Result;

// A disk with one file on it.
class OneFile final : public voicehub::FileSystem {
 public:
  explicit OneFile(std::string content) : content_{std::move(content)} {}

  [[nodiscard]] Result<std::string> read(const HostPath& path) const override {
    if (path.text != kPath) {
      return voicehub::make_error(voicehub::ErrorCode::not_found, path.text);
    }
    return content_;
  }

  [[nodiscard]] std::optional<FileStatus> status(const HostPath& path) const override {
    return path.text == kPath ? std::optional{FileStatus{.size = content_.size()}} : std::nullopt;
  }

  [[nodiscard]] Result<std::vector<std::string>> list(const HostPath& /*folder*/) const override {
    return std::vector<std::string>{"compose.yaml"};
  }

  Result<void> create_folder(const HostPath& /*path*/) override { return voicehub::done(); }

  Result<void> write(const HostPath& /*path*/, const std::string& /*content*/) override {
    return voicehub::done();
  }

 private:
  static constexpr std::string_view kPath = "/project/compose.yaml";

  std::string content_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const OneFile files{std::string{reinterpret_cast<const char*>(data), size}};
  const voicehub::compose::LoadOptions options{.directory = HostPath{"/project"},
                                               .environment = {{"HOME", "/home/voice"}}};
  if (const auto model = voicehub::compose::load_model(files, options)) {
    const auto printed =
        voicehub::compose::canonical(model->file, voicehub::compose::file_shape(), {});
    if (voicehub::compose::to_json(printed).empty() ||
        voicehub::compose::to_yaml(printed).empty()) {
      __builtin_trap();
    }
  }
  const auto project = voicehub::compose::load_project(files, options);
  return project || !project.error().message.empty() ? 0 : (__builtin_trap(), 0);
}
