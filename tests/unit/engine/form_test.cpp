#include "core/engine/form.hpp"

#include <gtest/gtest.h>

namespace voicehub::engine {
namespace {

TEST(Form, IsWhatABrowserSends) {
  Form form;
  form.add("model", "whisper-1");
  form.add_wav("file", "RIFF{}");
  EXPECT_EQ(Form::content_type(), "multipart/form-data; boundary=voicehub-form-5b0d2f6c8e1a4973");
  EXPECT_EQ(form.body(),
            "--voicehub-form-5b0d2f6c8e1a4973\r\n"
            "Content-Disposition: form-data; name=\"model\"\r\n"
            "\r\n"
            "whisper-1\r\n"
            "--voicehub-form-5b0d2f6c8e1a4973\r\n"
            "Content-Disposition: form-data; name=\"file\"; filename=\"speech.wav\"\r\n"
            "Content-Type: audio/wav\r\n"
            "\r\n"
            "RIFF{}\r\n"
            "--voicehub-form-5b0d2f6c8e1a4973--\r\n");
}

TEST(Form, LeavesOutOfAFileNameWhatWouldEndIt) {
  Form form;
  form.add_file("file", "a\"b\r\nc.wav", "RIFF");
  EXPECT_NE(form.body().find("filename=\"abc.wav\"\r\n"), std::string::npos) << form.body();
}

}  // namespace
}  // namespace voicehub::engine
