#include "core/compose/schema.hpp"

#include <algorithm>

#include <gmock/gmock.h>

#include "core/project/x_voicehub.hpp"

namespace voicehub::compose {
namespace {

const Shape& service_shape() {
  return *find_attribute(file_shape(), "services")->shape->each;
}

std::vector<std::string_view> attributes(const Shape& shape) {
  std::vector<std::string_view> names;
  std::ranges::transform(shape.attributes, std::back_inserter(names), &Attribute::name);
  return names;
}

TEST(Schema, HasTheDocumentedKeysOfXVoicehub) {
  std::vector<std::string_view> keys;
  for (const XVoicehubKey& key : x_voicehub_keys()) {
    EXPECT_EQ(key.level, "service");
    keys.push_back(key.name);
  }
  EXPECT_THAT(attributes(*find_attribute(service_shape(), "x-voicehub")->shape),
              testing::UnorderedElementsAreArray(keys));
}

TEST(Schema, NamesEachAttributeOnce) {
  for (const Shape* shape : {&file_shape(), &service_shape()}) {
    std::vector<std::string_view> names = attributes(*shape);
    std::ranges::sort(names);
    EXPECT_EQ(std::ranges::adjacent_find(names), names.end());
  }
}

TEST(Schema, SaysWhatEachAttributeLooksLike) {
  for (const Attribute& attribute : service_shape().attributes) {
    EXPECT_NE(attribute.shape, nullptr) << attribute.name;
  }
}

}  // namespace
}  // namespace voicehub::compose
