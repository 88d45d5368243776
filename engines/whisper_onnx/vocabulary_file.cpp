#include "engines/whisper_onnx/vocabulary_file.hpp"

#include <array>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <string>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/base/base64.hpp"
#include "engines/text/utf8.hpp"

namespace voicehub::engines::whisper {
namespace {

using Json = nlohmann::json;

// Bytes that are visible in Latin-1 stand for themselves, the others for the characters from U+0100
// on, in their order.
const std::map<char32_t, char>& bytes_by_character() {
  static const std::map<char32_t, char> all = [] {
    std::map<char32_t, char> result;
    char32_t next = 0x100;
    for (unsigned byte = 0; byte < 256; ++byte) {
      const bool visible = (byte >= 0x21 && byte <= 0x7E) || (byte >= 0xA1 && byte != 0xAD);
      result.emplace(visible ? static_cast<char32_t>(byte) : next++, static_cast<char>(byte));
    }
    return result;
  }();
  return all;
}

std::optional<std::string> to_bytes(std::string_view spelling) {
  std::string bytes;
  while (!spelling.empty()) {
    const utf8::Character character = utf8::first_character(spelling);
    const auto found = bytes_by_character().find(character.code);
    if (found == bytes_by_character().end()) {
      return std::nullopt;
    }
    bytes += found->second;
    spelling.remove_prefix(character.size);
  }
  return bytes;
}

const Json* member(const Json& object, const char* name) {
  const auto found = object.is_object() ? object.find(name) : object.end();
  return object.is_object() && found != object.end() ? &*found : nullptr;
}

std::unexpected<Error> no_vocabulary(std::string_view origin) {
  return make_error(ErrorCode::failed,
                    fmt::format("{} is not a list of tokens and their numbers", origin),
                    "take the vocab.json or tokenizer.json that belongs to the model");
}

std::optional<std::string> read_text(const std::filesystem::path& file) {
  std::ifstream stream{file, std::ios::binary};
  if (!stream) {
    return std::nullopt;
  }
  return std::string{std::istreambuf_iterator<char>{stream}, {}};
}

}  // namespace

Result<Vocabulary> parse_json_vocabulary(std::string_view text,
                                         int end_of_text,
                                         std::string_view origin) {
  const Json document = Json::parse(text, nullptr, false);
  const Json* list = &document;
  if (const Json* const model = member(document, "model")) {
    list = member(*model, "vocab");
  }
  if (list == nullptr || !list->is_object()) {
    return no_vocabulary(origin);
  }
  std::string lines;
  for (const auto& [spelling, number] : list->items()) {
    if (!number.is_number_integer() || number < 0) {
      return no_vocabulary(origin);
    }
    if (number >= end_of_text) {
      continue;
    }
    const std::optional<std::string> bytes = to_bytes(spelling);
    if (!bytes) {
      return make_error(
          ErrorCode::failed,
          fmt::format(
              "{}: token {} is not spelled as GPT-2 spells bytes", origin, number.get<int>()),
          "take the vocab.json or tokenizer.json that belongs to the model");
    }
    lines +=
        fmt::format("{} {}\n", bytes->empty() ? "=" : encode_base64(*bytes), number.get<int>());
  }
  return Vocabulary::parse(lines, origin);
}

Result<Vocabulary> read_vocabulary(const std::filesystem::path& file, const SpecialTokens& tokens) {
  if (file.extension() != ".json") {
    return Vocabulary::read(file);
  }
  const std::optional<std::string> text = read_text(file);
  if (!text) {
    return make_error(ErrorCode::not_found,
                      fmt::format("{} cannot be read", file.string()),
                      "a Whisper model needs its list of tokens beside it");
  }
  return parse_json_vocabulary(*text, tokens.end_of_text, file.string());
}

Result<void> check_generation(std::string_view text,
                              const SpecialTokens& tokens,
                              std::string_view origin) {
  const Json document = Json::parse(text, nullptr, false);
  const std::array<std::pair<const char*, int>, 3> known{
      {{"no_timestamps_token_id", tokens.no_timestamps},
       {"decoder_start_token_id", tokens.start_of_transcript},
       {"eos_token_id", tokens.end_of_text}}};
  for (const auto& [name, expected] : known) {
    const Json* const number = member(document, name);
    if (number != nullptr && number->is_number_integer() && *number != expected) {
      return make_error(ErrorCode::unsupported,
                        fmt::format("{}: {} is {}, where models with {} tokens have {}",
                                    origin,
                                    name,
                                    number->get<std::int64_t>(),
                                    tokens.vocabulary_size,
                                    expected),
                        "use a model that has the tokens of OpenAI's");
    }
  }
  return {};
}

Result<void> check_generation_file(const std::filesystem::path& file, const SpecialTokens& tokens) {
  const std::optional<std::string> text = read_text(file);
  return text ? check_generation(*text, tokens, file.string()) : Result<void>{};
}

}  // namespace voicehub::engines::whisper
