#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <list>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace voicehub::scenario {

// Stands between voicehub and the real daemon, on a unix socket: passes every byte on and keeps the
// request lines. A test that says "nothing was written" or "killed after the third step" asks here.
class RecordingProxy {
 public:
  explicit RecordingProxy(const std::filesystem::path& folder);
  ~RecordingProxy();
  RecordingProxy(const RecordingProxy&) = delete;
  RecordingProxy& operator=(const RecordingProxy&) = delete;

  [[nodiscard]] std::string docker_host() const { return "unix://" + socket_path_; }

  // "POST /v1.41/containers/create?name=x", in the order of arrival.
  [[nodiscard]] std::vector<std::string> requests() const;
  // Those that change something: neither GET nor HEAD.
  [[nodiscard]] std::vector<std::string> writes() const;

  // Called when the daemon has answered the n-th write, before voicehub hears of it. Set before the
  // first connection.
  void when_answered(std::function<void(std::size_t write)> hook) { hook_ = std::move(hook); }

 private:
  struct Connection;

  void accept_connections();
  void pass_requests(Connection& connection);
  void pass_answers(Connection& connection);
  void note_request(Connection& connection, const std::string& head);

  std::string socket_path_;
  int listener_ = -1;
  std::function<void(std::size_t)> hook_;
  mutable std::mutex mutex_;
  std::vector<std::string> requests_;
  std::size_t answered_writes_ = 0;
  std::list<Connection> connections_;
  std::thread acceptor_;
};

}  // namespace voicehub::scenario
