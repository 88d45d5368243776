#include "engines/runtime/multipart.hpp"

#include <algorithm>
#include <optional>
#include <string>

#include <fmt/format.h>

namespace voicehub::engines {
namespace {

constexpr std::string_view kLineEnd = "\r\n";
constexpr std::size_t kMostParts = 256;

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t";
  text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
  return text.substr(0, text.find_last_not_of(kBlanks) + 1);
}

// The rest behind `end`, which is taken off with what is before it.
std::optional<std::string_view> take_until(std::string_view& text, std::string_view end) {
  const auto at = text.find(end);
  if (at == std::string_view::npos) {
    return std::nullopt;
  }
  const auto before = text.substr(0, at);
  text.remove_prefix(at + end.size());
  return before;
}

// A value up to the next ';', or in quotes up to the next quote. What is escaped stays escaped: no
// name of a field that anybody asks for has a quote in it.
std::string_view take_value(std::string_view& text) {
  if (text.starts_with('"')) {
    text.remove_prefix(1);
    const auto value = text.substr(0, text.find('"'));
    text.remove_prefix(std::min(value.size() + 1, text.size()));
    return value;
  }
  const auto value = text.substr(0, text.find(';'));
  text.remove_prefix(value.size());
  return trimmed(value);
}

// `form-data; name="file"; filename="a.wav"`, and the same of a content type.
std::optional<std::string_view> parameter(std::string_view header, std::string_view wanted) {
  auto semicolon = header.find(';');
  while (semicolon != std::string_view::npos) {
    header.remove_prefix(semicolon + 1);
    const auto equals = header.find('=');
    if (equals == std::string_view::npos) {
      return std::nullopt;
    }
    const auto name = trimmed(header.substr(0, equals));
    header.remove_prefix(equals + 1);
    const auto value = take_value(header);
    if (is_same_name(name, wanted)) {
      return value;
    }
    semicolon = header.find(';');
  }
  return std::nullopt;
}

// Nothing for one without a name.
std::optional<FormPart> part_of(std::string_view headers, std::string_view content) {
  constexpr std::string_view kDisposition = "content-disposition";
  while (!headers.empty()) {
    const auto line = headers.substr(0, headers.find(kLineEnd));
    headers.remove_prefix(std::min(line.size() + kLineEnd.size(), headers.size()));
    const auto colon = line.find(':');
    if (!is_same_name(trimmed(line.substr(0, colon)), kDisposition)) {
      continue;
    }
    const auto name = parameter(line, "name");
    if (!name || name->empty()) {
      return std::nullopt;
    }
    return FormPart{.name = *name,
                    .file_name = parameter(line, "filename").value_or(std::string_view{}),
                    .content = content};
  }
  return std::nullopt;
}

OrRefusal<std::string> delimiter_of(std::string_view content_type) {
  constexpr std::size_t kLongest = 70;  // RFC 2046
  const auto type = trimmed(content_type.substr(0, content_type.find(';')));
  if (!is_same_name(type, "multipart/form-data")) {
    return refuse(fmt::format("the body must be multipart/form-data, not '{}'", type));
  }
  const auto boundary = parameter(content_type, "boundary");
  if (!boundary || boundary->empty() || boundary->size() > kLongest) {
    return refuse("the Content-Type of the form names no boundary");
  }
  return fmt::format("--{}", *boundary);
}

}  // namespace

OrRefusal<std::vector<FormPart>> parse_multipart(std::string_view content_type,
                                                 std::string_view body) {
  VH_TRY(const std::string delimiter, delimiter_of(content_type));
  const std::string next = std::string{kLineEnd} + delimiter;
  const auto is_cut_off = [] { return refuse("the form ends before its last boundary"); };
  // What is before the first boundary is nobody's.
  if (!body.starts_with(delimiter)) {
    if (!take_until(body, next)) {
      return is_cut_off();
    }
  } else {
    body.remove_prefix(delimiter.size());
  }
  std::vector<FormPart> parts;
  while (!body.starts_with("--")) {
    if (!take_until(body, kLineEnd)) {
      return is_cut_off();
    }
    // A part without headers begins with the empty line.
    const auto headers =
        body.starts_with(kLineEnd) ? take_until(body, kLineEnd) : take_until(body, "\r\n\r\n");
    const auto content = headers ? take_until(body, next) : std::nullopt;
    if (!content) {
      return is_cut_off();
    }
    const auto part = part_of(*headers, *content);
    if (!part) {
      return refuse("a part of the form has no name");
    }
    if (parts.size() == kMostParts) {
      return refuse(fmt::format("the form has more than {} parts", kMostParts));
    }
    parts.push_back(*part);
  }
  return parts;
}

}  // namespace voicehub::engines
