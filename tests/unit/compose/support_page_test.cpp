// docs/compose-support.md lists every attribute that the schema has, with what becomes of it.
// VOICEHUB_UPDATE_DOCS=1 writes the list anew.

#include <cstdlib>
#include <fstream>
#include <iterator>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "core/compose/schema.hpp"

namespace voicehub::compose {
namespace {

constexpr const char* kPage = "docs/compose-support.md";
constexpr std::string_view kBegin = "| attribute | voicehub |\n|---|---|\n";

std::string to_text(const Attribute& attribute) {
  switch (attribute.support) {
    case Support::applied: return "applied";
    case Support::refused: return fmt::format("refused by name: {}", attribute.reason);
    case Support::ignored: return fmt::format("{}: noted by name", attribute.reason);
  }
  return "";
}

void add_rows(const Shape& shape, const std::string& path, std::string& rows) {
  for (const Attribute& attribute : shape.attributes) {
    if (is_extension(attribute.name)) {
      continue;  // docs/x-voicehub.md
    }
    const std::string inner = path + std::string{attribute.name};
    rows += fmt::format("| `{}` | {} |\n", inner, to_text(attribute));
    if (attribute.support == Support::applied) {
      add_rows(*attribute.shape, inner + ".", rows);
    }
  }
  if (shape.each != nullptr) {
    const bool is_list = (shape.kinds & bit(Kind::list)) != 0;
    add_rows(*shape.each, is_list ? path : path + "*.", rows);
  }
}

std::string read(const char* path) {
  std::ifstream page{path};
  return {std::istreambuf_iterator<char>{page}, {}};
}

TEST(SupportPage, IsWhatTheSchemaSays) {
  std::string rows;
  add_rows(file_shape(), "", rows);
  const std::string page = read(kPage);
  const auto begin = page.find(kBegin);
  ASSERT_NE(begin, std::string::npos);
  const std::string written = page.substr(begin + kBegin.size());
  if (std::getenv("VOICEHUB_UPDATE_DOCS") != nullptr && written != rows) {
    std::ofstream{kPage} << page.substr(0, begin + kBegin.size()) << rows;
    return;
  }
  EXPECT_EQ(written, rows) << "VOICEHUB_UPDATE_DOCS=1 writes it anew";
}

}  // namespace
}  // namespace voicehub::compose
