#pragma once

#include <vector>

#include "engines/speech/recognizer.hpp"

namespace voicehub::engines::whisper {

// What lies between the blanks of a segment's text, each with a share of the segment's time by its
// number of characters. A guess: a network whose attention is not exported does not tell more. Text
// without blanks, as in Chinese, is one word.
[[nodiscard]] std::vector<Word> estimated_words(const Segment& segment);

}  // namespace voicehub::engines::whisper
