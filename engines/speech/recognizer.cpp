#include "engines/speech/recognizer.hpp"

#include "engines/text/joined_text.hpp"

namespace voicehub::engines {

std::string Transcript::text() const {
  return joined_text(segments);
}

}  // namespace voicehub::engines
