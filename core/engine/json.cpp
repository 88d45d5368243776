#include "core/engine/json.hpp"

#include <algorithm>
#include <cctype>

#include <nlohmann/json.hpp>

#include "core/base/text.hpp"

namespace voicehub::engine {
namespace {

using nlohmann::json;

json parse(std::string_view body) {
  return json::parse(body, nullptr, false);
}

// The string at `key`; empty when there is none.
std::string text_at(const json& object, std::string_view key) {
  const auto found = object.is_object() ? object.find(key) : object.end();
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

std::string first_text_at(const json& object, std::initializer_list<std::string_view> keys) {
  for (const std::string_view key : keys) {
    if (std::string text = text_at(object, key); !text.empty()) {
      return text;
    }
  }
  return {};
}

std::string first_line(std::string_view text) {
  constexpr std::size_t kLongest = 200;
  const std::string_view line = trim(text.substr(0, text.find('\n')));
  return std::string{line.substr(0, kLongest)};
}

// A code, or an object that has one; Piper's is under `language`, others have a list.
std::string language_of(const json& voice) {
  if (std::string text = first_text_at(voice, {"language", "lang", "locale", "language_code"});
      !text.empty()) {
    return text;
  }
  if (const auto own = voice.find("language"); own != voice.end()) {
    return text_at(*own, "code");
  }
  const auto several = voice.find("languages");
  const bool named = several != voice.end() && several->is_array() && !several->empty() &&
                     several->front().is_string();
  return named ? several->front().get<std::string>() : std::string{};
}

Voice voice_of(const json& item, std::string id) {
  if (!item.is_object()) {
    return {.id = id, .name = std::move(id)};
  }
  Voice voice{.id = std::move(id), .name = text_at(item, "name"), .language = language_of(item)};
  if (voice.name.empty()) {
    voice.name = voice.id;
  }
  return voice;
}

}  // namespace

std::optional<std::string> parse_status(std::string_view body) {
  std::string status = text_at(parse(body), "status");
  if (status.empty()) {
    return std::nullopt;
  }
  std::ranges::transform(status, status.begin(), [](unsigned char c) { return std::tolower(c); });
  return status;
}

std::vector<std::string> parse_names(std::string_view body, std::string_view key) {
  const json answer = parse(body);
  const bool nested = answer.is_object() && answer.contains(key);
  const json& listing = nested ? answer.at(key) : answer;
  std::vector<std::string> names;
  if (listing.is_object()) {
    for (const auto& [name, value] : listing.items()) {
      if (value.is_object()) {
        names.push_back(name);
      }
    }
    return names;
  }
  if (!listing.is_array()) {
    return names;
  }
  for (const json& item : listing) {
    std::string name =
        item.is_string() ? item.get<std::string>() : first_text_at(item, {"id", "code", "name"});
    if (!name.empty()) {
      names.push_back(std::move(name));
    }
  }
  return names;
}

std::vector<Voice> parse_voices(std::string_view body, std::string_view key) {
  const json answer = parse(body);
  const bool nested = answer.is_object() && answer.contains(key);
  const json& listing = nested ? answer.at(key) : answer;
  std::vector<Voice> voices;
  if (listing.is_object()) {
    for (const auto& [id, value] : listing.items()) {
      if (value.is_object()) {
        voices.push_back(voice_of(value, id));
      }
    }
  } else if (listing.is_array()) {
    for (const json& item : listing) {
      std::string id =
          item.is_string() ? item.get<std::string>() : first_text_at(item, {"id", "code", "name"});
      if (!id.empty()) {
        voices.push_back(voice_of(item, std::move(id)));
        if (key == "languages") {
          voices.back().language = voices.back().id;
        }
      }
    }
  }
  return voices;
}

std::string parse_transcript(std::string_view body) {
  const json answer = parse(body);
  const std::string text = answer.is_object() ? text_at(answer, "text") : std::string{body};
  return std::string{trim(text)};
}

std::string parse_error(std::string_view body) {
  const json answer = parse(body);
  if (!answer.is_object()) {
    return first_line(body);
  }
  const auto error = answer.find("error");
  std::string message = error == answer.end() ? std::string{} : text_at(*error, "message");
  if (message.empty()) {
    message = first_text_at(answer, {"error", "detail", "message"});
  }
  return first_line(message.empty() ? body : message);
}

std::string to_json(std::initializer_list<std::pair<std::string_view, std::string>> fields) {
  json object = json::object();
  for (const auto& [name, value] : fields) {
    object[name] = value;
  }
  return object.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace voicehub::engine
