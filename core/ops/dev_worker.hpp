#pragma once

#include <chrono>
#include <optional>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include "core/base/task.hpp"
#include "core/ops/edit.hpp"
#include "core/ops/hot_restart.hpp"
#include "core/ops/session.hpp"
#include "core/project/project.hpp"
#include "core/watch/busy_files.hpp"
#include "core/watch/impact.hpp"

namespace voicehub::ops {

// An impact on its way to a worker. What arrives while the worker is busy becomes one.
struct Delivery {
  watch::Impact impact;
  std::chrono::milliseconds detected{0};  // from the save; longest of what was joined
  bool by_key = false;
};

class Inbox {
 public:
  explicit Inbox(boost::asio::any_io_executor executor);
  void put(Delivery delivery);
  void wake();
  // Until something is put or somebody wakes it, at most `longest`. A call of wake() that nobody
  // waited for ends the next wait.
  [[nodiscard]] Task<void> wait(std::chrono::milliseconds longest);

  [[nodiscard]] bool has_mail() const { return waiting_.has_value(); }

  [[nodiscard]] std::optional<Delivery> take();

 private:
  std::optional<Delivery> waiting_;
  bool is_woken_ = false;
  boost::asio::steady_timer woken_;
};

// One after the other: what changes the project as a whole takes its lock.
class Turns {
 public:
  explicit Turns(boost::asio::any_io_executor executor);
  [[nodiscard]] Task<void> run(std::function<Task<void>()> work);

 private:
  boost::asio::steady_timer freed_;
  bool taken_ = false;
};

// Gets edits into one container of a service, for as long as a session lasts: through its agent
// where it has one, else by restarting it; and starts it when it is not there.
class DevWorker {
 public:
  struct Surroundings {
    Session& session;
    const Project& project;
    Turns& turns;
    const watch::BusyFiles& busy_files;  // no part of a proof
    EditSink tell;
    bool start;  // containers that are missing or have ended
    bool speak;
  };

  DevWorker(Surroundings around,
            const Service& service,
            int number,
            boost::asio::any_io_executor executor);

  [[nodiscard]] Task<void> run();  // until it is cancelled

  void deliver(Delivery delivery) { inbox_.put(std::move(delivery)); }

  [[nodiscard]] const Service& service() const { return service_; }

  [[nodiscard]] int number() const { return number_; }

  // Whether the last edit is serving, and that was proven.
  [[nodiscard]] bool is_current() const { return current_; }

 private:
  Task<std::optional<docker::ContainerSummary>> find();
  Task<void> serve(reload::AgentChannel& agent, docker::ContainerSummary container);
  Task<void> serve_without_agent(std::optional<docker::ContainerSummary> container);
  Task<void> catch_up(const ReloadTarget& target);
  Task<void> take(const ReloadTarget& target, Delivery delivery);
  Task<void> take_by_agent(const ReloadTarget& target, const Delivery& delivery, Edit& edit);
  Task<void> take_without_agent(std::optional<docker::ContainerSummary> container,
                                const Delivery& delivery,
                                Edit& edit);
  Task<void> cure(docker::ContainerId container, const Delivery& delivery, Edit& edit);
  Task<void> rebuild(const Delivery& delivery, Edit& edit);
  Task<void> start_again(const Delivery& delivery, Edit& edit);
  Task<void> judge_service(Delivery delivery, Edit& edit);
  Task<void> judge(verify::Report proof, const Delivery& delivery, Edit& edit);
  boost::asio::awaitable<bool> edited_again();
  boost::asio::awaitable<bool> soon(std::function<bool()> is_so);
  Task<void> run_commands(docker::ContainerId container, std::vector<watch::Finding> findings);
  Task<void> measure_speech(docker::ContainerSummary container, Edit& edit);
  [[nodiscard]] Edit edit_for(const Delivery& delivery) const;
  void tell(Edit edit);
  void note_outage(const Error& error);
  [[nodiscard]] std::string shown_name() const;

  Surroundings around_;
  const Service& service_;
  int number_;
  Inbox inbox_;
  bool current_ = true;
  bool caught_up_ = false;
  bool daemon_away_ = false;
  bool told_missing_ = false;
};

}  // namespace voicehub::ops
