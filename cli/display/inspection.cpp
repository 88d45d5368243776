#include <array>
#include <ctime>

#include <fmt/format.h>

#include "cli/display/status.hpp"
#include "core/base/text.hpp"
#include "core/ops/exit_report.hpp"

namespace voicehub::cli {
namespace {

using ops::ContainerSpecReport;
using ops::ServiceStatus;

// Headings with aligned facts below them; a fact without a value is left out.
class Sheet {
 public:
  explicit Sheet(const Terminal& terminal) : terminal_{terminal} {}

  void heading(const std::string& text) {
    text_ += fmt::format("\n{}\n", paint(terminal_, Colour::bold, text));
  }

  void fact(std::string_view name, std::string_view value) {
    constexpr std::size_t kNameWidth = 14;
    if (value.empty()) {
      return;
    }
    const std::size_t width = display_width(name);
    const std::string gap(width < kNameWidth ? kNameWidth - width : 1, ' ');
    text_ += fmt::format("  {}{}{}\n", paint(terminal_, Colour::dim, name), gap, printable(value));
  }

  void line(std::string_view text) { text_ += fmt::format("  {}\n", printable(text)); }

  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  const Terminal& terminal_;
  std::string text_;
};

void add_container(Sheet& sheet, const ServiceStatus& row) {
  const docker::ContainerDetails& container = *row.details;
  sheet.heading("Container");
  sheet.fact("name", container.name);
  sheet.fact("id", container.id.text);
  sheet.fact("image", fmt::format("{} ({})", row.image, container.image_id));
  sheet.fact("created", time_text(container.created));
  sheet.fact("started", time_text(container.state.started_at));
  if (!container.state.running) {
    sheet.fact("finished", time_text(container.state.finished_at));
    sheet.fact("ended with", ops::ending_of(container).summary());
  }
  sheet.fact("engine", row.health.is_engine ? "yes" : "no");
  sheet.fact("health", row.health.detail);
  sheet.fact("health check", container.state.last_health_output);
  sheet.fact("restarts", std::to_string(container.restart_count));
  sheet.fact("restart", container.restart_policy);
  sheet.fact("init", container.init ? "yes" : "no");
  sheet.fact("log driver", container.log_driver);
}

void add_process(Sheet& sheet, const docker::ContainerDetails& container) {
  sheet.heading("Process");
  sheet.fact("runs", container.path + " " + join(container.args, " "));
  sheet.fact("user", container.user.empty() ? "root" : container.user);
  sheet.fact("folder", container.working_dir);
  sheet.fact("stop signal", container.stop_signal);
  sheet.fact("pid", container.state.running ? std::to_string(container.state.pid) : "");
  for (const std::string& variable : container.environment) {
    sheet.fact("environment", without_secret(variable));
  }
}

void add_places(Sheet& sheet, const docker::ContainerDetails& container) {
  sheet.heading("Network and mounts");
  sheet.fact("ports", ports_text(container.ports));
  for (const auto& [name, endpoint] : container.networks) {
    sheet.fact("network", name + "  " + endpoint.address);
  }
  for (const docker::MountPoint& mount : container.mounts) {
    const std::string& source = mount.type == "volume" ? mount.name : mount.source;
    sheet.fact(mount.type,
               fmt::format(
                   "{} → {}{}", source, mount.destination, mount.read_write ? "" : " (read-only)"));
  }
}

void add_spec(Sheet& sheet, const ContainerSpecReport& spec, const ServiceStatus& row) {
  sheet.heading("Specification");
  sheet.fact("made by", spec.made_by_voicehub ? "voicehub" : "another tool");
  sheet.fact("differs", spec.difference.empty() ? "no: as the file says" : spec.difference);
  for (const auto& [name, value] : spec.fields) {
    sheet.line(fmt::format("{} = {}", name, value));
  }
  sheet.heading("Labels");
  for (const auto& [name, value] : row.container->labels) {
    if (name != plan::label::kSpec) {
      sheet.line(fmt::format("{} = {}", name, value));
    }
  }
}

}  // namespace

std::string time_text(std::chrono::system_clock::time_point time) {
  if (time == std::chrono::system_clock::time_point{}) {
    return {};
  }
  const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
  std::tm calendar{};
  gmtime_r(&seconds, &calendar);
  std::array<char, 32> text{};
  const std::size_t size = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &calendar);
  return {text.data(), size};
}

std::string without_secret(const std::string& variable) {
  const auto equals = variable.find('=');
  const std::string name = variable.substr(0, equals);
  return equals != std::string::npos && plan::is_secret_name(name) ? name + "=…" : variable;
}

std::string inspection_text(const ops::Inspection& inspection, const Terminal& terminal) {
  std::string text = status_text(inspection.status, terminal);
  for (std::size_t i = 0; i < inspection.specs.size(); ++i) {
    const ServiceStatus& row = inspection.status.services[i];
    Sheet sheet{terminal};
    add_container(sheet, row);
    add_process(sheet, *row.details);
    add_places(sheet, *row.details);
    add_spec(sheet, inspection.specs[i], row);
    text += sheet.text();
  }
  return text;
}

}  // namespace voicehub::cli
