#include "core/engine/retry.hpp"

#include <charconv>
#include <string_view>
#include <utility>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "core/base/text.hpp"

namespace voicehub::engine {
namespace {

namespace asio = boost::asio;
using std::chrono::milliseconds;

// A date instead of seconds is a legal answer too, and means nothing without a common clock.
std::optional<double> number_in(std::string_view header) {
  const std::string_view text = trim(header);
  double value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = failure == std::errc{} && end == text.data() + text.size();
  return whole && value >= 0 && value < 1.0e9 ? std::optional{value} : std::nullopt;
}

Task<http::Response> send_patiently(Send send, OnRetry on_retry, http::Request request) {
  asio::steady_timer timer{co_await asio::this_coro::executor};
  for (int attempt = 0;; ++attempt) {
    auto response = co_await send(request);
    const auto delay = response ? retry_delay(*response, attempt) : std::nullopt;
    if (!delay) {
      co_return response;
    }
    on_retry(*response, *delay);
    timer.expires_after(*delay);
    co_await timer.async_wait(asio::use_awaitable);
  }
}

}  // namespace

bool is_busy(int status) {
  return status == 429 || status == 503;
}

std::optional<milliseconds> retry_delay(const http::Response& response, int attempt) {
  constexpr milliseconds kLongest = std::chrono::seconds{120};
  if (attempt >= kRetries || !is_busy(response.status)) {
    return std::nullopt;
  }
  std::optional<double> told = number_in(response.header("retry-after-ms"));
  if (!told) {
    const auto seconds = number_in(response.header("Retry-After"));
    told = seconds ? std::optional{*seconds * 1000} : std::nullopt;
  }
  if (!told) {
    return milliseconds{500LL << attempt};
  }
  const milliseconds delay{static_cast<std::int64_t>(*told)};
  return delay <= kLongest ? std::optional{delay} : std::nullopt;
}

Send with_retries(Send send, OnRetry on_retry) {
  return [send = std::move(send), on_retry = std::move(on_retry)](http::Request request) {
    return send_patiently(send, on_retry, std::move(request));
  };
}

}  // namespace voicehub::engine
