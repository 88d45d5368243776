#include <unistd.h>

// The whole content of an image that has no shell: runs until it is killed.
int main() {
  for (;;) {
    pause();
  }
}
