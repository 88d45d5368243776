#include <fcntl.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "core/agent/digest.hpp"
#include "core/base/digest.hpp"
#include "tests/support/temporary_folder.hpp"

namespace voicehub::agent {
namespace {

using test::TemporaryFolder;

std::string of(const std::string& bytes, std::string (*digest)(int)) {
  const TemporaryFolder folder;
  folder.write("file", bytes);
  const int file = ::open(folder.path("file").c_str(), O_RDONLY);
  std::string hex = digest(file);
  ::close(file);
  return hex;
}

TEST(AgentSha256, GivesTheDigestsOfTheStandard) {
  EXPECT_EQ(of("", sha256_hex), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(of("abc", sha256_hex),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", sha256_hex),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(of(std::string(1'000'000, 'a'), sha256_hex),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(AgentMd5, GivesTheDigestsOfTheStandard) {
  EXPECT_EQ(of("", md5_hex), "d41d8cd98f00b204e9800998ecf8427e");
  EXPECT_EQ(of("abc", md5_hex), "900150983cd24fb0d6963f7d28e17f72");
  EXPECT_EQ(of("12345678901234567890123456789012345678901234567890123456789012345678901234567890",
               md5_hex),
            "57edf4a22be3c955ac49da2e2107b67a");
}

TEST(AgentSha256, AgreesWithOpenSslAtEveryLengthAroundABlock) {
  for (std::size_t size = 50; size < 135; ++size) {
    const std::string bytes(size, static_cast<char>(size));
    EXPECT_EQ(of(bytes, sha256_hex), sha256(bytes).hex) << size;
    Hasher md5{HashAlgorithm::md5};
    md5.update(bytes);
    EXPECT_EQ(of(bytes, md5_hex), md5.finish()) << size;
  }
}

TEST(AgentSha256, IsEmptyForWhatCannotBeRead) {
  EXPECT_EQ(sha256_hex(-1), "");
}

}  // namespace
}  // namespace voicehub::agent
