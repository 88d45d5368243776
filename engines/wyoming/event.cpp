#include "engines/wyoming/event.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace voicehub::engines::wyoming {
namespace {

using Tree = nlohmann::ordered_json;

constexpr const char* kVersion = "1.9.0";  // of the protocol

// Reading takes any depth, but what walks through a tree afterwards is recursive.
constexpr int kDeepest = 32;

Result<Tree> parse_object(std::string_view text, const char* what) {
  bool too_deep = false;
  const auto watch = [&](int depth, Tree::parse_event_t, Tree&) {
    too_deep |= depth > kDeepest;
    return depth <= kDeepest;
  };
  Tree tree = Tree::parse(text, watch, /*allow_exceptions=*/false);
  if (too_deep || !tree.is_object()) {
    return make_error(ErrorCode::failed, fmt::format("the {} of an event is no JSON object", what));
  }
  return tree;
}

std::string dump(const Tree& tree) {
  return tree.dump(-1, ' ', false, Tree::error_handler_t::replace);
}

Result<std::size_t> length_of(const Tree& header, const char* name, std::size_t most) {
  const auto found = header.find(name);
  if (found == header.end() || found->is_null()) {
    return 0U;
  }
  if (!found->is_number_unsigned()) {
    return make_error(ErrorCode::failed, fmt::format("{} of an event is no count of bytes", name));
  }
  const auto bytes = found->get<std::uint64_t>();
  if (bytes > most) {
    return make_error(
        ErrorCode::unsupported,
        fmt::format("{} of an event is {}, and at most {} are read", name, bytes, most),
        "send it in several events");
  }
  return bytes;
}

}  // namespace

EventData::EventData() : tree_{std::make_shared<const Tree>(Tree::object())} {}

EventData::EventData(Tree object) : tree_{std::make_shared<const Tree>(std::move(object))} {}

Result<EventData> EventData::parse(std::string_view text) {
  VH_TRY(Tree tree, parse_object(text, "data"));
  return EventData{std::move(tree)};
}

std::string EventData::text(const char* name) const {
  const auto found = tree_->find(name);
  return found != tree_->end() && found->is_string() ? found->get<std::string>() : std::string{};
}

std::optional<int> EventData::number(const char* name) const {
  const auto found = tree_->find(name);
  if (found == tree_->end() || !found->is_number_integer()) {
    return std::nullopt;
  }
  const auto number = found->get<std::int64_t>();
  if (!std::in_range<int>(number)) {
    return std::nullopt;
  }
  return static_cast<int>(number);
}

EventData EventData::object(const char* name) const {
  const auto found = tree_->find(name);
  return found != tree_->end() && found->is_object() ? EventData{*found} : EventData{};
}

EventData EventData::merged(const EventData& stronger) const {
  Tree tree = *tree_;
  tree.update(*stronger.tree_);
  return EventData{std::move(tree)};
}

bool EventData::empty() const {
  return tree_->empty();
}

std::string EventData::json() const {
  return dump(*tree_);
}

std::string to_wire(const Event& event) {
  Tree header{{"type", event.type}, {"version", kVersion}};
  const std::string data = event.data.empty() ? "" : event.data.json();
  if (!data.empty()) {
    header["data_length"] = data.size();
  }
  if (!event.payload.empty()) {
    header["payload_length"] = event.payload.size();
  }
  return dump(header) + "\n" + data + event.payload;
}

void EventReader::feed(std::string_view bytes) {
  if (broken_) {
    return;
  }
  buffer_.erase(0, std::exchange(used_, 0));
  buffer_ += bytes;
}

Result<std::optional<Event>> EventReader::next() {
  if (broken_) {
    return std::unexpected(*broken_);
  }
  auto event = take();
  if (!event) {
    broken_ = event.error();
    buffer_.clear();
    used_ = 0;
  }
  return event;
}

Result<std::optional<Event>> EventReader::take() {
  if (!header_) {
    VH_CHECK(take_header());
  }
  if (!header_ || buffer_.size() - used_ < header_->data_bytes + header_->payload_bytes) {
    return std::nullopt;
  }
  Header header = std::move(*header_);
  header_.reset();
  const std::string_view rest = std::string_view{buffer_}.substr(used_);
  if (header.data_bytes > 0) {
    VH_TRY(const EventData data, EventData::parse(rest.substr(0, header.data_bytes)));
    header.event.data = header.event.data.merged(data);
  }
  header.event.payload = rest.substr(header.data_bytes, header.payload_bytes);
  consume(header.data_bytes + header.payload_bytes);
  return std::move(header.event);
}

Result<void> EventReader::take_header() {
  const auto end = buffer_.find('\n', used_ + searched_);
  const bool is_whole = end != std::string::npos;
  searched_ = buffer_.size() - used_;
  if ((is_whole ? end - used_ : searched_) > limits_.header_bytes) {
    return make_error(
        ErrorCode::unsupported,
        fmt::format("the header of an event is longer than {} bytes", limits_.header_bytes),
        "send its data after the header, with data_length");
  }
  if (is_whole) {
    VH_TRY(header_, parse_header(std::string_view{buffer_}.substr(used_, end - used_)));
    consume(end + 1 - used_);
  }
  return done();
}

Result<EventReader::Header> EventReader::parse_header(std::string_view line) const {
  VH_TRY(const Tree tree, parse_object(line, "header"));
  const auto type = tree.find("type");
  if (type == tree.end() || !type->is_string()) {
    return make_error(ErrorCode::failed, "the header of an event has no type");
  }
  Header header{.event = {.type = type->get<std::string>()}};
  if (const auto data = tree.find("data"); data != tree.end() && !data->is_null()) {
    if (!data->is_object()) {
      return make_error(ErrorCode::failed, "the data of an event is no JSON object");
    }
    header.event.data = EventData{*data};
  }
  VH_TRY(header.data_bytes, length_of(tree, "data_length", limits_.data_bytes));
  VH_TRY(header.payload_bytes, length_of(tree, "payload_length", limits_.payload_bytes));
  return header;
}

void EventReader::consume(std::size_t bytes) {
  used_ += bytes;
  searched_ = 0;
}

}  // namespace voicehub::engines::wyoming
