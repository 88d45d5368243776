#include "core/ops/exit_report.hpp"

#include <gtest/gtest.h>

namespace voicehub::ops {
namespace {

TEST(ExitReport, SaysWhatTheCodeStandsFor) {
  EXPECT_EQ((ExitReport{.exit_code = 1}.summary()), "exit code 1");
  EXPECT_EQ((ExitReport{.exit_code = 137}.summary()), "exit code 137: killed");
  EXPECT_EQ((ExitReport{.exit_code = 139}.summary()), "exit code 139: signal 11");
  EXPECT_EQ((ExitReport{.exit_code = 137, .out_of_memory = true}.summary()),
            "exit code 137: out of memory");
}

TEST(ExitReport, TakesNoCodeForASignalThatThereIsNot) {
  EXPECT_EQ((ExitReport{.exit_code = 255}.summary()), "exit code 255");
}

}  // namespace
}  // namespace voicehub::ops
