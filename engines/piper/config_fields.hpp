#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "core/base/result.hpp"

namespace voicehub::engines::piper {

// An object of a voice's configuration, whose fields are refused by their full name. A field that
// is absent or null is the fallback.
class ConfigFields {
 public:
  // `prefix`: of an object within another its name, as "audio."
  ConfigFields(const nlohmann::json& object, std::string file, std::string prefix = {})
      : object_{object}, file_{std::move(file)}, prefix_{std::move(prefix)} {}

  [[nodiscard]] Result<ConfigFields> object(const char* name) const;
  [[nodiscard]] Result<std::string> text(const char* name, std::string fallback) const;
  [[nodiscard]] Result<double> number(const char* name,
                                      double fallback,
                                      double least,
                                      double most) const;
  [[nodiscard]] Result<std::int64_t> integer(const char* name,
                                             std::int64_t fallback,
                                             std::int64_t least,
                                             std::int64_t most) const;

  // Objects whose members are all of one kind.
  [[nodiscard]] Result<std::map<std::string, double>> numbers(const char* name) const;
  [[nodiscard]] Result<std::map<std::string, std::int64_t>> integers(const char* name) const;
  [[nodiscard]] Result<std::map<std::string, std::vector<std::int64_t>>> integer_lists(
      const char* name) const;
  [[nodiscard]] Result<std::map<std::string, std::vector<std::string>>> text_lists(
      const char* name) const;

  // An array of arrays of texts.
  [[nodiscard]] Result<std::vector<std::vector<std::string>>> lists_of_texts(
      const char* name) const;

  [[nodiscard]] bool has(const char* name) const;

  [[nodiscard]] std::unexpected<Error> refuse(const std::string& name,
                                              std::string_view should) const;

 private:
  [[nodiscard]] const nlohmann::json& at(const char* name) const;

  template <typename Value>
  [[nodiscard]] Result<std::map<std::string, Value>> members(const char* name,
                                                             bool (*fits)(const nlohmann::json&),
                                                             std::string_view should) const;

  const nlohmann::json& object_;
  std::string file_;
  std::string prefix_;
};

}  // namespace voicehub::engines::piper
