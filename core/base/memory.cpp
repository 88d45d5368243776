#include "core/base/memory.hpp"

#include <malloc.h>

namespace voicehub {

void give_back_memory() {
#ifdef __GLIBC__
  ::malloc_trim(0);
#endif
}

}  // namespace voicehub
