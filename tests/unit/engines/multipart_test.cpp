#include "engines/runtime/multipart.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace voicehub::engines {
namespace {

using testing::HasSubstr;

constexpr std::string_view kType = "multipart/form-data; boundary=cut";

// The parts as name=content, name@file=content; or what is wrong.
std::string parts_of(std::string_view body, std::string_view type = kType) {
  const auto parts = parse_multipart(type, body);
  if (!parts) {
    return parts.error().body;
  }
  std::string shown;
  for (const FormPart& part : *parts) {
    shown += shown.empty() ? "" : " ";
    shown += std::string{part.name} + (part.file_name.empty() ? "" : "@");
    shown += std::string{part.file_name} + "=" + std::string{part.content};
  }
  return shown;
}

TEST(Multipart, GivesFieldsAndFilesInTheirOrder) {
  EXPECT_EQ(
      parts_of("--cut\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nbase\r\n"
               "--cut\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a b.wav\"\r\n"
               "Content-Type: audio/wav\r\n\r\nRI\r\nFF\r\n--cut--\r\n"),
      "model=base file@a b.wav=RI\r\nFF");
}

TEST(Multipart, TakesWhatClientsWriteDifferently) {
  EXPECT_EQ(parts_of("before\r\n--cut\r\ncontent-disposition:form-data;name=a\r\n\r\n\r\n--cut--",
                     "Multipart/Form-Data; charset=utf-8; BOUNDARY=\"cut\""),
            "a=");
  EXPECT_EQ(parts_of("--cut--"), "") << "no parts at all";
}

TEST(Multipart, KeepsBytesThatOnlyLookLikeABoundary) {
  EXPECT_EQ(
      parts_of("--cut\r\nContent-Disposition: form-data; name=f\r\n\r\n--cut \r\n-cut\r\n--cut--"),
      "f=--cut \r\n-cut");
}

TEST(Multipart, RefusesAnotherTypeAndAMissingBoundary) {
  EXPECT_THAT(parts_of("{}", "application/json"), HasSubstr("not 'application/json'"));
  EXPECT_THAT(parts_of("", "multipart/form-data"), HasSubstr("names no boundary"));
  EXPECT_THAT(parts_of("", "multipart/form-data; boundary="), HasSubstr("names no boundary"));
  EXPECT_THAT(parts_of("", "multipart/form-data; boundary=" + std::string(71, 'x')),
              HasSubstr("names no boundary"));
}

TEST(Multipart, RefusesABodyThatIsCutOffAnywhere) {
  const std::string whole =
      "--cut\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nsound\r\n--cut--";
  for (std::size_t length = 0; length < whole.size(); ++length) {
    EXPECT_THAT(parts_of(whole.substr(0, length)), HasSubstr("ends before")) << length;
  }
}

TEST(Multipart, RefusesPartsWithoutAName) {
  EXPECT_THAT(parts_of("--cut\r\n\r\nsound\r\n--cut--"), HasSubstr("has no name"));
  EXPECT_THAT(parts_of("--cut\r\nContent-Disposition: form-data\r\n\r\nsound\r\n--cut--"),
              HasSubstr("has no name"));
}

TEST(Multipart, RefusesAFormOfThousandsOfParts) {
  std::string body;
  for (int i = 0; i < 300; ++i) {
    body += "--cut\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n";
  }
  EXPECT_THAT(parts_of(body + "--cut--"), HasSubstr("more than 256 parts"));
}

}  // namespace
}  // namespace voicehub::engines
