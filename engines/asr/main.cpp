#include "engines/asr/program.hpp"

int main(int count, char** values) {
  return voicehub::engines::asr::run(count, values, nullptr);
}
