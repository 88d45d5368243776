#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "core/base/result.hpp"

// Wyoming's frames: a line of JSON {"type", "version", "data_length", "payload_length"}, then that
// many bytes of JSON and of payload. https://github.com/rhasspy/wyoming
namespace voicehub::engines::wyoming {

// The data of an event: one JSON object. A copy shares it.
class EventData {
 public:
  EventData();
  // `failed` for text that is no JSON object, or nested deeper than any event is.
  static Result<EventData> parse(std::string_view text);
  // Of an object that this program has made.
  explicit EventData(nlohmann::ordered_json object);

  // Empty when it is absent or of another type: clients of other versions send other fields.
  [[nodiscard]] std::string text(const char* name) const;
  [[nodiscard]] std::optional<int> number(const char* name) const;
  [[nodiscard]] EventData object(const char* name) const;

  [[nodiscard]] EventData merged(const EventData& stronger) const;
  [[nodiscard]] bool empty() const;
  [[nodiscard]] std::string json() const;

 private:
  std::shared_ptr<const nlohmann::ordered_json> tree_;
};

struct Event {
  std::string type;
  EventData data;
  std::string payload;
};

struct EventLimits {
  std::size_t header_bytes = std::size_t{64} * 1024;
  std::size_t data_bytes = std::size_t{1024} * 1024;
  std::size_t payload_bytes = std::size_t{16} * 1024 * 1024;
};

[[nodiscard]] std::string to_wire(const Event& event);

// The events of a stream of bytes that may be cut anywhere. It holds at most one event and what was
// fed after it.
class EventReader {
 public:
  explicit EventReader(EventLimits limits = {}) : limits_{limits} {}

  void feed(std::string_view bytes);

  // The next event that is complete, if one is. `failed` for what is no event, `unsupported` for
  // one beyond a limit: nobody can tell where the next one would begin, so it stays that way.
  [[nodiscard]] Result<std::optional<Event>> next();

  // Some bytes of an event are there and others are not.
  [[nodiscard]] bool is_within() const { return header_.has_value() || used_ < buffer_.size(); }

 private:
  struct Header {
    Event event;
    std::size_t data_bytes = 0;
    std::size_t payload_bytes = 0;
  };

  [[nodiscard]] Result<std::optional<Event>> take();
  [[nodiscard]] Result<void> take_header();
  [[nodiscard]] Result<Header> parse_header(std::string_view line) const;
  void consume(std::size_t bytes);

  EventLimits limits_;
  std::string buffer_;
  std::size_t used_ = 0;      // of the buffer
  std::size_t searched_ = 0;  // for the end of the line, from `used_`
  std::optional<Header> header_;
  std::optional<Error> broken_;
};

}  // namespace voicehub::engines::wyoming
