#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/http/client.hpp"

namespace voicehub::engine {

// A file to be transcribed, and how.
struct TranscriptionRequest {
  std::string file_name;  // for the engine, which may know the format by it
  std::uint64_t file_bytes = 0;
  std::string model;
  std::string language;  // empty: not told
  std::string as;        // text, srt, vtt, json
};

// At most `most` bytes of the file from `offset` on.
using ReadFile = std::function<Result<std::string>(std::uint64_t offset, std::size_t most)>;

// For each route that engines have, in the order in which they are tried: OpenAI's, then that of
// whisper.cpp's server. The file is read while the request is sent.
[[nodiscard]] std::vector<http::Request> transcription_requests(
    const TranscriptionRequest& transcription);

// The body of such a request, anew from its beginning: a request that is sent again needs another.
[[nodiscard]] http::BodySource transcription_body(const TranscriptionRequest& transcription,
                                                  ReadFile read);

// The transcript in an answer, as it was asked for. An error when the engine sent another form.
[[nodiscard]] Result<std::string> parse_transcription(const http::Response& response,
                                                      std::string_view as);

}  // namespace voicehub::engine
