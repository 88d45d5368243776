#include <arpa/inet.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <array>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "core/http/transport.hpp"

namespace voicehub::http {

class TlsContext {
 public:
  explicit TlsContext(TlsEndpoint endpoint) : endpoint_{std::move(endpoint)} {}

  Result<SSL*> new_session();

 private:
  Result<void> load();
  Result<void> load_files();

  TlsEndpoint endpoint_;
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_{nullptr, &SSL_CTX_free};
};

namespace {

std::string openssl_reason() {
  std::array<char, 256> text{};
  const unsigned long code = ::ERR_get_error();
  ::ERR_clear_error();
  if (code == 0) {
    return "the connection was closed";
  }
  if (const char* reason = ::ERR_reason_error_string(code)) {
    return reason;
  }
  ::ERR_error_string_n(code, text.data(), text.size());
  return text.data();
}

std::unexpected<Error> bad_file(std::string_view what, const HostPath& file) {
  return make_error(ErrorCode::failed,
                    {},
                    {},
                    fmt::format("cannot use the {} {}: {}", what, file.text, openssl_reason()));
}

bool is_address(const std::string& host) {
  std::array<unsigned char, sizeof(in6_addr)> ignored{};
  return ::inet_pton(AF_INET, host.c_str(), ignored.data()) == 1 ||
         ::inet_pton(AF_INET6, host.c_str(), ignored.data()) == 1;
}

// OpenSSL works on two memory buffers, and this class carries their bytes. asio::ssl::stream would
// not do: it cannot end one direction and go on reading, which is how the input of an exec ends.
class TlsTransport final : public Transport {
 public:
  TlsTransport(std::shared_ptr<TlsContext> context, std::unique_ptr<Transport> inner)
      : context_{std::move(context)}, inner_{std::move(inner)} {}

  Task<void> connect() override {
    VH_CO_TRY(SSL* const session, context_->new_session());
    session_.reset(session);
    ::SSL_set_bio(session, ::BIO_new(::BIO_s_mem()), ::BIO_new(::BIO_s_mem()));
    VH_CO_CHECK(co_await inner_->connect());
    while (true) {
      ::ERR_clear_error();  // SSL_get_error() looks at what earlier calls have left, too
      const int result = ::SSL_do_handshake(session);
      if (result == 1) {
        co_return co_await flush();
      }
      if (::SSL_get_error(session, result) != SSL_ERROR_WANT_READ) {
        // The peer should learn why: the alert is in the buffer.
        auto failure = handshake_error();
        (void)co_await flush();
        co_return failure;
      }
      VH_CO_CHECK(co_await flush());
      VH_CO_TRY(const bool more, co_await fill());
      if (!more) {
        co_return make_error(
            ErrorCode::failed, {}, {}, "the server closed the connection during the TLS handshake");
      }
    }
  }

  Task<std::size_t> read_some(std::span<char> into) override {
    while (true) {
      std::size_t count = 0;
      ::ERR_clear_error();
      const int result = ::SSL_read_ex(session_.get(), into.data(), into.size(), &count);
      if (result == 1) {
        co_return count;
      }
      const int reason = ::SSL_get_error(session_.get(), result);
      if (reason == SSL_ERROR_ZERO_RETURN) {
        co_return std::size_t{0};
      }
      if (reason != SSL_ERROR_WANT_READ) {
        co_return make_error(ErrorCode::failed, {}, {}, "TLS: " + openssl_reason());
      }
      VH_CO_CHECK(co_await flush());
      VH_CO_TRY(const bool more, co_await fill());
      if (!more) {
        co_return std::size_t{0};
      }
    }
  }

  Task<void> write(std::string_view bytes) override {
    std::size_t count = 0;
    ::ERR_clear_error();
    // A memory buffer takes everything at once. Nothing to write is an error to OpenSSL.
    if (!bytes.empty() && ::SSL_write_ex(session_.get(), bytes.data(), bytes.size(), &count) != 1) {
      co_return make_error(ErrorCode::failed, {}, {}, "TLS: " + openssl_reason());
    }
    co_return co_await flush();
  }

  Task<void> close_write() override {
    ::SSL_shutdown(session_.get());
    co_return co_await flush();
  }

  void close() override { inner_->close(); }

  bool is_stale() override { return inner_->is_stale(); }

 private:
  // Sends what OpenSSL has written. A reader and a writer may both come here: the first one sends
  // everything, so that records keep their order.
  Task<void> flush() {
    if (flushing_) {
      co_return done();
    }
    flushing_ = true;
    Result<void> sent = done();
    while (sent) {
      const std::string pending = take_output();
      if (pending.empty()) {
        break;
      }
      sent = co_await inner_->write(pending);
    }
    flushing_ = false;
    co_return sent;
  }

  std::string take_output() {
    BIO* const output = ::SSL_get_wbio(session_.get());
    std::string bytes(::BIO_ctrl_pending(output), '\0');
    ::BIO_read(output, bytes.data(), static_cast<int>(bytes.size()));
    return bytes;
  }

  // False: the peer has closed.
  Task<bool> fill() {
    VH_CO_TRY(const std::size_t count, co_await inner_->read_some(received_));
    ::BIO_write(::SSL_get_rbio(session_.get()), received_.data(), static_cast<int>(count));
    co_return count > 0;
  }

  std::unexpected<Error> handshake_error() {
    const long verdict = ::SSL_get_verify_result(session_.get());
    if (verdict == X509_V_OK) {
      return make_error(ErrorCode::failed, {}, {}, "TLS: " + openssl_reason());
    }
    return make_error(ErrorCode::failed,
                      {},
                      {},
                      fmt::format("the server's certificate was refused: {}",
                                  ::X509_verify_cert_error_string(verdict)));
  }

  std::shared_ptr<TlsContext> context_;
  std::unique_ptr<Transport> inner_;
  std::unique_ptr<SSL, decltype(&SSL_free)> session_{nullptr, &SSL_free};
  std::array<char, 16384> received_{};
  bool flushing_ = false;
};

}  // namespace

Result<void> TlsContext::load_files() {
  SSL_CTX* const context = context_.get();
  if (!endpoint_.ca.text.empty()) {
    if (::SSL_CTX_load_verify_file(context, endpoint_.ca.text.c_str()) != 1) {
      return bad_file("CA certificate", endpoint_.ca);
    }
  } else if (endpoint_.verify_peer) {
    ::SSL_CTX_set_default_verify_paths(context);
  }
  const std::string& certificate = endpoint_.certificate.text;
  if (!certificate.empty() &&
      ::SSL_CTX_use_certificate_chain_file(context, certificate.c_str()) != 1) {
    return bad_file("client certificate", endpoint_.certificate);
  }
  if (!endpoint_.key.text.empty() &&
      ::SSL_CTX_use_PrivateKey_file(context, endpoint_.key.text.c_str(), SSL_FILETYPE_PEM) != 1) {
    return bad_file("client key", endpoint_.key);
  }
  return done();
}

Result<void> TlsContext::load() {
  if (context_) {
    return done();
  }
  context_.reset(::SSL_CTX_new(::TLS_client_method()));
  ::SSL_CTX_set_min_proto_version(context_.get(), TLS1_2_VERSION);
  const int mode = endpoint_.verify_peer ? SSL_VERIFY_PEER : SSL_VERIFY_NONE;
  ::SSL_CTX_set_verify(context_.get(), mode, nullptr);
  auto loaded = load_files();
  if (!loaded) {
    context_.reset();
  }
  return loaded;
}

Result<SSL*> TlsContext::new_session() {
  VH_CHECK(load());
  SSL* const session = ::SSL_new(context_.get());
  ::SSL_set_connect_state(session);
  if (is_address(endpoint_.host)) {
    ::X509_VERIFY_PARAM_set1_ip_asc(::SSL_get0_param(session), endpoint_.host.c_str());
  } else {
    ::SSL_set1_host(session, endpoint_.host.c_str());
    ::SSL_set_tlsext_host_name(session, endpoint_.host.c_str());
  }
  return session;
}

std::shared_ptr<TlsContext> make_tls_context(TlsEndpoint endpoint) {
  return std::make_shared<TlsContext>(std::move(endpoint));
}

std::unique_ptr<Transport> make_tls_transport(std::shared_ptr<TlsContext> context,
                                              std::unique_ptr<Transport> inner) {
  return std::make_unique<TlsTransport>(std::move(context), std::move(inner));
}

}  // namespace voicehub::http
