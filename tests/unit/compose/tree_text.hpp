#pragma once

#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "core/base/text.hpp"
#include "core/compose/document.hpp"
#include "core/compose/node.hpp"

namespace voicehub::compose {

// A tree in one line: {image: "x", ports: [5000], init: true}. Only text is quoted.
inline std::string to_text(const Node& node) {
  std::vector<std::string> parts;
  switch (node.kind) {
    case Kind::null: return "null";
    case Kind::text: return '"' + node.text + '"';
    case Kind::list:
      for (const Node& item : node.items) {
        parts.push_back(to_text(item));
      }
      return "[" + join(parts, ", ") + "]";
    case Kind::map:
      for (const Entry& entry : node.entries) {
        parts.push_back(entry.key + ": " + to_text(entry.value));
      }
      return "{" + join(parts, ", ") + "}";
    default: return node.text;
  }
}

// The only document of `yaml`, called f.yaml in messages.
inline Node parse(std::string_view yaml) {
  auto documents = parse_documents(yaml, "f.yaml");
  if (!documents || documents->size() != 1) {
    throw std::runtime_error{documents ? "not one document" : documents.error().message};
  }
  return std::move(documents->front());
}

}  // namespace voicehub::compose
