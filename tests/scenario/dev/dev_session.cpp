#include "tests/scenario/dev/dev_session.hpp"

namespace voicehub::scenario {
namespace {

std::vector<std::string> as_json(std::vector<std::string> arguments) {
  arguments.insert(arguments.end(), {"--format", "json"});
  if (arguments.front() == "dev") {
    arguments.emplace_back("--no-logs");
  }
  return arguments;
}

bool is_edit(const nlohmann::json& line) {
  return line.value("event", "") == "edit";
}

SeenEdit to_edit(const nlohmann::json& line) {
  SeenEdit edit{.service = line.value("service", ""),
                .files = line.value("files", std::vector<std::string>{}),
                .rule = line.value("rule", ""),
                .action = line.value("action", ""),
                .how = line.value("how", ""),
                .ok = line.value("ok", false),
                .digest = line.value("digest", ""),
                .error = {},
                .spans = line.value("spans", nlohmann::json::object()),
                .text = line.dump()};
  if (line.contains("error")) {
    const auto& error = line["error"];
    edit.error = error.value("message", "") + "\n" + error.value("cause", "") + "\n" +
                 error.value("hint", "");
  }
  return edit;
}

}  // namespace

DevSession::DevSession(const TestProject& project,
                       std::vector<std::string> arguments,
                       RunOptions options)
    : process_{project.start(as_json(std::move(arguments)), std::move(options))} {
  process_.wait_for("changes are seen by", 60s);
}

bool DevSession::read_until(const std::function<bool(const nlohmann::json&)>& wanted,
                            std::size_t& from,
                            std::chrono::milliseconds deadline) {
  return process_.wait_until(
      [&](const std::string& output) {
        for (auto end = output.find('\n', from); end != std::string::npos;
             end = output.find('\n', from)) {
          const auto line = nlohmann::json::parse(output.substr(from, end - from), nullptr, false);
          EXPECT_FALSE(line.is_discarded()) << output.substr(from, end - from);
          from = end + 1;
          if (!line.is_discarded() && wanted(line)) {
            return true;
          }
        }
        return false;
      },
      deadline);
}

SeenEdit DevSession::next_edit(std::chrono::milliseconds deadline) {
  SeenEdit edit;
  const auto take = [&edit](const nlohmann::json& line) {
    if (is_edit(line)) {
      edit = to_edit(line);
    }
    return is_edit(line);
  };
  if (!read_until(take, edits_read_, deadline)) {
    ADD_FAILURE() << "no edit was told:\n" << process_.output();
  }
  return edit;
}

std::vector<SeenEdit> DevSession::further_edits(std::chrono::milliseconds quiet) {
  std::vector<SeenEdit> edits;
  const auto take = [&edits](const nlohmann::json& line) {
    if (is_edit(line)) {
      edits.push_back(to_edit(line));
    }
    return is_edit(line);
  };
  while (read_until(take, edits_read_, quiet)) {
  }
  return edits;
}

std::string DevSession::note(std::string_view part, std::chrono::milliseconds deadline) {
  std::string text;
  std::size_t from = 0;
  const auto take = [&](const nlohmann::json& line) {
    text = line.value("text", "");
    return text.contains(part);
  };
  if (!read_until(take, from, deadline)) {
    ADD_FAILURE() << "no '" << part << "' was told:\n" << process_.output();
  }
  return text;
}

}  // namespace voicehub::scenario
