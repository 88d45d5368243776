#include "core/verify/question.hpp"

namespace voicehub::verify {
namespace {

constexpr const char* kScript = R"sh(
leave_out=$1 flags=$2
shift 2
read -r uptime rest </proc/uptime
read -r boot_id </proc/sys/kernel/random/boot_id
echo "boot $boot_id $uptime"
cat /proc/self/mountinfo /proc/[0-9]*/stat 2>/dev/null
others='for path; do
  if [ -h "$path" ]; then
    printf "link %s\n" "$path"
    readlink "$path"
  elif [ ! -r "$path" ] || { [ -d "$path" ] && [ ! -x "$path" ]; }; then
    printf "unreadable %s\n" "$path"
  fi
done'
set -f
IFS='
'
for path; do
  flag=${flags%"${flags#?}"}
  flags=${flags#?}
  echo mount
  if [ ! -e "$path" ]; then
    echo missing
    continue
  fi
  stat -L -c 'root %d %i' "$path"
  if [ -d "$path" ]; then
    echo folder
  fi
  if [ "$flag" = r ]; then
    continue
  fi
  if [ -d "$path" ]; then
    if [ ! -r "$path" ] || [ ! -x "$path" ]; then
      printf 'unreadable %s\n' "$path"
      continue
    fi
    find -H "$path" -mindepth 1 \( $leave_out \) -prune -o \
      -exec sh -c "$others" sh {} + -type f -exec sha256sum {} +
    continue
  fi
  sha256sum <"$path"
  if [ "$flag" = m ]; then
    md5sum <"$path"
  fi
done
echo end
)sh";

char flag_of(Depth depth) {
  switch (depth) {
    case Depth::root: return 'r';
    case Depth::content: return 'h';
    case Depth::content_and_md5: return 'm';
  }
  return 'r';
}

}  // namespace

std::vector<std::string> question_words(const std::vector<Question>& questions,
                                        const LeaveOut& leave_out) {
  std::vector<std::string> words{leave_out.find_expression(), {}};
  for (const Question& question : questions) {
    words[1] += flag_of(question.depth);
    words.push_back(question.path.text);
  }
  return words;
}

std::vector<std::string> shell_command(const std::vector<std::string>& words) {
  std::vector<std::string> command{"sh", "-c", kScript, "voicehub-verify"};
  command.insert(command.end(), words.begin(), words.end());
  return command;
}

}  // namespace voicehub::verify
