#include "core/compose/pin_images.hpp"

#include <gtest/gtest.h>

#include "tests/unit/compose/tree_text.hpp"

namespace voicehub::compose {
namespace {

constexpr std::string_view kFile =
    "services:\n"
    "  a: {image: 'tts:1', init: true}\n"
    "  b: {image: 'tts:1'}\n"
    "  c: {image: 'asr@sha256:ab'}\n"
    "  d: {build: .}\n";

TEST(PinImages, AsksForEachImageOnceUnlessItIsPinned) {
  EXPECT_EQ(unpinned_images(parse(kFile)), std::vector<std::string>{"tts:1"});
  EXPECT_TRUE(unpinned_images(parse("name: x")).empty());
}

TEST(PinImages, ChangesNothingButTheImages) {
  Node file = parse(kFile);
  pin_images(file, {{"tts:1", "tts:1@sha256:cd"}});
  EXPECT_EQ(to_text(file),
            R"({services: {a: {image: "tts:1@sha256:cd", init: true}, )"
            R"(b: {image: "tts:1@sha256:cd"}, c: {image: "asr@sha256:ab"}, d: {build: "."}}})");
  EXPECT_EQ(to_text(images_only(file)),
            R"({services: {a: {image: "tts:1@sha256:cd"}, b: {image: "tts:1@sha256:cd"}, )"
            R"(c: {image: "asr@sha256:ab"}, d: {}}})");
}

}  // namespace
}  // namespace voicehub::compose
