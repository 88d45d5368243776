#include "core/verify/verify.hpp"

#include <algorithm>
#include <span>

#include <fmt/format.h>

#include "core/base/text.hpp"
#include "core/verify/container_digest.hpp"
#include "core/verify/host_digest.hpp"
#include "core/verify/judge.hpp"
#include "core/verify/server_start.hpp"

namespace voicehub::verify {
namespace {

Question question_about(const Mount& mount, MountRole role, const VerifyOptions& options) {
  if (mount.kind != MountKind::bind || role != MountRole::source) {
    return {.path = mount.target, .depth = Depth::root};
  }
  return {.path = mount.target, .depth = options.md5 ? Depth::content_and_md5 : Depth::content};
}

// What is no part of the folder that it lies in. Everything that is mounted, by the daemon's word:
// also what the project file does not name, as an anonymous volume of the image. And the
// exceptions.
std::vector<std::string> paths_of_their_own(const Service& service,
                                            const docker::ContainerDetails& container,
                                            const std::vector<HostPath>& except) {
  std::vector<std::string> paths;
  for (const Mount& mount : service.mounts) {
    paths.push_back(mount.target.text);
  }
  for (const docker::MountPoint& mount : container.mounts) {
    if (std::ranges::find(paths, mount.destination) == paths.end()) {
      paths.push_back(mount.destination);
    }
  }
  for (const Mount& mount : service.mounts) {
    for (const HostPath& file : except) {
      if (mount.kind == MountKind::bind && file != mount.source &&
          is_inside(file.text, mount.source.text)) {
        paths.push_back(mount.target.text + "/" + shown(file, mount.source));
      }
    }
  }
  return paths;
}

const docker::MountPoint* mount_point(const docker::ContainerDetails& container,
                                      const ContainerPath& target) {
  const auto found =
      std::ranges::find(container.mounts, target.text, &docker::MountPoint::destination);
  return found == container.mounts.end() ? nullptr : &*found;
}

std::int64_t server_started_ns(const Inside& inside,
                               const docker::ContainerDetails& container,
                               const VerifyOptions& options) {
  if (const Boot boot = this_boot(); options.insider && inside.answer.boot_id == boot.id) {
    return boot.at_ns + options.insider->server_loaded_ns;
  }
  // Without a process to be seen, what the daemon noted when it had started the container.
  const std::chrono::nanoseconds noted{container.state.started_at.time_since_epoch()};
  return server_start(inside.answer, this_boot(), inside.asked_ns).value_or(noted.count());
}

// One mount of the service, with what each side says of it.
class MountCase {
 public:
  MountCase(const Service& service,
            const Mount& mount,
            const VerifyOptions& options,
            const LeaveOut& leave_out)
      : service_{service},
        mount_{mount},
        options_{options},
        leave_out_{leave_out},
        role_{classify(mount)},
        question_{question_about(mount, role_.role, options)} {
    if (is_hashed() && !options_.remote) {
      selection_ = selection_of(mount_.source, mount_.target, options_.scope.only, leave_out);
    }
  }

  // One about the mount, and one about each file of a selection.
  [[nodiscard]] std::vector<Question> questions() const {
    if (!selection_) {
      return {question_};
    }
    std::vector<Question> questions{{.path = mount_.target, .depth = Depth::root}};
    for (const std::string& name : *selection_) {
      questions.push_back({.path = {mount_.target.text + "/" + name}, .depth = Depth::content});
    }
    return questions;
  }

  void look_at_host(const docker::ContainerDetails& container) {
    point_ = mount_point(container, mount_.target);
    if (options_.remote || !is_on_host(mount_.kind)) {
      return;
    }
    if (mount_.kind == MountKind::bind) {
      std::vector<View> views;
      for (const Question& question : questions()) {
        const HostPath path{mount_.source.text +
                            question.path.text.substr(mount_.target.text.size())};
        views.push_back(verify::look_at_host(path, question, leave_out_));
      }
      host_ = joined_view(views);
    } else if (point_ != nullptr) {
      // Only root may look below /var/lib/docker.
      host_ = verify::look_at_host({point_->source}, question_, leave_out_);
    }
  }

  // `answers`: one for each of the questions.
  [[nodiscard]] MountReport report(std::span<const View> answers,
                                   const MountLine* line,
                                   std::int64_t started_ns) const {
    const View inside = joined_view(answers);
    Verdict verdict = judge(inside, line, started_ns);
    return {.source = source(),
            .volume = point_ == nullptr ? std::string{} : point_->name,
            .target = mount_.target,
            .kind = mount_.kind,
            .role = role_.role,
            .rule = role_.rule,
            .state = verdict.state,
            .detail = std::move(verdict.detail),
            .files = inside.files(),
            .host = is_hashed() ? host_.digest() : std::nullopt,
            .container = is_hashed() ? inside.digest() : std::nullopt,
            .host_md5 = host_.md5,
            .container_md5 = inside.md5,
            .differences = std::move(verdict.differences),
            .selected = selection_ ? inside.tree : std::map<std::string, Entry>{}};
  }

 private:
  [[nodiscard]] View joined_view(std::span<const View> views) const {
    return selection_ ? joined(views.front(), *selection_, views.subspan(1)) : views.front();
  }

  [[nodiscard]] bool is_copied() const {
    return std::ranges::find(options_.copies, mount_.target) != options_.copies.end();
  }

  [[nodiscard]] bool is_hashed() const { return question_.depth != Depth::root; }

  [[nodiscard]] HostPath source() const {
    return mount_.kind == MountKind::volume && point_ != nullptr ? HostPath{point_->source}
                                                                 : mount_.source;
  }

  [[nodiscard]] Verdict judge(const View& inside,
                              const MountLine* line,
                              std::int64_t started_ns) const {
    if (!is_on_host(mount_.kind)) {
      return judge_presence(inside);
    }
    if (point_ == nullptr) {
      return {MountState::missing,
              fmt::format("the container was made without this mount; voicehub restart {} makes "
                          "it anew",
                          service_.name)};
    }
    const Evidence evidence{
        .service = service_.name,
        .source = source(),
        .target = mount_.target,
        .host = host_,
        .container = inside,
        .deleted = line != nullptr && line->deleted,
        .mounted_root = line == nullptr ? std::nullopt : std::optional{line->root},
        .copied = is_copied(),
        .server_started_ns = started_ns};
    if (mount_.kind == MountKind::volume) {
      return judge_volume(evidence);
    }
    if (options_.remote) {
      return {MountState::remote, "the daemon is on another machine: nothing to compare with"};
    }
    return with_other_source(is_hashed() ? judge_content(evidence) : judge_root(evidence));
  }

  [[nodiscard]] Verdict judge_presence(const View& inside) const {
    if (inside.exists) {
      return {MountState::same_root, {}};
    }
    return {MountState::missing,
            fmt::format("the container has nothing at {}", mount_.target.text)};
  }

  // The commonest reason for a difference that no editor made: the project file has been edited.
  [[nodiscard]] Verdict with_other_source(Verdict verdict) const {
    if (!is_proof(verdict.state) && !is_copied() && point_->source != mount_.source.text) {
      verdict.detail = fmt::format(
          "the container was made with {} at {}; voicehub restart {} "
          "makes it anew",
          point_->source,
          mount_.target.text,
          service_.name);
    }
    return verdict;
  }

  const Service& service_;
  const Mount& mount_;
  const VerifyOptions& options_;
  const LeaveOut& leave_out_;
  MountClass role_;
  Question question_;
  std::optional<std::vector<std::string>> selection_;
  const docker::MountPoint* point_ = nullptr;
  View host_;
};

}  // namespace

Result<void> require_running(const docker::ContainerDetails& container,
                             std::chrono::system_clock::time_point now) {
  const docker::ContainerState& state = container.state;
  if (state.status == "paused") {
    return make_error(ErrorCode::failed,
                      fmt::format("{} is paused", container.name),
                      fmt::format("docker unpause {}", container.name));
  }
  if (state.running) {
    return done();
  }
  std::string why = state.status;
  if (state.status == "exited" || state.status == "dead") {
    const auto ago = std::chrono::duration_cast<std::chrono::milliseconds>(now - state.finished_at);
    why = fmt::format("exited {}, {} ago", state.exit_code, human_duration(ago));
  }
  return make_error(ErrorCode::failed,
                    fmt::format("{} is not running ({})", container.name, why),
                    "voicehub start");
}

Task<Report> verify_container(docker::Api& docker,
                              const Service& service,
                              docker::ContainerDetails container,
                              VerifyOptions options) {
  VH_CO_CHECK(require_running(container, std::chrono::system_clock::now()));
  Report report{.service = service.name, .container = container.name};
  if (service.mounts.empty()) {
    co_return report;
  }
  const LeaveOut leave_out{paths_of_their_own(service, container, options.scope.except)};
  std::vector<MountCase> cases;
  std::vector<Question> questions;
  for (const Mount& mount : service.mounts) {
    MountCase& added = cases.emplace_back(service, mount, options, leave_out);
    added.look_at_host(container);
    const std::vector<Question> asked = added.questions();
    questions.insert(questions.end(), asked.begin(), asked.end());
  }
  VH_CO_TRY(const Inside inside,
            co_await look_inside(docker, container, questions, leave_out, options.insider));
  const std::int64_t started_ns = server_started_ns(inside, container, options);
  report.method = inside.method;
  std::span<const View> answers{inside.answer.mounts};
  for (const MountCase& mount : cases) {
    const std::vector<Question> asked = mount.questions();
    const MountLine* line = inside.answer.mounted_at(asked.front().path.text);
    report.mounts.push_back(mount.report(answers.first(asked.size()), line, started_ns));
    answers = answers.subspan(asked.size());
  }
  co_return report;
}

}  // namespace voicehub::verify
