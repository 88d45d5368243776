#pragma once

#include <string>
#include <string_view>

namespace voicehub::engine {

// A multipart/form-data body: one field after the other, as a browser sends a form with a file.
class Form {
 public:
  void add(std::string_view name, std::string_view value);
  void add_wav(std::string_view name, std::string_view file);
  // With the name that the file has; what cannot stand in a header is left out of it.
  void add_file(std::string_view name, std::string_view file_name, std::string_view file);

  [[nodiscard]] static std::string content_type();
  [[nodiscard]] std::string body() const;

 private:
  void add_part(std::string_view header, std::string_view value);

  std::string parts_;
};

}  // namespace voicehub::engine
