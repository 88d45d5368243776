#include "core/docker/output_reader.hpp"

namespace voicehub::docker {

Task<ExecOutput> OutputReader::read(http::Stream& stream) {
  ExecOutput piece;
  const LogSink append = [&piece](OutputStream source, std::string_view bytes) {
    (source == OutputStream::standard_error ? piece.error_output : piece.output) += bytes;
    return done();
  };
  while (piece.is_end()) {
    VH_CO_TRY(std::string bytes, co_await stream.read());
    if (bytes.empty()) {
      break;
    }
    if (tty_) {
      piece.output = std::move(bytes);
    } else {
      VH_CO_CHECK(frames_.feed(bytes, append));
    }
  }
  co_return piece;
}

}  // namespace voicehub::docker
