#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include <boost/asio/any_io_executor.hpp>

#include "core/base/task.hpp"

namespace voicehub::ops {

// What comes from a descriptor (a pipe, a terminal, a file). An interrupt ends the wait for
// somebody who does not write.
class InputReader {
 public:
  InputReader(const boost::asio::any_io_executor& executor, int descriptor);
  ~InputReader();
  InputReader(const InputReader&) = delete;
  InputReader& operator=(const InputReader&) = delete;

  // The next piece; empty at the end.
  [[nodiscard]] Task<std::string> next_piece();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Everything that comes from a descriptor (a pipe, a terminal, a file), until its end or an error
// of `take`.
[[nodiscard]] Task<void> read_input(int descriptor,
                                    std::function<Result<void>(std::string_view piece)> take);

}  // namespace voicehub::ops
