#include "engines/wyoming/event.hpp"

#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace voicehub::engines::wyoming {
namespace {

using testing::HasSubstr;

EventData data_of(std::string_view text) {
  auto data = EventData::parse(text);
  EXPECT_TRUE(data) << text;
  return data.value_or(EventData{});
}

Error error_of(std::string_view wire, EventLimits limits = {}) {
  EventReader reader{limits};
  reader.feed(wire);
  const auto event = reader.next();
  EXPECT_FALSE(event) << wire;
  return event ? Error{} : event.error();
}

Event event_of(std::string_view wire) {
  EventReader reader;
  reader.feed(wire);
  auto event = reader.next();
  EXPECT_TRUE(event && *event) << wire;
  return event && *event ? **event : Event{};
}

TEST(WyomingEvent, IsReadAsItWasWritten) {
  const Event read = event_of(to_wire(
      {.type = "audio-chunk", .data = data_of(R"({"rate":16000})"), .payload = {"\0\n{", 3}}));
  EXPECT_EQ(read.type, "audio-chunk");
  EXPECT_EQ(read.data.number("rate"), 16000);
  EXPECT_EQ(read.payload, (std::string{"\0\n{", 3}));
}

TEST(WyomingEvent, TellsTheLengthsOfWhatFollowsTheHeader) {
  EXPECT_EQ(to_wire({.type = "pong", .data = data_of(R"({"text":"a"})"), .payload = "xy"}),
            "{\"type\":\"pong\",\"version\":\"1.9.0\",\"data_length\":12,\"payload_length\":2}\n"
            "{\"text\":\"a\"}xy");
  EXPECT_EQ(to_wire({.type = "describe"}), "{\"type\":\"describe\",\"version\":\"1.9.0\"}\n");
}

TEST(WyomingEvent, IsReadFromSingleBytes) {
  const std::string wire =
      to_wire({.type = "a", .data = data_of(R"({"text":"x"})"), .payload = "12"}) +
      to_wire({.type = "b"});
  EventReader reader;
  std::vector<std::string> types;
  for (const char byte : wire) {
    reader.feed({&byte, 1});
    const auto event = reader.next();
    ASSERT_TRUE(event);
    if (*event) {
      types.push_back((*event)->type + (*event)->payload);
      EXPECT_FALSE(reader.is_within());
    } else {
      EXPECT_TRUE(reader.is_within());
    }
  }
  EXPECT_EQ(types, (std::vector<std::string>{"a12", "b"}));
}

TEST(WyomingEvent, ComesOneByOneWhenSeveralArriveAtOnce) {
  EventReader reader;
  reader.feed(to_wire({.type = "a", .payload = "1"}) + to_wire({.type = "b"}) + "{");
  EXPECT_EQ(reader.next().value()->type, "a");
  EXPECT_EQ(reader.next().value()->type, "b");
  EXPECT_FALSE(reader.next().value());
}

TEST(WyomingEvent, HasTheDataOfItsHeaderAndThoseThatFollowOverThem) {
  const Event event = event_of(
      "{\"type\":\"a\",\"data\":{\"text\":\"old\",\"code\":\"c\"},\"data_length\":14}\n"
      "{\"text\":\"new\"}");
  EXPECT_EQ(event.data.text("text"), "new");
  EXPECT_EQ(event.data.text("code"), "c");
}

TEST(WyomingEvent, TakesNullForWhatIsAbsent) {
  const Event event =
      event_of("{\"type\":\"a\",\"data\":null,\"data_length\":null,\"payload_length\":null}\n");
  EXPECT_TRUE(event.data.empty());
}

TEST(WyomingEvent, DataOfAnotherTypeAreAbsent) {
  const EventData data =
      data_of(R"({"text":1,"rate":"x","voice":[],"big":99999999999,"half":1.5})");
  EXPECT_EQ(data.text("text"), "");
  EXPECT_EQ(data.number("rate"), std::nullopt);
  EXPECT_EQ(data.number("big"), std::nullopt);
  EXPECT_EQ(data.number("half"), std::nullopt);
  EXPECT_TRUE(data.object("voice").empty());
}

TEST(WyomingEvent, RefusesWhatIsNoEvent) {
  for (const char* wire : {"GET / HTTP/1.1\r\n",
                           "\n",
                           "[]\n",
                           "{}\n",
                           "{\"type\":1}\n",
                           "{\"type\":\"a\",\"data\":[]}\n",
                           "{\"type\":\"\xff\"}\n",
                           "{\"type\":\"a\",\"data_length\":2}\n[]"}) {
    EXPECT_EQ(error_of(wire).code, ErrorCode::failed) << wire;
  }
}

TEST(WyomingEvent, RefusesLengthsThatAreNone) {
  for (const char* length : {"-1", "1.5", "\"1\"", "[]", "true"}) {
    const std::string header = std::string{"{\"type\":\"a\",\"data_length\":"} + length + "}\n";
    EXPECT_THAT(error_of(header).message, HasSubstr("data_length")) << header;
  }
  EXPECT_EQ(error_of("{\"type\":\"a\",\"payload_length\":1e999}\n").code, ErrorCode::failed);
}

TEST(WyomingEvent, RefusesWhatIsTooLongBeforeItComes) {
  const EventLimits limits{.header_bytes = 64, .data_bytes = 10, .payload_bytes = 20};
  EXPECT_EQ(error_of(std::string(65, ' '), limits).code, ErrorCode::unsupported);
  EXPECT_EQ(error_of(std::string(65, ' ') + "\n", limits).code, ErrorCode::unsupported);
  EXPECT_THAT(error_of("{\"type\":\"a\",\"data_length\":11}\n", limits).message,
              HasSubstr("data_length of an event is 11, and at most 10"));
  EXPECT_THAT(error_of("{\"type\":\"a\",\"payload_length\":18446744073709551615}\n").message,
              HasSubstr("payload_length"));
}

TEST(WyomingEvent, RefusesWhatIsNestedTooDeeply) {
  const std::string deep = std::string(1000, '[') + std::string(1000, ']');
  EXPECT_EQ(error_of("{\"type\":\"a\",\"data\":{\"x\":" + deep + "}}\n").code, ErrorCode::failed);
  EXPECT_FALSE(EventData::parse("{\"x\":" + deep + "}"));
}

TEST(WyomingEvent, NothingFollowsWhatIsBroken) {
  EventReader reader;
  reader.feed("nonsense\n");
  EXPECT_FALSE(reader.next());
  reader.feed(to_wire({.type = "a"}));
  EXPECT_FALSE(reader.next());
}

}  // namespace
}  // namespace voicehub::engines::wyoming
