#include "core/base/tar_reader.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace voicehub {
namespace {

constexpr std::size_t kBlock = 512;
constexpr std::uint64_t kLongestRecord = 1UL << 20U;
constexpr std::uint64_t kLargest = 1ULL << 62U;

std::unexpected<Error> broken(std::string why) {
  return make_error(ErrorCode::failed, "cannot read the tar archive", {}, std::move(why));
}

std::string text_field(std::string_view block, std::size_t offset, std::size_t size) {
  const std::string_view field = block.substr(offset, size);
  return std::string{field.substr(0, field.find('\0'))};
}

// Octal digits, or with the first bit set a binary number (GNU).
std::uint64_t number_field(std::string_view block, std::size_t offset, std::size_t size) {
  constexpr unsigned kBinary = 0x80U;
  const std::string_view field = block.substr(offset, size);
  std::uint64_t number = 0;
  if ((static_cast<unsigned char>(field.front()) & kBinary) != 0) {
    for (const char letter : field.substr(1)) {
      number = (number << 8U) | static_cast<unsigned char>(letter);
    }
    return number;
  }
  for (const char letter : field) {
    if (letter >= '0' && letter <= '7') {
      number = number * 8 + static_cast<std::uint64_t>(letter - '0');
    }
  }
  return number;
}

bool has_right_checksum(std::string_view block) {
  constexpr std::size_t kOffset = 148;
  constexpr std::size_t kSize = 8;
  std::uint64_t sum = kSize * ' ';
  for (std::size_t i = 0; i < block.size(); ++i) {
    if (i < kOffset || i >= kOffset + kSize) {
      sum += static_cast<unsigned char>(block[i]);
    }
  }
  return sum == number_field(block, kOffset, kSize);
}

TarKind kind_of(char type) {
  switch (type) {
    case '0':
    case '7':
    case '\0': return TarKind::file;
    case '1': return TarKind::hard_link;
    case '2': return TarKind::link;
    case '5': return TarKind::folder;
    default: return TarKind::other;
  }
}

TarHeader parsed(std::string_view block) {
  TarHeader header{.name = text_field(block, 0, 100),
                   .kind = kind_of(block[156]),
                   .size = number_field(block, 124, 12),
                   .link_target = text_field(block, 157, 100),
                   .mode = static_cast<std::uint32_t>(number_field(block, 100, 8) & 07777U),
                   .uid = static_cast<std::uint32_t>(number_field(block, 108, 8)),
                   .gid = static_cast<std::uint32_t>(number_field(block, 116, 8)),
                   .modified = static_cast<std::int64_t>(number_field(block, 136, 12))};
  // GNU has other things where POSIX has the beginning of a long name.
  const bool is_posix = block.substr(257, 6) == std::string_view{"ustar\0", 6};
  if (const std::string prefix = text_field(block, 345, 155); is_posix && !prefix.empty()) {
    header.name = prefix + "/" + header.name;
  }
  return header;
}

template <typename Number>
void set_number(const std::map<std::string, std::string>& records,
                const std::string& key,
                Number& into) {
  if (const auto found = records.find(key); found != records.end()) {
    std::from_chars(found->second.data(), found->second.data() + found->second.size(), into);
  }
}

void set_text(const std::map<std::string, std::string>& records,
              const std::string& key,
              std::string& into) {
  if (const auto found = records.find(key); found != records.end()) {
    into = found->second;
  }
}

// "27 path=folder/a long name\n"
bool add_pax(std::string_view text, std::map<std::string, std::string>& records) {
  while (!text.empty() && text.front() != '\0') {
    std::size_t size = 0;
    const auto [after, failure] = std::from_chars(text.data(), text.data() + text.size(), size);
    const auto begin = static_cast<std::size_t>(after - text.data()) + 1;
    const auto equals = text.find('=');
    if (failure != std::errc{} || size > text.size() || equals == std::string_view::npos ||
        begin > equals || equals + 2 > size) {
      return false;
    }
    records[std::string{text.substr(begin, equals - begin)}] =
        text.substr(equals + 1, size - equals - 2);
    text.remove_prefix(size);
  }
  return true;
}

std::uint64_t padding_of(std::uint64_t size) {
  return (kBlock - size % kBlock) % kBlock;
}

}  // namespace

bool TarReader::is_record() const {
  return type_ == 'x' || type_ == 'g' || type_ == 'L' || type_ == 'K';
}

Result<void> TarReader::feed(std::string_view bytes) {
  while (!bytes.empty() && stage_ != Stage::finished) {
    const std::uint64_t wanted = stage_ == Stage::header ? kBlock - block_.size() : remaining_;
    const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(wanted, bytes.size()));
    VH_CHECK(take(bytes.substr(0, size)));
    bytes.remove_prefix(size);
  }
  return done();
}

// A part of what the stage is about, and no more.
Result<void> TarReader::take(std::string_view part) {
  if (stage_ == Stage::header) {
    block_ += part;
    return block_.size() == kBlock ? take_header(std::exchange(block_, {})) : done();
  }
  if (stage_ == Stage::content && is_record()) {
    record_ += part;
  } else if (stage_ == Stage::content && header_.kind == TarKind::file) {
    VH_CHECK(sinks_.content(part));
  }
  remaining_ -= part.size();
  return remaining_ == 0 ? end_entry() : done();
}

Result<void> TarReader::finish() const {
  const bool is_whole = stage_ == Stage::finished || (stage_ == Stage::header && block_.empty());
  return is_whole ? done() : broken("it breaks off");
}

Result<void> TarReader::take_header(std::string_view block) {
  if (std::ranges::all_of(block, [](char letter) { return letter == '\0'; })) {
    stage_ = Stage::finished;
    return done();
  }
  if (!has_right_checksum(block)) {
    return broken("a header has a wrong checksum");
  }
  return begin_entry(parsed(block), block[156]);
}

Result<void> TarReader::begin_entry(TarHeader header, char type) {
  type_ = type;
  if (!is_record()) {
    set_text(next_, "path", header.name);
    set_text(next_, "linkpath", header.link_target);
    set_number(next_, "size", header.size);
    set_number(next_, "mtime", header.modified);
    set_number(next_, "uid", header.uid);
    set_number(next_, "gid", header.gid);
    next_.clear();
  }
  if (header.size > (is_record() ? kLongestRecord : kLargest)) {
    return broken("an entry is larger than an entry can be");
  }
  header_ = std::move(header);
  record_.clear();
  remaining_ = header_.size;
  stage_ = Stage::content;
  if (!is_record()) {
    VH_CHECK(sinks_.begin(header_));
  }
  return remaining_ == 0 ? end_entry() : done();
}

// Of its content, and then of its padding.
Result<void> TarReader::end_entry() {
  if (stage_ == Stage::padding) {
    stage_ = Stage::header;
    return done();
  }
  if (type_ == 'x' && !add_pax(record_, next_)) {
    return broken("a PAX record is malformed");
  }
  if (type_ == 'L' || type_ == 'K') {
    next_[type_ == 'L' ? "path" : "linkpath"] = record_.substr(0, record_.find('\0'));
  }
  if (!is_record()) {
    VH_CHECK(sinks_.end());
  }
  remaining_ = padding_of(header_.size);
  stage_ = remaining_ == 0 ? Stage::header : Stage::padding;
  return done();
}

}  // namespace voicehub
