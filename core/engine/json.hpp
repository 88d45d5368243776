#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// What engines say and are told in JSON, in the dialects that are out there.
namespace voicehub::engine {

// The `status` of a health answer, in lower case; nothing when the body is not JSON or has none.
[[nodiscard]] std::optional<std::string> parse_status(std::string_view body);

// The names in a listing: an array below `key` or at the top, of strings or of objects with `id`,
// `code` or `name`; or one object per name. Empty when it is none of these.
[[nodiscard]] std::vector<std::string> parse_names(std::string_view body, std::string_view key);

struct Voice {
  std::string id;
  std::string name;
  std::string language;  // empty: it does not say

  friend bool operator==(const Voice&, const Voice&) = default;
};

// The same listings as voices with what is told of each; of languages, each is a voice without a
// name of its own. Piper's are one object per voice, its language an object with a `code`.
[[nodiscard]] std::vector<Voice> parse_voices(std::string_view body, std::string_view key);

// The `text` of a transcription, or the whole of a plain answer; without blanks around it.
[[nodiscard]] std::string parse_transcript(std::string_view body);

// The message in an error's body: OpenAI's error.message, FastAPI's detail, a bare error or
// message. Otherwise the first line of the body.
[[nodiscard]] std::string parse_error(std::string_view body);

// One flat object of strings.
[[nodiscard]] std::string to_json(
    std::initializer_list<std::pair<std::string_view, std::string>> fields);

}  // namespace voicehub::engine
