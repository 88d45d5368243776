#pragma once

#include <string>

#include <gtest/gtest.h>

#include "core/compose/load.hpp"
#include "tests/support/temporary_folder.hpp"

namespace voicehub::compose {

// A project in a folder called "hub", loaded from there.
class ProjectFixture : public testing::Test {
 protected:
  ProjectFixture() { folder_.write("hub/.keep", ""); }

  // Below the project's folder.
  void write(const std::string& name, std::string_view content) {
    folder_.write("hub/" + name, content);
  }

  [[nodiscard]] std::string path(const std::string& name = "") const {
    return folder_.path(name.empty() ? "hub" : "hub/" + name);
  }

  Result<Project> try_load() {
    options_.directory = {path()};
    return load_project(local_file_system(), options_);
  }

  Project load() {
    auto project = try_load();
    if (!project) {
      ADD_FAILURE() << project.error().message;
      return {};
    }
    return *std::move(project);
  }

  Project load(std::string_view yaml) {
    write("compose.yaml", yaml);
    return load();
  }

  // The service `tts`, of which these are the attributes.
  Service service(const std::string& attributes) {
    return load("services:\n  tts:\n    " + attributes + "\n").services["tts"];
  }

  // Message and hint, or "loaded".
  std::string refusal(std::string_view yaml) {
    write("compose.yaml", yaml);
    const auto project = try_load();
    if (project) {
      return "loaded";
    }
    EXPECT_EQ(project.error().code, ErrorCode::invalid_project);
    const std::string& hint = project.error().hint;
    return project.error().message + (hint.empty() ? "" : "\n" + hint);
  }

  test::TemporaryFolder folder_;
  LoadOptions options_;
};

}  // namespace voicehub::compose
