#include "core/verify/container_digest.hpp"

#include <chrono>

#include <fmt/format.h>

#include "core/base/log.hpp"
#include "core/verify/sidecar.hpp"

namespace voicehub::verify {
namespace {

// A source tree is read in seconds; whoever mounts a disk of weights as source hears of it.
constexpr std::chrono::minutes kDeadline{5};

std::int64_t now_ns() {
  return std::chrono::nanoseconds{std::chrono::system_clock::now().time_since_epoch()}.count();
}

Task<Answer> ask_shell(docker::Api& docker,
                       docker::ContainerId container,
                       std::vector<Question> questions,
                       std::vector<std::string> words) {
  docker::ExecRequest request{
      .container = container, .command = shell_command(words), .deadline = kDeadline};
  VH_CO_TRY(const docker::ExecReply reply, co_await docker.exec(std::move(request)));
  co_return parse_answer(reply.output, questions);
}

Task<Answer> ask_agent(docker::Api& docker,
                       docker::ContainerDetails container,
                       std::vector<Question> questions,
                       std::vector<std::string> words) {
  VH_CO_TRY(const std::string output, co_await ask_sidecar(docker, container, words, kDeadline));
  co_return parse_answer(output, questions);
}

}  // namespace

Task<Inside> look_inside(docker::Api& docker,
                         docker::ContainerDetails container,
                         std::vector<Question> questions,
                         LeaveOut leave_out,
                         std::optional<Insider> insider) {
  const std::vector<std::string> words = question_words(questions, leave_out);
  if (insider) {
    Inside inside{.method = "agent", .asked_ns = now_ns()};
    VH_CO_TRY(const std::string text, co_await insider->ask(words));
    VH_CO_TRY(inside.answer, parse_answer(text, questions));
    co_return inside;
  }
  Inside inside{.method = "exec sha256sum", .asked_ns = now_ns()};
  auto answer = co_await ask_shell(docker, container.id, questions, words);
  // No shell, no sha256sum, or a file name that only our own program writes unmistakably.
  if (!answer && answer.error().code == ErrorCode::failed) {
    log::debug("{} has to be asked by a sidecar: {}", container.name, answer.error().message);
    inside.method = "sidecar";
    inside.asked_ns = now_ns();
    answer = co_await ask_agent(docker, container, questions, words);
  }
  if (!answer) {
    Error error = std::move(answer).error();
    error.message = fmt::format("cannot look into {}: {}", container.name, error.message);
    co_return std::unexpected(std::move(error));
  }
  inside.answer = std::move(*answer);
  co_return inside;
}

}  // namespace voicehub::verify
