#include "core/compose/document.hpp"

#include <algorithm>
#include <istream>
#include <iterator>
#include <streambuf>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include "core/compose/problem.hpp"
#include "core/compose/scalar.hpp"
#include "core/compose/utf8.hpp"

namespace voicehub::compose {
namespace {

// What anchors and aliases may add to a file. Generous for people, and a "billion laughs" file
// passes it at once.
constexpr std::size_t kMostCopiedBytes = 64U << 20U;
constexpr std::size_t kDeepest = 200;
constexpr std::string_view kTooDeep = "nested deeper than 200 levels";

// Leaves the parser's callbacks, which cannot return a failure; caught in parse_documents().
struct Refused {
  Error error;
};

[[noreturn]] void refuse(const Origin& at, std::string_view what, std::string hint = {}) {
  throw Refused{{.code = ErrorCode::invalid_project,
                 .message = fmt::format("{}: {}", to_text(at), what),
                 .hint = std::move(hint)}};
}

struct Extent {
  std::size_t bytes = 0;
  std::size_t depth = 1;
};

Extent extent_of(const Node& node) {
  Extent extent{.bytes = sizeof(Node) + node.text.size()};
  const auto add = [&extent](const Node& child) {
    const Extent inner = extent_of(child);
    extent.bytes += inner.bytes;
    extent.depth = std::max(extent.depth, inner.depth + 1);
  };
  std::ranges::for_each(node.items, add);
  for (const Entry& entry : node.entries) {
    extent.bytes += entry.key.size();
    add(entry.value);
  }
  return extent;
}

void refuse_duplicate_keys(const Node& map) {
  std::vector<const Entry*> sorted;
  sorted.reserve(map.entries.size());
  for (const Entry& entry : map.entries) {
    sorted.push_back(&entry);
  }
  std::ranges::sort(sorted, [](const Entry* a, const Entry* b) {
    return std::tie(a->key, a) < std::tie(b->key, b);
  });
  const auto twice = std::ranges::adjacent_find(sorted, {}, &Entry::key);
  if (twice != sorted.end()) {
    const Entry& first = **twice;
    refuse((*std::next(twice))->key_at,
           fmt::format("the key '{}' is already there, at line {}", first.key, first.key_at.line));
  }
}

void flatten(Node merged, std::vector<Entry>& entries) {
  if (merged.kind == Kind::list) {
    for (Node& item : merged.items) {
      flatten(std::move(item), entries);
    }
  } else if (merged.kind == Kind::map) {
    std::ranges::move(merged.entries, std::back_inserter(entries));
  } else {
    refuse(merged.at,
           fmt::format("'<<' takes a mapping or a list of them, not {}", to_text(merged.kind)));
  }
}

// Keys written here win over merged ones, and earlier merged maps over later.
void merge_keys(Node& map, Node merged) {
  std::vector<Entry> added;
  flatten(std::move(merged), added);
  std::unordered_set<std::string> known;
  for (const Entry& entry : map.entries) {
    known.insert(entry.key);
  }
  for (Entry& entry : added) {
    if (known.insert(entry.key).second) {
      map.entries.push_back(std::move(entry));
    }
  }
}

class TreeBuilder final : public YAML::EventHandler {
 public:
  TreeBuilder(std::shared_ptr<const std::string> file, std::string_view text)
      : file_{std::move(file)}, text_{text} {}

  [[nodiscard]] std::vector<Node> take_documents() { return std::move(documents_); }

  [[nodiscard]] const Origin& last_scalar() const { return last_scalar_; }

  void OnDocumentStart(const YAML::Mark& mark) override {
    // The parser starts a document wherever the last one ended; before a stray ',' again and again.
    const auto offset = std::min(static_cast<std::size_t>(mark.pos), text_.size());
    if (!documents_.empty() && !text_.substr(offset).starts_with("---")) {
      refuse(origin(mark), "this is no YAML: what stands here belongs to nothing");
    }
    anchors_.clear();
  }

  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    add({.at = origin(mark)}, anchor);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end()) {
      refuse(origin(mark), "an anchor cannot contain an alias of itself");
    }
    const auto& [node, extent] = found->second;
    count_copy(extent, origin(mark));
    if (open_.size() + extent.depth > kDeepest) {
      refuse(origin(mark), kTooDeep);
    }
    add(node, YAML::NullAnchor);
  }

  void OnScalar(const YAML::Mark& mark,
                const std::string& tag,
                YAML::anchor_t anchor,
                const std::string& value) override {
    Node node{.at = origin(mark)};
    set_tag(node, tag);
    last_scalar_ = node.at;
    const bool plain =
        tag == "?" || (tag.starts_with("tag:yaml.org,2002:") && !tag.ends_with(":str"));
    if (plain) {
      Scalar scalar = resolve_plain(value);
      node.kind = scalar.kind;
      node.text = std::move(scalar.text);
    } else {
      node.kind = Kind::text;
      node.text = value;
    }
    add(std::move(node), anchor);
  }

  void OnSequenceStart(const YAML::Mark& mark,
                       const std::string& tag,
                       YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(make_list(origin(mark)), tag, anchor);
  }

  void OnSequenceEnd() override { close(); }

  void OnMapStart(const YAML::Mark& mark,
                  const std::string& tag,
                  YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(make_map(origin(mark)), tag, anchor);
  }

  void OnMapEnd() override {
    refuse_duplicate_keys(open_.back().node);
    for (Node& merged : open_.back().merged) {
      merge_keys(open_.back().node, std::move(merged));
    }
    close();
  }

 private:
  // A list or map whose end has not been seen.
  struct Open {
    Node node;
    YAML::anchor_t anchor = YAML::NullAnchor;
    Entry next;  // its key has been seen, its value has not
    bool has_key = false;
    std::vector<Node> merged;
  };

  [[nodiscard]] Origin origin(const YAML::Mark& mark) const {
    return {file_,
            static_cast<std::uint32_t>(mark.line + 1),
            static_cast<std::uint32_t>(mark.column + 1)};
  }

  static void set_tag(Node& node, const std::string& tag) {
    if (tag == "!reset") {
      node.tag = Tag::reset;
    } else if (tag == "!override") {
      node.tag = Tag::replace;
    }
  }

  void open(Node node, const std::string& tag, YAML::anchor_t anchor) {
    if (open_.size() >= kDeepest) {
      refuse(node.at, kTooDeep);
    }
    if (waits_for_key()) {
      refuse(node.at, fmt::format("a key must be text, not {}", to_text(node.kind)));
    }
    set_tag(node, tag);
    open_.push_back({.node = std::move(node), .anchor = anchor});
  }

  void close() {
    Open finished = std::move(open_.back());
    open_.pop_back();
    add(std::move(finished.node), finished.anchor);
  }

  [[nodiscard]] bool waits_for_key() const {
    return !open_.empty() && open_.back().node.kind == Kind::map && !open_.back().has_key;
  }

  void count_copy(const Extent& extent, const Origin& at) {
    copied_bytes_ += extent.bytes;
    if (copied_bytes_ > kMostCopiedBytes) {
      refuse(at, "the aliases of this file grow into more than 64 MB");
    }
  }

  void add(Node node, YAML::anchor_t anchor) {
    if (anchor != YAML::NullAnchor) {
      const Extent extent = extent_of(node);
      count_copy(extent, node.at);
      anchors_.insert_or_assign(anchor, std::pair{node, extent});
    }
    if (open_.empty()) {
      documents_.push_back(std::move(node));
      return;
    }
    Open& parent = open_.back();
    if (parent.node.kind == Kind::list) {
      parent.node.items.push_back(std::move(node));
    } else if (!parent.has_key) {
      take_key(parent, std::move(node));
    } else {
      take_value(parent, std::move(node));
    }
  }

  static void take_key(Open& parent, Node node) {
    if (node.kind != Kind::text) {
      refuse(node.at,
             fmt::format("a key must be text, not {}", to_text(node.kind)),
             node.kind <= Kind::number ? "put it in quotes" : "");
    }
    parent.next.key = std::move(node.text);
    parent.next.key_at = std::move(node.at);
    parent.has_key = true;
  }

  static void take_value(Open& parent, Node node) {
    parent.has_key = false;
    if (parent.next.key == "<<") {
      parent.merged.push_back(std::move(node));
      return;
    }
    if (node.is_null()) {
      node.at = parent.next.key_at;  // the parser reports the place of whatever comes next
    }
    parent.next.value = std::move(node);
    parent.node.entries.push_back(std::move(parent.next));
  }

  std::shared_ptr<const std::string> file_;
  std::string_view text_;
  std::vector<Node> documents_;
  std::vector<Open> open_;
  std::unordered_map<YAML::anchor_t, std::pair<Node, Extent>> anchors_;
  std::size_t copied_bytes_ = 0;
  Origin last_scalar_;
};

// Lets the parser read a string in place.
class StringBuffer final : public std::streambuf {
 public:
  explicit StringBuffer(std::string_view text) {
    char* begin = const_cast<char*>(text.data());
    setg(begin, begin, begin + text.size());
  }
};

Origin origin_of(std::shared_ptr<const std::string> file,
                 std::string_view text,
                 std::size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const auto line = static_cast<std::uint32_t>(std::ranges::count(before, '\n') + 1);
  const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0: the first line
  return {std::move(file), line, static_cast<std::uint32_t>(offset - line_start + 1)};
}

// The text from a place on.
std::string_view from(std::string_view text, const Origin& at) {
  for (std::uint32_t line = 1; line < at.line && text.contains('\n'); ++line) {
    text.remove_prefix(text.find('\n') + 1);
  }
  return text.substr(std::min<std::size_t>(at.column - 1, text.size()));
}

// The parser takes the end of the file for the end of a quotation. `text` starts at a scalar that
// has nothing but the end of the file behind it.
bool is_open_quotation(std::string_view text) {
  while (text.starts_with('!') || text.starts_with('&')) {  // its tag and anchor
    text.remove_prefix(std::min(text.find_first_of(" \t\r\n"), text.size()));
    text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
  }
  if (!text.starts_with('"') && !text.starts_with('\'')) {
    return false;
  }
  const char quote = text.front();
  for (std::size_t i = 1; i < text.size(); ++i) {
    const bool doubled = quote == '\'' && text.substr(i).starts_with("''");
    if (doubled || (quote == '"' && text[i] == '\\')) {
      ++i;
    } else if (text[i] == quote) {
      return false;
    }
  }
  return true;
}

// The parser's own words suit whoever knows how it works.
std::unexpected<Error> explain(const YAML::Exception& failure,
                               std::string_view text,
                               const std::shared_ptr<const std::string>& file) {
  const Origin at{file,
                  static_cast<std::uint32_t>(failure.mark.line + 1),
                  static_cast<std::uint32_t>(failure.mark.column + 1)};
  const std::string_view line = from(text, {file, at.line, 1});
  const std::string_view indentation = line.substr(0, line.find_first_not_of(" \t"));
  if (indentation.contains('\t')) {
    return invalid(at, "a tab cannot indent YAML", "use spaces");
  }
  if (failure.msg.starts_with(YAML::ErrorMsg::UNKNOWN_ANCHOR)) {
    const std::string_view alias = from(text, at);
    return invalid(at,
                   fmt::format("there is no anchor for the alias '{}'",
                               alias.substr(0, alias.find_first_of(" ,]}\r\n"))));
  }
  return invalid(at,
                 fmt::format("this is no YAML: {}", failure.msg),
                 "look at the indentation, quotes and brackets here and just above");
}

}  // namespace

Result<std::vector<Node>> parse_documents(std::string_view text, std::string name) {
  const auto file = std::make_shared<const std::string>(std::move(name));
  if (text.starts_with("\xEF\xBB\xBF")) {
    text.remove_prefix(3);  // a byte order mark
  }
  if (const auto offset = find_binary(text)) {
    return invalid(origin_of(file, text, *offset), "this is not text", "save the file as UTF-8");
  }
  TreeBuilder builder{file, text};
  try {
    StringBuffer buffer{text};
    std::istream stream{&buffer};
    YAML::Parser parser{stream};
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (Refused& refused) {
    return std::unexpected(std::move(refused.error));
  } catch (const YAML::Exception& failure) {
    return explain(failure, text, file);
  }
  const Origin& last = builder.last_scalar();
  if (last.line != 0 && is_open_quotation(from(text, last))) {
    return invalid(last, "the quotation is not closed");
  }
  return builder.take_documents();
}

}  // namespace voicehub::compose
