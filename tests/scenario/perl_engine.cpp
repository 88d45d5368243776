#include "tests/scenario/perl_engine.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cstdint>

namespace voicehub::scenario {

std::string perl_engine(std::string_view marker) {
  std::string source = R"(use strict;
use IO::Socket::INET;
$SIG{TERM} = sub { exit 0 };
my $marker = 'MARKER';
my $listener = IO::Socket::INET->new(LocalPort => 8766, Listen => 64, ReuseAddr => 1) or die "cannot listen: $!";
print STDERR "serving $marker\n";
while (1) {
  my $client = $listener->accept or next;
  my $request = <$client> // '';
  while (my $line = <$client>) { last if $line =~ /^\r?\n$/ }
  my $body = $request =~ m{^GET /health } ? '{"status":"healthy","model_loaded":true}' : $marker;
  my $type = $request =~ m{^GET /health } ? 'application/json' : 'text/plain';
  print $client "HTTP/1.1 200 OK\r\nContent-Type: $type\r\nContent-Length: " . length($body) . "\r\nConnection: close\r\n\r\n$body";
  close $client;
}
)";
  source.replace(source.find("MARKER"), 6, marker);
  return source;
}

std::string served_marker(int port) {
  const int client = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const timeval limit{.tv_sec = 2, .tv_usec = 0};
  ::setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  std::string answer;
  if (::connect(client, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
    constexpr std::string_view kRequest = "GET / HTTP/1.1\r\nHost: engine\r\n\r\n";
    ::send(client, kRequest.data(), kRequest.size(), MSG_NOSIGNAL);
    char buffer[4096];
    for (ssize_t count = 0; (count = ::recv(client, buffer, sizeof buffer, 0)) > 0;) {
      answer.append(buffer, static_cast<std::size_t>(count));
    }
  }
  ::close(client);
  const auto body = answer.find("\r\n\r\n");
  return body == std::string::npos ? std::string{} : answer.substr(body + 4);
}

}  // namespace voicehub::scenario
