#include "core/compose/scalar.hpp"

#include <gtest/gtest.h>

namespace voicehub::compose {
namespace {

std::string resolved(std::string_view text) {
  const Scalar scalar = resolve_plain(text);
  return scalar.kind == Kind::text ? "'" + scalar.text + "'" : scalar.text;
}

TEST(Scalar, ReadsIntegersAsGoDoes) {
  EXPECT_EQ(resolved("8080"), "8080");
  EXPECT_EQ(resolved("-1"), "-1");
  EXPECT_EQ(resolved("+5"), "5");
  EXPECT_EQ(resolved("-0"), "0");
  EXPECT_EQ(resolved("0755"), "493");
  EXPECT_EQ(resolved("0o17"), "15");
  EXPECT_EQ(resolved("0x1F"), "31");
  EXPECT_EQ(resolved("0b11"), "3");
  EXPECT_EQ(resolved("1_000"), "1000");
  EXPECT_EQ(resolved("12345678901234567890"), "12345678901234567890");
}

TEST(Scalar, ReadsNumbersAsGoDoes) {
  EXPECT_EQ(resolved("1.50"), "1.5");
  EXPECT_EQ(resolved(".5"), "0.5");
  EXPECT_EQ(resolved("5."), "5");
  EXPECT_EQ(resolved("08"), "8");
  EXPECT_EQ(resolved("1e3"), "1000");
  EXPECT_EQ(resolved("1e6"), "1e+06");
  EXPECT_EQ(resolved("123456.0"), "123456");
  EXPECT_EQ(resolved("123456789.5"), "1.234567895e+08");
  EXPECT_EQ(resolved("0.00001"), "1e-05");
  EXPECT_EQ(resolved("18446744073709551616"), "1.8446744073709552e+19");
  EXPECT_EQ(resolved(".inf"), "+Inf");
}

TEST(Scalar, LeavesWhatOnlyLooksLikeANumber) {
  EXPECT_EQ(resolved("12:30:45"), "'12:30:45'");
  EXPECT_EQ(resolved("1.2.3"), "'1.2.3'");
  EXPECT_EQ(resolved("5000:5000"), "'5000:5000'");
  EXPECT_EQ(resolved("1e400"), "'1e400'");
  EXPECT_EQ(resolved("-"), "'-'");
  EXPECT_EQ(resolved("2024-01-31"), "'2024-01-31'");
}

TEST(Scalar, KnowsTheBooleansOfYaml12Only) {
  EXPECT_EQ(resolve_plain("True").kind, Kind::boolean);
  EXPECT_EQ(resolve_plain("FALSE").text, "false");
  EXPECT_EQ(resolve_plain("yes").kind, Kind::text);
  EXPECT_EQ(resolve_plain("no").kind, Kind::text);
  EXPECT_EQ(resolve_plain("~").kind, Kind::null);
}

}  // namespace
}  // namespace voicehub::compose
