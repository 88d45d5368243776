#include "core/project/x_voicehub.hpp"

#include <fstream>

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace voicehub {
namespace {

// The rows of the table in docs/x-voicehub.md.
std::vector<std::string> documented_rows() {
  std::ifstream page{"docs/x-voicehub.md"};
  std::vector<std::string> rows;
  for (std::string line; std::getline(page, line);) {
    if (line.starts_with("| `")) {
      rows.push_back(line);
    }
  }
  return rows;
}

TEST(XVoicehub, IsDocumentedKeyByKey) {
  std::vector<std::string> rows;
  for (const XVoicehubKey& key : x_voicehub_keys()) {
    rows.push_back(fmt::format("| `{}` | {} | {} | {} | {} |",
                               key.name,
                               key.level,
                               key.type,
                               key.default_value,
                               key.meaning));
  }
  EXPECT_THAT(documented_rows(), testing::ElementsAreArray(rows));
}

}  // namespace
}  // namespace voicehub
