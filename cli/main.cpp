#include <cstdio>

int main() {
  std::puts("voicehub");
}
