#include "tests/unit/whisper/testdata.hpp"

#include <zlib.h>

#include <bit>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <iterator>
#include <regex>
#include <stdexcept>

namespace voicehub::engines::whisper {
namespace {

static_assert(std::endian::native == std::endian::little, "the files are read as they are");

template <typename T>
T number_at(const std::string& bytes, std::size_t at) {
  T value{};
  std::memcpy(&value, bytes.substr(at, sizeof value).data(), sizeof value);
  return value;
}

std::string inflated(const std::string& bytes, std::size_t size) {
  std::string result(size, '\0');
  z_stream stream{};
  std::string input = bytes;
  stream.next_in = reinterpret_cast<Bytef*>(input.data());
  stream.avail_in = static_cast<uInt>(input.size());
  stream.next_out = reinterpret_cast<Bytef*>(result.data());
  stream.avail_out = static_cast<uInt>(result.size());
  inflateInit2(&stream, -MAX_WBITS);
  const int status = inflate(&stream, Z_FINISH);
  inflateEnd(&stream);
  if (status != Z_STREAM_END) {
    throw std::runtime_error{"not a whole zip archive"};
  }
  return result;
}

}  // namespace

std::string read_bytes(const std::filesystem::path& file) {
  std::ifstream stream{file, std::ios::binary};
  return {std::istreambuf_iterator<char>{stream}, {}};
}

Audio read_wav(const std::filesystem::path& file) {
  const std::string bytes = read_bytes(file);
  const auto data = bytes.find("data");
  if (number_at<std::uint16_t>(bytes, 22) != 1 || number_at<std::uint16_t>(bytes, 34) != 16 ||
      data == std::string::npos) {
    throw std::runtime_error{file.string() + " is not 16-bit mono"};
  }
  Audio audio{.rate = number_at<std::int32_t>(bytes, 24), .samples = {}};
  const std::size_t size = number_at<std::uint32_t>(bytes, data + 4);
  for (std::size_t at = 0; at < size; at += 2) {
    audio.samples.push_back(static_cast<float>(number_at<std::int16_t>(bytes, data + 8 + at)) /
                            32768.0F);
  }
  return audio;
}

Matrix parse_npy(const std::string& bytes) {
  static const std::regex shape{R"('fortran_order': (\w+), 'shape': \((\d+), (\d+)\))"};
  const std::size_t header = number_at<std::uint16_t>(bytes, 8);
  const std::string text = bytes.substr(10, header);
  std::smatch match;
  if (!text.contains("'<f4'") || !std::regex_search(text, match, shape)) {
    throw std::runtime_error{"not an array of 32-bit numbers in two dimensions"};
  }
  Matrix matrix{.rows = std::stoul(match[2]),
                .columns = std::stoul(match[3]),
                .by_columns = match[1] == "True",
                .values = {}};
  for (std::size_t at = 10 + header; at < bytes.size(); at += 4) {
    matrix.values.push_back(number_at<float>(bytes, at));
  }
  return matrix;
}

std::string unzip(const std::string& archive, const std::string& name) {
  // The entries of the directory at the archive's end, each with the place of its member.
  for (std::size_t at = archive.find("PK\x01\x02"); at != std::string::npos;
       at = archive.find("PK\x01\x02", at + 1)) {
    if (archive.substr(at + 46, number_at<std::uint16_t>(archive, at + 28)) != name) {
      continue;
    }
    const std::size_t member = number_at<std::uint32_t>(archive, at + 42);
    const std::size_t start = member + 30 + number_at<std::uint16_t>(archive, member + 26) +
                              number_at<std::uint16_t>(archive, member + 28);
    return inflated(archive.substr(start, number_at<std::uint32_t>(archive, at + 20)),
                    number_at<std::uint32_t>(archive, at + 24));
  }
  throw std::runtime_error{name + " is not in the archive"};
}

}  // namespace voicehub::engines::whisper
