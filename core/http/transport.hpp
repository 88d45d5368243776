#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string_view>

#include <boost/asio/any_io_executor.hpp>

#include "core/base/task.hpp"
#include "core/http/client.hpp"

namespace voicehub::http {

// One connection's bytes, whatever carries them. What `into` and `bytes` view must stay alive until
// the operation is done. Destroying it closes the connection. Errors have a cause only: the client
// knows who the peer is and what was asked.
class Transport {
 public:
  virtual ~Transport() = default;
  virtual Task<void> connect() = 0;
  // How many bytes arrived; 0: the peer has closed.
  virtual Task<std::size_t> read_some(std::span<char> into) = 0;
  virtual Task<void> write(std::string_view bytes) = 0;
  virtual Task<void> close_write() = 0;
  // Ends every operation that waits, connect() included.
  virtual void close() = 0;
  // True when the peer has gone while nobody was reading.
  [[nodiscard]] virtual bool is_stale() = 0;

  // What the carrier itself reported, for an error's cause: the error output of a command.
  [[nodiscard]] virtual std::string diagnosis() { return {}; }
};

using TransportFactory = std::function<std::unique_ptr<Transport>()>;

[[nodiscard]] TransportFactory make_transport_factory(boost::asio::any_io_executor executor,
                                                      Endpoint endpoint);

// TLS over `inner`. What the endpoint's files hold is read once, at the first connect().
class TlsContext;
[[nodiscard]] std::shared_ptr<TlsContext> make_tls_context(TlsEndpoint endpoint);
[[nodiscard]] std::unique_ptr<Transport> make_tls_transport(std::shared_ptr<TlsContext> context,
                                                            std::unique_ptr<Transport> inner);

}  // namespace voicehub::http
