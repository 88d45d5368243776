#include "cli/display/processes.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/display/table.hpp"

namespace voicehub::cli {
namespace {

// In the order in which they come up.
std::vector<std::string> titles_of(const std::vector<ops::ContainerProcesses>& all) {
  std::vector<std::string> titles;
  for (const ops::ContainerProcesses& container : all) {
    for (const std::string& title : container.table.titles) {
      if (std::ranges::find(titles, title) == titles.end()) {
        titles.push_back(title);
      }
    }
  }
  return titles;
}

std::string value_of(const docker::ProcessTable& table,
                     const std::vector<std::string>& process,
                     const std::string& title) {
  const auto column =
      static_cast<std::size_t>(std::ranges::find(table.titles, title) - table.titles.begin());
  return column < process.size() && column < table.titles.size() ? process[column] : "";
}

}  // namespace

std::string processes_text(const std::vector<ops::ContainerProcesses>& all,
                           const Terminal& terminal) {
  const std::vector<std::string> titles = titles_of(all);
  std::vector<std::string> headings{"SERVICE", "#"};
  headings.insert(headings.end(), titles.begin(), titles.end());
  Table table{headings};
  for (const ops::ContainerProcesses& container : all) {
    for (const std::vector<std::string>& process : container.table.processes) {
      std::vector<Cell> row{{container.service, Colour::bold}, {std::to_string(container.number)}};
      for (const std::string& title : titles) {
        row.push_back({printable(value_of(container.table, process, title))});
      }
      table.add(std::move(row));
    }
  }
  return table.text(terminal);
}

std::string processes_json(const std::vector<ops::ContainerProcesses>& all) {
  auto list = nlohmann::ordered_json::array();
  for (const ops::ContainerProcesses& container : all) {
    auto processes = nlohmann::ordered_json::array();
    for (const std::vector<std::string>& process : container.table.processes) {
      auto fields = nlohmann::ordered_json::object();
      for (const std::string& title : container.table.titles) {
        fields[title] = value_of(container.table, process, title);
      }
      processes.push_back(std::move(fields));
    }
    list.push_back({{"service", container.service},
                    {"number", container.number},
                    {"container", container.container},
                    {"processes", std::move(processes)}});
  }
  return list.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

}  // namespace voicehub::cli
