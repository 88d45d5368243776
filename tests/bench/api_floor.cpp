// The least that a set of API calls can take: a bare client with no JSON, no coroutine and no
// library. usage: api_floor SOCKET < calls One call per line, "METHOD PATH [BODY]"; a blank line
// waits for all calls before it.

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

namespace {

struct Call {
  std::string method;
  std::string path;
  std::string body;
};

Call parse_call(const std::string& line) {
  const std::size_t path = line.find(' ') + 1;
  const std::size_t end = std::min(line.find(' ', path), line.size());
  return {.method = line.substr(0, path - 1),
          .path = line.substr(path, end - path),
          .body = end < line.size() ? line.substr(end + 1) : ""};
}

int open_socket(const char* path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, path, sizeof address.sun_path - 1);
  const int handle = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (connect(handle, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    std::perror(path);
    std::_Exit(1);
  }
  return handle;
}

// The daemon closes the connection when it has answered.
void perform(const char* socket_path, const Call& call) {
  const int handle = open_socket(socket_path);
  const std::string request = call.method + " " + call.path +
                              " HTTP/1.1\r\nHost: docker\r\nConnection: close\r\n"
                              "Content-Type: application/json\r\nContent-Length: " +
                              std::to_string(call.body.size()) + "\r\n\r\n" + call.body;
  std::string answer;
  char buffer[65536];
  if (write(handle, request.data(), request.size()) == static_cast<ssize_t>(request.size())) {
    for (ssize_t size = 0; (size = read(handle, buffer, sizeof buffer)) > 0;) {
      answer.append(buffer, static_cast<std::size_t>(size));
    }
  }
  close(handle);
  const bool succeeded = answer.starts_with("HTTP/1.1 2") || answer.starts_with("HTTP/1.1 304");
  if (!succeeded) {
    std::cerr << call.method << ' ' << call.path << ": " << answer << '\n';
    std::_Exit(1);
  }
}

void perform_together(const char* socket_path, std::vector<Call>& calls) {
  std::vector<std::jthread> threads;
  for (std::size_t index = 1; index < calls.size(); ++index) {
    threads.emplace_back(perform, socket_path, std::cref(calls[index]));
  }
  if (!calls.empty()) {
    perform(socket_path, calls.front());
  }
  threads.clear();
  calls.clear();
}

}  // namespace

int main(int argument_count, char** arguments) {
  if (argument_count != 2) {
    std::cerr << "usage: api_floor SOCKET < calls\n";
    return 2;
  }
  std::vector<Call> calls;
  for (std::string line; std::getline(std::cin, line);) {
    if (line.empty()) {
      perform_together(arguments[1], calls);
    } else {
      calls.push_back(parse_call(line));
    }
  }
  perform_together(arguments[1], calls);
}
