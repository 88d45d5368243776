#include "core/verify/answer.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "core/base/text.hpp"

namespace voicehub::verify {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kTick = kSecond / 100;  // USER_HZ is 100 wherever Docker runs

template <typename Number>
std::optional<Number> number_in(std::string_view text) {
  Number number{};
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure != std::errc{} || end != text.data() + text.size()) {
    return std::nullopt;
  }
  return number;
}

// "1612.89" as nanoseconds.
std::optional<std::int64_t> nanoseconds_in(std::string_view text) {
  const auto point = text.find('.');
  if (point == std::string_view::npos) {
    return std::nullopt;
  }
  const auto seconds = number_in<std::int64_t>(text.substr(0, point));
  std::string fraction{text.substr(point + 1)};
  if (fraction.empty() || fraction.size() > 9) {
    return std::nullopt;
  }
  fraction.resize(9, '0');
  const auto rest = number_in<std::int64_t>(fraction);
  return seconds && rest ? std::optional{*seconds * kSecond + *rest} : std::nullopt;
}

bool is_hex(std::string_view text, std::size_t size) {
  return text.size() == size &&
         text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

bool take_prefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) {
    return false;
  }
  text.remove_prefix(prefix.size());
  return true;
}

// "12 (name (of any kind)) S 1 …": the name ends at the last ')'.
std::optional<Process> process_in(std::string_view line) {
  const auto open = line.find(" (");
  const auto close = line.rfind(") ");
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) {
    return std::nullopt;
  }
  constexpr std::size_t kParent = 1;
  constexpr std::size_t kStart = 19;
  const auto fields = split(line.substr(close + 2), ' ');
  if (fields.size() <= kStart) {
    return std::nullopt;
  }
  const auto id = number_in<int>(line.substr(0, open));
  const auto parent = number_in<int>(fields[kParent]);
  const auto ticks = number_in<std::int64_t>(fields[kStart]);
  if (!id || !parent || !ticks) {
    return std::nullopt;
  }
  return Process{.id = *id,
                 .parent = *parent,
                 .name = std::string{line.substr(open + 2, close - open - 2)},
                 .started_ns = *ticks * kTick};
}

// The kernel writes blank, tab, line break and backslash as \040, \011, \012 and \134.
std::string from_octal(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 3 < text.size()) {
      int code = 0;
      std::from_chars(&text[i + 1], &text[i + 1] + 3, code, 8);
      plain += static_cast<char>(code);
      i += 3;
    } else {
      plain += text[i];
    }
  }
  return plain;
}

std::optional<MountLine> mount_line_in(std::string_view line) {
  constexpr std::size_t kRoot = 3;
  constexpr std::size_t kTarget = 4;
  constexpr std::string_view kDeleted = "//deleted";
  const auto fields = split(line, ' ');
  if (fields.size() <= kTarget || !line.contains(" - ")) {
    return std::nullopt;
  }
  MountLine mount{.root = from_octal(fields[kRoot]), .target = from_octal(fields[kTarget])};
  if (mount.root.ends_with(kDeleted)) {
    mount.root.resize(mount.root.size() - kDeleted.size());
    mount.deleted = true;
  }
  return mount;
}

class Parser {
 public:
  Parser(std::string_view text, const std::vector<Question>& questions)
      : rest_{text}, questions_{questions} {}

  Result<Answer> parse() {
    while (!rest_.empty() && !at("mount") && !at("end")) {
      system_line(next());
    }
    for (const Question& question : questions_) {
      VH_CHECK(expect("mount"));
      VH_TRY(answer_.mounts.emplace_back(), mount(question));
    }
    VH_CHECK(expect("end"));
    return std::move(answer_);
  }

 private:
  [[nodiscard]] bool at(std::string_view line) const {
    return rest_.starts_with(line) && rest_.substr(line.size()).starts_with('\n');
  }

  std::string_view next() {
    const auto end = std::min(rest_.find('\n'), rest_.size());
    const std::string_view line = rest_.substr(0, end);
    rest_.remove_prefix(std::min(end + 1, rest_.size()));
    return line;
  }

  Result<void> expect(std::string_view line) {
    return at(line) ? (next(), done()) : not_understood(next());
  }

  static Result<void> not_understood(std::string_view line) {
    return make_error(ErrorCode::failed, fmt::format("not understood: '{}'", line));
  }

  // Lines of processes that end while they are read may be cut: what is not understood is left out.
  void system_line(std::string_view line) {
    if (take_prefix(line, "boot ")) {
      const auto words = split(line, ' ');
      answer_.boot_id = words.front();
      answer_.uptime_ns = nanoseconds_in(words.back()).value_or(0);
    } else if (auto mounted = mount_line_in(line)) {
      answer_.mount_lines.push_back(std::move(*mounted));
    } else if (auto process = process_in(line)) {
      answer_.processes.push_back(std::move(*process));
    }
  }

  Result<View> mount(const Question& question) {
    if (at("missing")) {
      next();
      return View{};
    }
    const auto root = split(next(), ' ');
    const auto device = root.size() == 3 ? number_in<std::uint64_t>(root[1]) : std::nullopt;
    const auto inode = root.size() == 3 ? number_in<std::uint64_t>(root[2]) : std::nullopt;
    if (root.front() != "root" || !device || !inode) {
      return std::unexpected(not_understood(join(root, " ")).error());
    }
    View view{.exists = true, .device = *device, .inode = *inode};
    while (!rest_.empty() && !at("mount") && !at("end")) {
      VH_CHECK(content_line(next(), question.path.text, view));
    }
    return view;
  }

  Result<void> content_line(std::string_view line, const std::string& root, View& view) {
    constexpr std::string_view kOwn = "  -";
    if (line == "folder") {
      view.folder = true;
    } else if (view.folder) {
      return tree_line(line, root, view.tree);
    } else if (line.ends_with(kOwn) && is_hex(line.substr(0, line.size() - kOwn.size()), 64)) {
      view.file.digest = line.substr(0, 64);
    } else if (line.ends_with(kOwn) && is_hex(line.substr(0, line.size() - kOwn.size()), 32)) {
      view.md5 = line.substr(0, 32);
    } else {
      return not_understood(line);
    }
    return done();
  }

  Result<void> tree_line(std::string_view line,
                         const std::string& root,
                         std::map<std::string, Entry>& tree) {
    std::string_view rest = line;
    const bool escaped = take_prefix(rest, "\\");
    if (take_prefix(rest, "unreadable ")) {
      VH_TRY(const std::string name, name_below(root, rest, escaped));
      tree[name] = {};
    } else if (take_prefix(rest, "link ")) {
      VH_TRY(const std::string name, name_below(root, rest, escaped));
      std::string_view target = next();
      const bool target_escaped = take_prefix(target, "\\");
      tree[name].digest = link_digest(target_escaped ? unescape(target) : std::string{target});
    } else if (rest.size() > 66 && is_hex(rest.substr(0, 64), 64) && rest.substr(64, 2) == "  ") {
      VH_TRY(const std::string name, name_below(root, rest.substr(66), escaped));
      tree[name].digest = rest.substr(0, 64);
    } else {
      return not_understood(line);
    }
    return done();
  }

  static std::string unescape(std::string_view text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] != '\\' || i + 1 == text.size()) {
        plain += text[i];
        continue;
      }
      const char code = text[++i];
      plain += code == 'n' ? '\n' : code == 'r' ? '\r' : code;
    }
    return plain;
  }

  static Result<std::string> name_below(const std::string& root,
                                        std::string_view path,
                                        bool escaped) {
    const std::string plain = escaped ? unescape(path) : std::string{path};
    if (plain == root) {
      return std::string{};
    }
    if (!plain.starts_with(root + "/")) {
      return std::unexpected(not_understood(path).error());
    }
    return plain.substr(root.size() + 1);
  }

  std::string_view rest_;
  const std::vector<Question>& questions_;
  Answer answer_;
};

}  // namespace

const MountLine* Answer::mounted_at(std::string_view target) const {
  // The last one covers those before it.
  const auto found =
      std::ranges::find(mount_lines.rbegin(), mount_lines.rend(), target, &MountLine::target);
  return found == mount_lines.rend() ? nullptr : &*found;
}

Result<Answer> parse_answer(std::string_view text, const std::vector<Question>& questions) {
  return Parser{text, questions}.parse();
}

}  // namespace voicehub::verify
