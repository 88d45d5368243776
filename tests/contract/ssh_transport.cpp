#include <pwd.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <fmt/format.h>

#include "tests/contract/transport.hpp"
#include "tests/scenario/process.hpp"

namespace voicehub::test {
namespace {

using namespace std::chrono_literals;
using scenario::Finished;
using scenario::Process;

Result<void> run_or_fail(const std::vector<std::string>& command) {
  const Finished finished = scenario::run(command);
  if (finished.exit_code != 0) {
    return make_error(ErrorCode::failed,
                      fmt::format("{} failed with {}", command.front(), finished.exit_code),
                      {},
                      finished.error_output);
  }
  return done();
}

std::string user_name() {
  const passwd* const user = ::getpwuid(::geteuid());
  return user == nullptr ? "" : user->pw_name;
}

int free_port() {
  boost::asio::io_context io;
  const boost::asio::ip::tcp::endpoint any{boost::asio::ip::address_v4::loopback(), 0};
  return boost::asio::ip::tcp::acceptor{io, any}.local_endpoint().port();
}

// A folder with the keys and settings of both sides. The `ssh` in it goes before the real one in
// PATH, because voicehub's command line, like the docker CLI's, leaves all settings to the user's.
class SshFolder {
 public:
  SshFolder() {
    std::filesystem::create_directories(path_);
    std::filesystem::permissions(path_, std::filesystem::perms::owner_all);
  }

  ~SshFolder() { std::filesystem::remove_all(path_); }

  SshFolder(const SshFolder&) = delete;
  SshFolder& operator=(const SshFolder&) = delete;

  [[nodiscard]] std::string file(const char* name) const { return (path_ / name).string(); }

  void write(const char* name, const std::string& content) const {
    std::ofstream{file(name)} << content;
  }

  Result<void> fill(int port) const {
    VH_CHECK(make_key("host_key"));
    VH_CHECK(make_key("user_key"));
    write("sshd_config",
          fmt::format("Port {0}\nListenAddress 127.0.0.1\nHostKey {1}/host_key\n"
                      "AuthorizedKeysFile {1}/user_key.pub\nPidFile none\nUsePAM no\n"
                      "PasswordAuthentication no\nStrictModes no\nMaxStartups 100\n"
                      "LogLevel ERROR\n",
                      port,
                      path_.string()));
    write("ssh_config",
          fmt::format("IdentityFile {0}/user_key\nIdentitiesOnly yes\nBatchMode yes\n"
                      "StrictHostKeyChecking accept-new\nUserKnownHostsFile {0}/known_hosts\n"
                      "LogLevel ERROR\n",
                      path_.string()));
    write("ssh",
          fmt::format("#!/bin/sh\nexec /usr/bin/ssh -F {}/ssh_config \"$@\"\n", path_.string()));
    std::filesystem::permissions(file("ssh"), std::filesystem::perms::owner_all);
    return done();
  }

 private:
  Result<void> make_key(const char* name) const {
    return run_or_fail({"ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", file(name)});
  }

  std::filesystem::path path_ =
      std::filesystem::temp_directory_path() / fmt::format("vh-ssh-{}", ::getpid());
};

class SshTransport final : public Transport {
 public:
  SshTransport(std::unique_ptr<SshFolder> folder, Process sshd, docker::DockerEndpoint endpoint)
      : folder_{std::move(folder)}, sshd_{std::move(sshd)} {
    endpoint_ = std::move(endpoint);
  }

 private:
  std::unique_ptr<SshFolder> folder_;
  Process sshd_;
};

}  // namespace

Result<std::unique_ptr<Transport>> set_up_ssh() {
  const int port = free_port();
  auto folder = std::make_unique<SshFolder>();
  VH_CHECK(folder->fill(port));
  if (::geteuid() == 0) {
    std::filesystem::create_directories("/run/sshd");  // root's sshd does not start without it
  }
  Process sshd = Process::start(
      {"/usr/sbin/sshd", "-D", "-f", folder->file("sshd_config"), "-E", folder->file("sshd.log")},
      {});
  const std::string path = fmt::format("{}:{}", folder->file("."), std::getenv("PATH"));
  ::setenv("PATH", path.c_str(), 1);
  const docker::EndpointInputs inputs{.host_flag =
                                          fmt::format("ssh://{}@127.0.0.1:{}", user_name(), port)};
  VH_TRY(docker::DockerEndpoint endpoint, docker::resolve_endpoint(inputs, local_file_system()));
  VH_CHECK(wait_until_docker_answers(endpoint));
  return std::make_unique<SshTransport>(std::move(folder), std::move(sshd), std::move(endpoint));
}

}  // namespace voicehub::test
