#include "engines/runtime/container_command.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <ranges>
#include <system_error>

namespace voicehub::engines {
namespace {

namespace fs = std::filesystem;

// A name alone may be the value of an option, like the agent's --name.
bool is_engine(const std::string& word, const fs::path& self) {
  const fs::path path = fs::path{word}.lexically_normal();
  return word.contains('/') && path.has_filename() &&
         (path.filename() == self.filename() || path.parent_path() == self.parent_path());
}

}  // namespace

std::vector<std::string> arguments_of_engine(std::string_view command_line, const fs::path& self) {
  std::vector<std::string> words;
  while (!command_line.empty()) {
    const auto end = std::min(command_line.find('\0'), command_line.size());
    words.emplace_back(command_line.substr(0, end));
    command_line.remove_prefix(std::min(end + 1, command_line.size()));
  }
  // The last, because a supervisor's own options may name it too.
  const auto from_the_end = std::views::reverse(words);
  const auto engine =
      std::ranges::find_if(from_the_end, [&](const auto& word) { return is_engine(word, self); });
  if (engine == from_the_end.end()) {
    return {};
  }
  return {engine.base(), words.end()};
}

std::vector<std::string> arguments_of_this_container() {
  std::error_code failure;
  const fs::path self = fs::read_symlink("/proc/self/exe", failure);
  std::ifstream file{"/proc/1/cmdline", std::ios::binary};
  const std::string command_line{std::istreambuf_iterator<char>{file}, {}};
  return failure ? std::vector<std::string>{} : arguments_of_engine(command_line, self);
}

}  // namespace voicehub::engines
