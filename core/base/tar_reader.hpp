#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "core/base/result.hpp"

namespace voicehub {

enum class TarKind { file, folder, link, hard_link, other };

struct TarHeader {
  std::string name;  // as it is in the archive
  TarKind kind = TarKind::file;
  std::uint64_t size = 0;   // of the content that follows
  std::string link_target;  // of links of both kinds
  std::uint32_t mode = 0;   // permission bits
  std::uint32_t uid = 0;
  std::uint32_t gid = 0;
  std::int64_t modified = 0;  // seconds since the epoch
};

// Takes an archive apart as it comes, cut anywhere: USTAR, with the records of PAX and of GNU for
// what has no room there. An error of a sink is returned, and ends the reading.
class TarReader {
 public:
  struct Sinks {
    std::function<Result<void>(const TarHeader& entry)> begin;
    std::function<Result<void>(std::string_view bytes)> content;  // of a file, `size` bytes in all
    std::function<Result<void>()> end;                            // of each entry
  };

  explicit TarReader(Sinks sinks) : sinks_{std::move(sinks)} {}

  Result<void> feed(std::string_view bytes);
  // An archive that breaks off is an error.
  [[nodiscard]] Result<void> finish() const;

 private:
  enum class Stage { header, content, padding, finished };

  Result<void> take(std::string_view part);
  Result<void> take_header(std::string_view block);
  Result<void> begin_entry(TarHeader header, char type);
  Result<void> end_entry();
  [[nodiscard]] bool is_record() const;

  Sinks sinks_;
  Stage stage_ = Stage::header;
  std::string block_;                        // of a header, while it is not whole
  TarHeader header_;                         // of what follows
  char type_ = '0';                          // the same, as the archive has it
  std::string record_;                       // content of a record about the next entry
  std::uint64_t remaining_ = 0;              // of the content, then of the padding
  std::map<std::string, std::string> next_;  // what records say of the next entry
};

}  // namespace voicehub
