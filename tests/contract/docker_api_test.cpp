#include <boost/asio/steady_timer.hpp>
#include <gtest/gtest.h>

#include "tests/support/docker_fixture.hpp"

namespace voicehub::test {
namespace {

class Smoke : public DockerTest {};

TEST_F(Smoke, All) {
  auto v = value(run(api().version()));
  printf("%s %s %s\n", v.api.c_str(), v.engine.c_str(), v.minimum.c_str());
  auto id = start_container({"sh", "-c", "echo out; echo err >&2; head -c 40000 /dev/zero | tr '\\0' x; echo; sleep 100"}, {{"a","b"}});
  auto list = value(run(api().list_containers({"a=b"})));
  ASSERT_EQ(list.size(), 1U);
  printf("%s %s %s\n", list[0].name().c_str(), list[0].state.c_str(), list[0].status.c_str());
  auto r = value(run(api().exec({.container = id, .command = {"sh", "-c", "echo hi; echo no >&2; exit 3"}})));
  printf("%d %s %s\n", r.exit_code, r.output.c_str(), r.error_output.c_str());
  auto missing = value(run(api().exec({.container = id, .command = {"nope"}})));
  printf("%d %s %s\n", missing.exit_code, missing.output.c_str(), missing.error_output.c_str());
  std::string out, err;
  auto l = run(api().logs(id, {}, [&](docker::OutputStream s, std::string_view b) { (s == docker::OutputStream::standard_output ? out : err) += b; return done(); }));
  ASSERT_TRUE(l);
  printf("%zu %zu\n", out.size(), err.size());
  auto s = value(run(api().stats(id)));
  printf("%lu %f\n", s.memory_bytes, s.cpu_percent);
  auto gone = run(api().inspect_container({"nope"}));
  printf("%s\n", text_of(gone.error()).c_str());
  value(run(api().list_images()));
  value(run(api().list_networks({})));
  value(run(api().list_volumes({})));
  auto session = value(run(api().open_exec({.container = id, .command = {"sh"}, .tty = true, .attach_stdin = true})));
  ASSERT_TRUE(run(session->resize(33, 111)));
  ASSERT_TRUE(run(session->write("stty size; exit 5\n")));
  for (;;) { auto t = value(run(session->read())); if (t.empty()) break; printf("[%s]\n", t.c_str()); }
  printf("exit %d\n", value(run(session->exit_code())));
}

}  // namespace
}  // namespace voicehub::test
