#include "cli/display/proof.hpp"

#include <algorithm>
#include <cstdio>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/context.hpp"
#include "cli/display/table.hpp"

namespace voicehub::cli {
namespace {

Colour colour_of(verify::MountState state) {
  if (verify::is_proof(state)) {
    return Colour::green;
  }
  return state == verify::MountState::remote ? Colour::yellow : Colour::red;
}

std::string brief(const std::optional<Digest>& digest) {
  return digest ? digest->brief() : std::string{};
}

nlohmann::ordered_json json_of(const verify::MountReport& mount) {
  nlohmann::ordered_json json{{"target", mount.target.text},
                              {"source", mount.source.text},
                              {"role", to_text(mount.role)},
                              {"rule", mount.rule},
                              {"state", to_text(mount.state)},
                              {"detail", mount.detail},
                              {"files", mount.files}};
  if (mount.host) {
    json["host"] = mount.host->text();
  }
  if (mount.container) {
    json["container"] = mount.container->text();
  }
  if (!mount.host_md5.empty() || !mount.container_md5.empty()) {
    json["md5"] = {{"host", mount.host_md5}, {"container", mount.container_md5}};
  }
  auto differences = nlohmann::ordered_json::array();
  for (const verify::FileDifference& difference : mount.differences) {
    differences.push_back({{"file", difference.name}, {"state", to_text(difference.state)}});
  }
  json["differences"] = std::move(differences);
  return json;
}

std::string sentences(const verify::Report& report, const Terminal& terminal) {
  std::string text;
  for (const verify::MountReport& mount : report.mounts) {
    if (!mount.detail.empty() && !verify::is_proof(mount.state)) {
      text += fmt::format("  {} {}: {}\n",
                          paint(terminal, colour_of(mount.state), "→"),
                          mount.target.text,
                          mount.detail);
    }
    for (const verify::FileDifference& difference : mount.differences) {
      if (!difference.name.empty()) {
        text +=
            fmt::format("      {}  {}\n", to_text(difference.state), printable(difference.name));
      }
    }
    if (!mount.host_md5.empty()) {
      text += fmt::format("      MD5 host {}, container {}\n", mount.host_md5, mount.container_md5);
    }
  }
  return text;
}

}  // namespace

std::string proof_text(const std::vector<verify::Report>& reports, const Terminal& terminal) {
  std::string text;
  for (const verify::Report& report : reports) {
    text += fmt::format(
        "{}  {}\n",
        paint(terminal, Colour::bold, report.container),
        report.method.empty() ? "" : paint(terminal, Colour::dim, "(by " + report.method + ")"));
    Table table{{"  MOUNT", "STATE", "HOST", "CONTAINER", "FILES", "ROLE", "BECAUSE"}};
    for (const verify::MountReport& mount : report.mounts) {
      table.add({{"  " + mount.target.text},
                 {std::string{to_text(mount.state)}, colour_of(mount.state)},
                 {brief(mount.host)},
                 {brief(mount.container)},
                 {mount.files > 0 ? std::to_string(mount.files) : ""},
                 {std::string{to_text(mount.role)}},
                 {mount.rule, Colour::dim}});
    }
    text += report.mounts.empty() ? "  no mounts: the container runs what its image has\n"
                                  : table.text(terminal);
    text += sentences(report, terminal);
  }
  return text;
}

std::string proof_json(const std::vector<verify::Report>& reports) {
  auto services = nlohmann::ordered_json::array();
  for (const verify::Report& report : reports) {
    auto mounts = nlohmann::ordered_json::array();
    for (const verify::MountReport& mount : report.mounts) {
      mounts.push_back(json_of(mount));
    }
    services.push_back({{"service", report.service},
                        {"container", report.container},
                        {"proven", report.proven()},
                        {"method", report.method},
                        {"mounts", std::move(mounts)}});
  }
  return services.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

void show_proof(const std::vector<verify::Report>& reports, const Context& context) {
  const bool json = context.format() == OutputFormat::json;
  std::fputs((json ? proof_json(reports) : proof_text(reports, context.terminal())).c_str(),
             stdout);
  std::fflush(stdout);
}

void tell_proof(const std::vector<verify::Report>& reports, EventSink& events) {
  for (const verify::Report& report : reports) {
    for (const verify::MountReport& mount : report.mounts) {
      if (mount.role != MountRole::source) {
        continue;
      }
      Event event;
      event.subject = report.service;
      if (verify::is_proof(mount.state)) {
        event.kind = Event::Kind::finished;
        event.text = fmt::format("verified {} {}", mount.target.text, brief(mount.container));
      } else {
        event.kind = Event::Kind::failed;
        event.text =
            fmt::format("{} is {}: {}", mount.target.text, to_text(mount.state), mount.detail);
      }
      events.on_event(event);
    }
  }
}

int exit_code_of(const std::vector<verify::Report>& reports) {
  return std::ranges::all_of(reports, &verify::Report::proven) ? 0 : exit_code(ErrorCode::mismatch);
}

}  // namespace voicehub::cli
