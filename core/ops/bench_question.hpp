#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "core/base/file_system.hpp"
#include "core/base/task.hpp"
#include "core/engine/load_report.hpp"
#include "core/engine/routes.hpp"
#include "core/ops/bench.hpp"

namespace voicehub::ops {

// What a load asks an engine for, over and over.
struct Question {
  // The n-th request, for each route that engines have.
  std::function<std::vector<http::Request>(std::size_t n)> requests;
  // The body of a request, anew for each that is sent; empty: the requests have theirs.
  std::function<http::BodySource()> body;
  std::optional<engine::LoadSample::Seconds> audio;  // of a recording, where its length is known
};

// The texts of the options in turn, in the voice that they name, else in one that the engine has.
[[nodiscard]] Task<Question> speech_question(BenchOptions options, engine::Send send);

// The recording of the options. It is kept in memory: what is measured is the engine.
[[nodiscard]] Task<Question> recording_question(const FileSystem& files,
                                                BenchOptions options,
                                                engine::Send send);

}  // namespace voicehub::ops
