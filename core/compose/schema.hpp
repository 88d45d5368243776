#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "core/compose/node.hpp"
#include "core/compose/problem.hpp"

namespace voicehub::compose {

struct Shape;

enum class Support : std::uint8_t {
  applied,
  refused,  // read and printed; what would run a service refuses it by name and reason
  ignored,  // without effect, for Compose too: noted by name and reason
};

// Whether nothing, 0, false, "" and {} are printed where the file says them.
enum class Empty : std::uint8_t { left_out, printed, printed_in_json };

// One key that a mapping may have. A table lists the keys in the order in which Docker Compose
// prints them: it hashes what it prints.
struct Attribute {
  std::string_view name;
  Support support = Support::applied;
  const Shape* shape = nullptr;
  bool required = false;
  Empty empty = Empty::left_out;
  std::string_view name_in_json;  // where Compose prints another name than it reads
  std::string_view reason;        // why it is refused or ignored, as a user would say it
};

// What a value may look like, its normal form, and how it joins the value of an earlier file.
// Reading, merging and checking all follow this one description.
struct Shape {
  unsigned kinds = 0;  // set of bit(Kind)
  // Turns what a person may write into the long form, before anything inside is looked at.
  Outcome (*normal_form)(Node& node, Notes& notes) = nullptr;
  std::span<const Attribute> attributes;    // of a mapping with known keys; x-… is always allowed
  const Shape* each = nullptr;              // of list items, and of mappings with free keys
  std::span<const std::string_view> words;  // that a text may be
  std::string_view nothing;                 // besides "", a text that says nothing: "0s"
  bool keys_are_names = false;              // letters, digits, '.', '_' and '-'
  bool replaced = false;                    // a later file's value replaces an earlier one
  bool replaced_by_other_driver = false;    // the same, where `driver` differs
  bool distinct = false;                    // equal list items are a mistake
  // List items of one identity are one item, the last; without it, lists are joined end to end.
  std::string (*identity)(const Node& item) = nullptr;
};

[[nodiscard]] constexpr unsigned bit(Kind kind) {
  return 1U << static_cast<unsigned>(kind);
}

// Of a whole compose file.
[[nodiscard]] const Shape& file_shape();

[[nodiscard]] const Attribute* find_attribute(const Shape& shape, std::string_view name);
[[nodiscard]] bool is_extension(std::string_view name);  // x-…

}  // namespace voicehub::compose
