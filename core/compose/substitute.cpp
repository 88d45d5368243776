#include "core/compose/substitute.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace voicehub::compose {
namespace {

using Text = std::expected<std::string, std::string>;

// Defaults nest; nobody writes them deeper than this.
constexpr int kDeepest = 50;

bool starts_name(char c) {
  return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool continues_name(char c) {
  return starts_name(c) || (c >= '0' && c <= '9');
}

std::string_view leading_name(std::string_view text) {
  if (text.empty() || !starts_name(text.front())) {
    return {};
  }
  const auto end = std::ranges::find_if_not(text, continues_name);
  return text.substr(0, static_cast<std::size_t>(end - text.begin()));
}

// What `${` opens, up to its own `}`; nothing when it is not closed.
std::optional<std::string_view> braced(std::string_view text) {
  int open = 1;
  for (std::size_t i = 2; i < text.size(); ++i) {
    open += text[i] == '{' ? 1 : 0;
    open -= text[i] == '}' ? 1 : 0;
    if (open == 0) {
      return text.substr(2, i - 2);
    }
  }
  return std::nullopt;
}

class Substitution {
 public:
  Substitution(const Lookup& lookup, std::set<std::string>& unset)
      : lookup_{lookup}, unset_{unset} {}

  Text apply(std::string_view text) {
    if (++depth_ > kDeepest) {
      return std::unexpected("variables are nested too deeply");
    }
    std::string result;
    while (true) {
      const auto dollar = text.find('$');
      result += text.substr(0, dollar);
      if (dollar == std::string_view::npos) {
        --depth_;
        return result;
      }
      text.remove_prefix(dollar);
      auto value = take_variable(text);
      if (!value) {
        return value;
      }
      result += *value;
      if (result.size() > kMostSubstituted) {
        return std::unexpected("its variables grow into more than 64 MB");
      }
    }
  }

 private:
  // Removes what stands for one value from the front of `text`, which is at a `$`.
  Text take_variable(std::string_view& text) {
    const std::string_view rest = text.substr(1);
    if (rest.starts_with('$')) {
      text.remove_prefix(2);
      return "$";
    }
    if (rest.starts_with('{')) {
      const auto expression = braced(text);
      if (!expression) {
        return malformed(text);
      }
      text.remove_prefix(expression->size() + 3);
      return evaluate(*expression);
    }
    const std::string_view name = leading_name(rest);
    text.remove_prefix(1 + name.size());
    return name.empty() ? "$" : value_or_blank(std::string{name});
  }

  Text evaluate(std::string_view expression) {
    const std::string name{leading_name(expression)};
    std::string_view rest = expression.substr(name.size());
    if (!name.empty() && rest.empty()) {
      return value_or_blank(name);
    }
    const bool blank_counts_as_unset = rest.starts_with(':');
    rest.remove_prefix(blank_counts_as_unset ? 1 : 0);
    if (name.empty() || rest.empty()) {
      return malformed(fmt::format("${{{}}}", expression));
    }
    const auto value = lookup_(name);
    const bool is_set = value && !(blank_counts_as_unset && value->empty());
    const std::string_view operand = rest.substr(1);
    switch (rest.front()) {
      case '-': return is_set ? *value : apply(operand);
      case '+': return is_set ? apply(operand) : "";
      case '?': return is_set ? *value : missing(name, operand);
      default: return malformed(fmt::format("${{{}}}", expression));
    }
  }

  Text value_or_blank(const std::string& name) {
    auto value = lookup_(name);
    if (!value) {
      unset_.insert(name);
    }
    return value.value_or("");
  }

  Text missing(const std::string& name, std::string_view message) {
    auto explanation = apply(message);
    if (!explanation) {
      return explanation;
    }
    return std::unexpected(fmt::format("the variable '{}' is required and has no value{}{}",
                                       name,
                                       explanation->empty() ? "" : ": ",
                                       *explanation));
  }

  static Text malformed(std::string_view expression) {
    return std::unexpected(
        fmt::format("'{}' is no variable: write ${{NAME}}, or $$ for a plain $", expression));
  }

  const Lookup& lookup_;
  std::set<std::string>& unset_;
  int depth_ = 0;
};

VariableUse use_of(std::string_view expression) {
  VariableUse use{.name = std::string{leading_name(expression)}};
  std::string_view rest = expression.substr(use.name.size());
  rest.remove_prefix(rest.starts_with(':') ? 1 : 0);
  if (rest.starts_with('?')) {
    use.required = true;
  } else if (rest.starts_with('-')) {
    use.fallback = rest.substr(1);
  } else if (rest.starts_with('+')) {
    use.alternative = rest.substr(1);
  }
  return use;
}

// Removes what stands for one value from the front of `text`, which is at a `$`. What it holds
// itself is left to be looked at.
void take_use(std::string_view& text,
              std::vector<VariableUse>& uses,
              std::vector<std::string_view>& inner) {
  if (text.starts_with("$$")) {
    text.remove_prefix(2);
  } else if (const auto expression = text.starts_with("${") ? braced(text) : std::nullopt) {
    uses.push_back(use_of(*expression));
    inner.push_back(expression->substr(uses.back().name.size()));
    text.remove_prefix(expression->size() + 3);
  } else {
    uses.push_back({.name = std::string{leading_name(text.substr(1))}});
    text.remove_prefix(1 + uses.back().name.size());
  }
}

}  // namespace

std::expected<std::string, std::string> substitute(std::string_view text,
                                                   const Lookup& lookup,
                                                   std::set<std::string>& unset) {
  return Substitution{lookup, unset}.apply(text);
}

std::vector<VariableUse> variables_in(std::string_view text) {
  std::vector<VariableUse> uses;
  std::vector<std::string_view> waiting{text};
  while (!waiting.empty()) {
    std::string_view part = waiting.back();
    waiting.pop_back();
    for (auto dollar = part.find('$'); dollar != std::string_view::npos; dollar = part.find('$')) {
      part.remove_prefix(dollar);
      take_use(part, uses, waiting);
    }
  }
  std::erase_if(uses, [](const VariableUse& use) { return use.name.empty(); });
  return uses;
}

}  // namespace voicehub::compose
