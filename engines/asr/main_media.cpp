#include "engines/asr/program.hpp"
#include "engines/media/media_file.hpp"

int main(int count, char** values) {
  return voicehub::engines::asr::run(count, values, voicehub::engines::open_media_file);
}
