#include "engines/onnx/session.hpp"

#include <chrono>
#include <cstdlib>
#include <future>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/onnx/fixtures.hpp"
#include "tests/unit/whisper/testdata.hpp"

namespace voicehub::engines::onnx {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr const char* kEncoder = "whisper-sherpa/go-encoder.onnx";

NamedTensor mel(const Shape& shape) {
  return {.name = "mel", .tensor = Tensor::zeros(shape)};
}

TEST(Session, SaysWhichFileIsMissing) {
  const ScratchFolder folder;
  const Result<Session> session = Session::load(folder.path() / "absent.onnx");
  ASSERT_FALSE(session);
  EXPECT_EQ(session.error().code, ErrorCode::not_found);
  EXPECT_THAT(session.error().message, HasSubstr("absent.onnx"));
}

TEST(Session, RefusesAFileThatIsNoModelInTheWordsOfTheLibrary) {
  const ScratchFolder folder;
  const Result<Session> session = Session::load(folder.write("text.onnx", "I am no model"));
  ASSERT_FALSE(session);
  EXPECT_EQ(session.error().code, ErrorCode::failed);
  EXPECT_THAT(session.error().message, HasSubstr("text.onnx"));
  EXPECT_THAT(session.error().cause, Not(IsEmpty()));
}

TEST(Session, RefusesAModelThatWasCutShort) {
  const ScratchFolder folder;
  const std::string whole = whisper::read_bytes(onnx_fixture(kEncoder));
  const Result<Session> session =
      Session::load(folder.write("half.onnx", whole.substr(0, whole.size() / 2)));
  ASSERT_FALSE(session);
  EXPECT_EQ(session.error().code, ErrorCode::failed);
}

TEST(Session, TellsWhatGoesInAndComesOut) {
  const Session session = Session::load(onnx_fixture(kEncoder)).value();
  ASSERT_NE(session.input("mel"), nullptr);
  EXPECT_THAT(session.input("mel")->dimensions, ElementsAre(-1, 80, -1));
  EXPECT_EQ(session.input("mel")->type, ElementType::float32);
  EXPECT_EQ(session.input("tokens"), nullptr);
  EXPECT_NE(session.output("n_layer_cross_k"), nullptr);
  EXPECT_EQ(session.metadata().find("n_vocab")->second, "51865");
}

TEST(Session, WritesIntoATensorThatItIsGiven) {
  const Session session = Session::load(onnx_fixture(kEncoder)).value();
  Tensor own = Tensor::zeros({2, 1, 2, 2});
  const std::vector<float> ones(80 * 4, 1.0F);
  const NamedTensor inputs[] = {{.name = "mel", .tensor = Tensor::of(ones, {1, 80, 4})}};
  NamedTensor outputs[] = {{.name = "n_layer_cross_k", .tensor = own}};
  ASSERT_TRUE(session.run(inputs, outputs));
  EXPECT_THAT(own.floats(), testing::Each(testing::FloatEq(1.0F)));
}

TEST(Session, SaysWhyItCannotBeRun) {
  const Session session = Session::load(onnx_fixture(kEncoder)).value();
  const NamedTensor wrong[] = {mel({1, 79, 4})};
  const Result<Tensor> output = session.run(wrong, "n_layer_cross_k");
  ASSERT_FALSE(output);
  EXPECT_EQ(output.error().code, ErrorCode::failed);
  EXPECT_THAT(output.error().cause, HasSubstr("79"));
}

TEST(Session, DoesNotBeginAfterAStop) {
  const Session session = Session::load(onnx_fixture(kEncoder)).value();
  std::stop_source source;
  source.request_stop();
  const NamedTensor inputs[] = {mel({1, 80, 4})};
  const Result<Tensor> output = session.run(inputs, "n_layer_cross_k", source.get_token());
  ASSERT_FALSE(output);
  EXPECT_EQ(output.error().code, ErrorCode::cancelled);
}

TEST(Session, EndsWithin100MillisecondsOfAStop) {
  const Session session = Session::load(onnx_fixture("whisper-slow/encoder_model.onnx")).value();
  std::stop_source source;
  auto running = std::async(std::launch::async, [&] {
    const NamedTensor inputs[] = {
        {.name = "input_features", .tensor = Tensor::zeros({1, 80, 3000})}};
    return session.run(inputs, "last_hidden_state", source.get_token());
  });
  ASSERT_EQ(running.wait_for(100ms), std::future_status::timeout);
  source.request_stop();
  EXPECT_EQ(running.wait_for(100ms), std::future_status::ready);
  const Result<Tensor> output = running.get();
  ASSERT_FALSE(output);
  EXPECT_EQ(output.error().code, ErrorCode::cancelled);
}

TEST(SessionDeathTest, WritesNothingOnStandardErrorNeitherWhenItFails) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");  // a new process, which makes the environment
  const auto load_and_fail = [] {
    const Session session = Session::load(onnx_fixture(kEncoder)).value();
    const NamedTensor wrong[] = {mel({1, 79, 4})};
    std::_Exit(session.run(wrong, "n_layer_cross_k") ? 1 : 0);
  };
  EXPECT_EXIT(load_and_fail(), testing::ExitedWithCode(0), testing::Eq(""));
}

}  // namespace
}  // namespace voicehub::engines::onnx
