#pragma once

#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "engines/runtime/http_message.hpp"

namespace voicehub::engines {

// A value of a request, or the answer that refuses the request.
template <typename T>
using OrRefusal = std::expected<T, Response>;

[[nodiscard]] std::unexpected<Response> refuse(std::string message, std::string field = {});

// The fields of a JSON body. One that is absent or null is the fallback; one of the wrong type is
// refused by name; those that nobody asks for are nobody's business.
class JsonFields {
 public:
  static OrRefusal<JsonFields> parse(std::string_view body);

  [[nodiscard]] bool has(const char* name) const;
  [[nodiscard]] OrRefusal<std::string> text(const char* name, std::string fallback) const;
  [[nodiscard]] OrRefusal<bool> flag(const char* name, bool fallback) const;
  // From `least` to `most`, both included.
  [[nodiscard]] OrRefusal<double> number(const char* name,
                                         double fallback,
                                         double least,
                                         double most) const;
  // A text, or an object whose member `id` is one: {"voice": {"id": "slt"}}.
  [[nodiscard]] OrRefusal<std::string> text_or_id(const char* name, std::string fallback) const;

  ~JsonFields();
  JsonFields(JsonFields&&) noexcept;
  JsonFields& operator=(JsonFields&&) noexcept;

 private:
  struct Tree;
  explicit JsonFields(std::unique_ptr<Tree> tree);

  std::unique_ptr<Tree> tree_;
};

}  // namespace voicehub::engines
