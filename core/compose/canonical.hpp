#pragma once

#include "core/compose/node.hpp"
#include "core/compose/schema.hpp"

namespace voicehub::compose {

// Docker Compose prints the same tree in two ways.
enum class Notation {
  yaml,
  json,  // some keys have names that no file may have, and x-… is printed at the top alone
};

struct CanonicalStyle {
  Notation notation = Notation::yaml;
  bool doubled_dollars = true;  // "$$" for "$", so that the result can be read again
};

// The tree as Docker Compose prints it: the attributes in its order, free keys sorted, and without
// what says nothing.
[[nodiscard]] Node canonical(const Node& node, const Shape& shape, const CanonicalStyle& style);

}  // namespace voicehub::compose
