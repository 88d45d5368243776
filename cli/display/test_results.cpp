#include "cli/display/test_results.hpp"

#include <algorithm>
#include <cstdio>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/context.hpp"
#include "cli/display/table.hpp"
#include "core/base/text.hpp"

namespace voicehub::cli {
namespace {

std::string_view result_of(const engine::Check& check) {
  if (check.skipped) {
    return "skipped";
  }
  return check.passed ? "passed" : "failed";
}

Colour colour_of(const engine::Check& check) {
  if (check.skipped) {
    return Colour::yellow;
  }
  return check.passed ? Colour::green : Colour::red;
}

std::string xml(std::string_view text) {
  std::string escaped;
  for (const char letter : printable(text)) {
    switch (letter) {
      case '&': escaped += "&amp;"; break;
      case '<': escaped += "&lt;"; break;
      case '>': escaped += "&gt;"; break;
      case '"': escaped += "&quot;"; break;
      default: escaped += letter;
    }
  }
  return escaped;
}

double seconds(std::chrono::milliseconds elapsed) {
  return std::chrono::duration<double>(elapsed).count();
}

std::string junit_case(const std::string& service, const engine::Check& check) {
  const std::string head = fmt::format("    <testcase classname=\"{}\" name=\"{}\" time=\"{:.3f}\"",
                                       xml(service),
                                       xml(check.name),
                                       seconds(check.elapsed));
  if (check.skipped) {
    return fmt::format("{}><skipped message=\"{}\"/></testcase>\n", head, xml(check.detail));
  }
  if (!check.passed) {
    return fmt::format("{}><failure message=\"{}\">{}</failure></testcase>\n",
                       head,
                       xml(check.detail),
                       xml(check.hint));
  }
  return head + "/>\n";
}

}  // namespace

std::string test_results_text(const std::vector<ops::TestedService>& tested,
                              const Terminal& terminal) {
  std::string text;
  for (const ops::TestedService& service : tested) {
    text += paint(terminal, Colour::bold, service.service) + "\n";
    Table table{{"  CHECK", "RESULT", "TIME", "DETAIL"}};
    for (const engine::Check& check : service.report.checks) {
      table.add({{"  " + check.name},
                 {std::string{result_of(check)}, colour_of(check)},
                 {human_duration(check.elapsed), Colour::dim},
                 {printable(check.detail)}});
    }
    text += table.text(terminal);
    if (!service.report.transcript.empty()) {
      text += fmt::format("  it understood: {}\n", printable(service.report.transcript));
    }
    for (const engine::Check& check : service.report.checks) {
      if (!check.passed && !check.skipped && !check.hint.empty()) {
        text += fmt::format(
            "  {} {}: {}\n", paint(terminal, Colour::cyan, "next:"), check.name, check.hint);
      }
    }
  }
  return text;
}

std::string test_results_json(const std::vector<ops::TestedService>& tested) {
  auto services = nlohmann::ordered_json::array();
  for (const ops::TestedService& service : tested) {
    auto checks = nlohmann::ordered_json::array();
    for (const engine::Check& check : service.report.checks) {
      checks.push_back({{"name", check.name},
                        {"result", result_of(check)},
                        {"elapsed_ms", check.elapsed.count()},
                        {"detail", check.detail},
                        {"hint", check.hint}});
    }
    services.push_back({{"service", service.service},
                        {"passed", service.report.passed()},
                        {"transcript", service.report.transcript},
                        {"checks", std::move(checks)}});
  }
  return services.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

std::string junit_text(const std::vector<ops::TestedService>& tested) {
  std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n";
  for (const ops::TestedService& service : tested) {
    const auto& checks = service.report.checks;
    const auto failed = std::ranges::count_if(
        checks, [](const engine::Check& check) { return !check.passed && !check.skipped; });
    text += fmt::format("  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" skipped=\"{}\">\n",
                        xml(service.service),
                        checks.size(),
                        failed,
                        std::ranges::count_if(checks, &engine::Check::skipped));
    for (const engine::Check& check : checks) {
      text += junit_case(service.service, check);
    }
    text += "  </testsuite>\n";
  }
  return text + "</testsuites>\n";
}

void show_test_results(const std::vector<ops::TestedService>& tested, const Context& context) {
  const bool json = context.format() == OutputFormat::json;
  std::fputs(
      (json ? test_results_json(tested) : test_results_text(tested, context.terminal())).c_str(),
      stdout);
}

}  // namespace voicehub::cli
