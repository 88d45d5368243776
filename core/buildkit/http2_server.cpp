#include "core/buildkit/http2_server.hpp"

#include <nghttp2/nghttp2.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <map>
#include <utility>
#include <vector>

namespace voicehub::buildkit {
namespace {

constexpr std::uint32_t kMostStreams = 100;

// What of an answer is not sent yet.
struct Outgoing {
  std::string bytes;
  http::Headers trailers;
  bool is_finished = false;
};

std::string text_of(const std::uint8_t* bytes, std::size_t size) {
  return {reinterpret_cast<const char*>(bytes), size};
}

// The library copies them, although it takes no constant.
std::vector<nghttp2_nv> fields_of(const http::Headers& headers) {
  std::vector<nghttp2_nv> fields;
  const auto bytes = [](const std::string& text) {
    return reinterpret_cast<std::uint8_t*>(const_cast<char*>(text.data()));
  };
  for (const auto& [name, value] : headers) {
    fields.push_back({.name = bytes(name),
                      .value = bytes(value),
                      .namelen = name.size(),
                      .valuelen = value.size(),
                      .flags = NGHTTP2_NV_FLAG_NONE});
  }
  return fields;
}

}  // namespace

struct Http2Server::Parts {
  explicit Parts(Events& of) : events{of} {}

  ~Parts() { nghttp2_session_del(session); }

  Parts(const Parts&) = delete;
  Parts& operator=(const Parts&) = delete;

  void open();
  void received(const nghttp2_frame& frame);
  ssize_t fill(int stream, std::uint8_t* into, std::size_t size, std::uint32_t& flags);

  void resume(int stream) { nghttp2_session_resume_data(session, stream); }

  Events& events;
  nghttp2_session* session = nullptr;
  std::map<int, http::Headers> requests;  // whose headers are still coming
  std::map<int, Outgoing> answers;
};

void Http2Server::Parts::open() {
  nghttp2_session_callbacks* calls = nullptr;
  nghttp2_session_callbacks_new(&calls);
  nghttp2_session_callbacks_set_on_header_callback(
      calls,
      [](nghttp2_session*,
         const nghttp2_frame* frame,
         const std::uint8_t* name,
         std::size_t name_size,
         const std::uint8_t* value,
         std::size_t value_size,
         std::uint8_t,
         void* self) {
        static_cast<Parts*>(self)->requests[frame->hd.stream_id].emplace_back(
            text_of(name, name_size), text_of(value, value_size));
        return 0;
      });
  nghttp2_session_callbacks_set_on_frame_recv_callback(
      calls, [](nghttp2_session*, const nghttp2_frame* frame, void* self) {
        static_cast<Parts*>(self)->received(*frame);
        return 0;
      });
  nghttp2_session_callbacks_set_on_data_chunk_recv_callback(
      calls,
      [](nghttp2_session*,
         std::uint8_t,
         std::int32_t stream,
         const std::uint8_t* data,
         std::size_t size,
         void* self) {
        static_cast<Parts*>(self)->events.on_data(stream,
                                                  {reinterpret_cast<const char*>(data), size});
        return 0;
      });
  nghttp2_session_callbacks_set_on_stream_close_callback(
      calls, [](nghttp2_session*, std::int32_t stream, std::uint32_t, void* self) {
        auto& parts = *static_cast<Parts*>(self);
        parts.requests.erase(stream);
        parts.answers.erase(stream);
        parts.events.on_closed(stream);
        return 0;
      });
  nghttp2_session_server_new(&session, calls, this);
  nghttp2_session_callbacks_del(calls);
  const std::array<nghttp2_settings_entry, 1> settings{
      {{.settings_id = NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, .value = kMostStreams}}};
  nghttp2_submit_settings(session, NGHTTP2_FLAG_NONE, settings.data(), settings.size());
}

void Http2Server::Parts::received(const nghttp2_frame& frame) {
  const int stream = frame.hd.stream_id;
  const bool is_headers = frame.hd.type == NGHTTP2_HEADERS;
  if (is_headers && frame.headers.cat == NGHTTP2_HCAT_REQUEST) {
    const http::Headers headers = std::exchange(requests[stream], {});
    events.on_request(stream, headers);
  }
  const bool is_last = (frame.hd.flags & NGHTTP2_FLAG_END_STREAM) != 0;
  if (is_last && (is_headers || frame.hd.type == NGHTTP2_DATA)) {
    events.on_end(stream);
  }
}

ssize_t Http2Server::Parts::fill(int stream,
                                 std::uint8_t* into,
                                 std::size_t size,
                                 std::uint32_t& flags) {
  Outgoing& answer = answers[stream];
  if (answer.bytes.empty() && !answer.is_finished) {
    return NGHTTP2_ERR_DEFERRED;  // until resume()
  }
  const std::size_t count = std::min(size, answer.bytes.size());
  std::memcpy(into, answer.bytes.data(), count);
  answer.bytes.erase(0, count);
  if (answer.bytes.empty() && answer.is_finished) {
    const auto fields = fields_of(answer.trailers);
    flags |= NGHTTP2_DATA_FLAG_EOF | NGHTTP2_DATA_FLAG_NO_END_STREAM;
    nghttp2_submit_trailer(session, stream, fields.data(), fields.size());
  }
  return static_cast<ssize_t>(count);
}

Http2Server::Http2Server(Events& events) : parts_{std::make_unique<Parts>(events)} {
  parts_->open();
}

Http2Server::~Http2Server() = default;

Result<void> Http2Server::feed(std::string_view bytes) {
  const ssize_t taken = nghttp2_session_mem_recv(
      parts_->session, reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
  if (taken < 0) {
    return make_error(ErrorCode::failed,
                      "the Docker Engine sent something else than HTTP/2",
                      {},
                      nghttp2_strerror(static_cast<int>(taken)));
  }
  return done();
}

std::string Http2Server::take_output() {
  std::string output;
  while (true) {
    const std::uint8_t* bytes = nullptr;
    const ssize_t count = nghttp2_session_mem_send(parts_->session, &bytes);
    if (count <= 0) {
      return output;
    }
    output += text_of(bytes, static_cast<std::size_t>(count));
  }
}

void Http2Server::respond(int stream, const http::Headers& headers) {
  parts_->answers.try_emplace(stream);
  nghttp2_data_provider body{};
  body.read_callback = [](nghttp2_session*,
                          std::int32_t of,
                          std::uint8_t* into,
                          std::size_t size,
                          std::uint32_t* flags,
                          nghttp2_data_source*,
                          void* self) -> ssize_t {
    return static_cast<Parts*>(self)->fill(of, into, size, *flags);
  };
  const auto fields = fields_of(headers);
  nghttp2_submit_response(parts_->session, stream, fields.data(), fields.size(), &body);
}

void Http2Server::send(int stream, std::string_view bytes) {
  const auto answer = parts_->answers.find(stream);
  if (answer != parts_->answers.end()) {
    answer->second.bytes += bytes;
    parts_->resume(stream);
  }
}

void Http2Server::finish(int stream, http::Headers trailers) {
  const auto answer = parts_->answers.find(stream);
  if (answer != parts_->answers.end()) {
    answer->second.trailers = std::move(trailers);
    answer->second.is_finished = true;
    parts_->resume(stream);
  }
}

}  // namespace voicehub::buildkit
