#include "tests/unit/buildkit/grpc_client.hpp"

#include <algorithm>
#include <cstring>

namespace voicehub::test {
namespace {

std::string text_of(const std::uint8_t* bytes, std::size_t size) {
  return {reinterpret_cast<const char*>(bytes), size};
}

nghttp2_nv field(const std::string& name, const std::string& value) {
  const auto bytes = [](const std::string& text) {
    return reinterpret_cast<std::uint8_t*>(const_cast<char*>(text.data()));
  };
  return {.name = bytes(name),
          .value = bytes(value),
          .namelen = name.size(),
          .valuelen = value.size(),
          .flags = NGHTTP2_NV_FLAG_NONE};
}

ssize_t fill(nghttp2_session*,
             std::int32_t,
             std::uint8_t* into,
             std::size_t size,
             std::uint32_t* flags,
             nghttp2_data_source* source,
             void*) {
  auto& call = *static_cast<GrpcClient::Call*>(source->ptr);
  const std::size_t count = std::min(size, call.waiting.size());
  std::memcpy(into, call.waiting.data(), count);
  call.waiting.erase(0, count);
  if (call.waiting.empty() && call.sent_all) {
    *flags |= NGHTTP2_DATA_FLAG_EOF;
  } else if (count == 0) {
    return NGHTTP2_ERR_DEFERRED;
  }
  return static_cast<ssize_t>(count);
}

}  // namespace

std::string GrpcClient::Call::header(std::string_view name) const {
  const auto found = std::ranges::find(headers, name, &http::Headers::value_type::first);
  return found == headers.end() ? "" : found->second;
}

GrpcClient::GrpcClient(std::shared_ptr<Pipe> in, std::shared_ptr<Pipe> out)
    : in_{std::move(in)}, out_{std::move(out)} {
  nghttp2_session_callbacks* callbacks = nullptr;
  nghttp2_session_callbacks_new(&callbacks);
  nghttp2_session_callbacks_set_on_header_callback(
      callbacks,
      [](nghttp2_session*,
         const nghttp2_frame* frame,
         const std::uint8_t* name,
         std::size_t name_size,
         const std::uint8_t* value,
         std::size_t value_size,
         std::uint8_t,
         void* self) {
        (*static_cast<GrpcClient*>(self))[frame->hd.stream_id].headers.emplace_back(
            text_of(name, name_size), text_of(value, value_size));
        return 0;
      });
  nghttp2_session_callbacks_set_on_data_chunk_recv_callback(
      callbacks,
      [](nghttp2_session*,
         std::uint8_t,
         std::int32_t stream,
         const std::uint8_t* data,
         std::size_t size,
         void* self) {
        Call& call = (*static_cast<GrpcClient*>(self))[stream];
        const auto taken = call.reader.feed(text_of(data, size), [&call](std::string message) {
          call.messages.push_back(std::move(message));
        });
        return taken ? 0 : NGHTTP2_ERR_CALLBACK_FAILURE;
      });
  nghttp2_session_callbacks_set_on_stream_close_callback(
      callbacks, [](nghttp2_session*, std::int32_t stream, std::uint32_t, void* self) {
        (*static_cast<GrpcClient*>(self))[stream].closed = true;
        return 0;
      });
  nghttp2_session_client_new(&session_, callbacks, this);
  nghttp2_session_callbacks_del(callbacks);
  nghttp2_submit_settings(session_, NGHTTP2_FLAG_NONE, nullptr, 0);
}

GrpcClient::~GrpcClient() {
  nghttp2_session_del(session_);
}

int GrpcClient::start(const std::string& method,
                      const std::string& message,
                      http::Headers metadata,
                      bool ends) {
  http::Headers headers{{":method", "POST"},
                        {":scheme", "http"},
                        {":path", method},
                        {":authority", "localhost"},
                        {"content-type", "application/grpc"}};
  headers.insert(headers.end(), metadata.begin(), metadata.end());
  std::vector<nghttp2_nv> fields;
  for (const auto& [name, value] : headers) {
    fields.push_back(field(name, value));
  }
  const int next = static_cast<int>(nghttp2_session_get_next_stream_id(session_));
  Call& call = calls_[next];
  call.waiting = buildkit::to_frame(message);
  call.sent_all = ends;
  nghttp2_data_provider body{};
  body.source.ptr = &call;
  body.read_callback = fill;
  nghttp2_submit_request(session_, nullptr, fields.data(), fields.size(), &body, nullptr);
  flush();
  return next;
}

void GrpcClient::send(int call, const std::string& message) {
  calls_[call].waiting += buildkit::to_frame(message);
  nghttp2_session_resume_data(session_, call);
  flush();
}

void GrpcClient::end(int call) {
  calls_[call].sent_all = true;
  nghttp2_session_resume_data(session_, call);
  flush();
}

void GrpcClient::reset(int call) {
  nghttp2_submit_rst_stream(session_, NGHTTP2_FLAG_NONE, call, NGHTTP2_CANCEL);
  flush();
}

boost::asio::awaitable<void> GrpcClient::wait_until(std::function<bool()> is_so) {
  flush();
  while (!is_so()) {
    const std::string bytes = co_await in_->read();
    if (bytes.empty()) {
      break;
    }
    nghttp2_session_mem_recv(
        session_, reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
    flush();
  }
}

boost::asio::awaitable<void> GrpcClient::wait_for(int call) {
  co_await wait_until([this, call] { return calls_[call].closed; });
}

void GrpcClient::flush() {
  while (true) {
    const std::uint8_t* bytes = nullptr;
    const ssize_t count = nghttp2_session_mem_send(session_, &bytes);
    if (count <= 0) {
      return;
    }
    out_->write(text_of(bytes, static_cast<std::size_t>(count)));
  }
}

}  // namespace voicehub::test
