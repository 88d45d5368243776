#pragma once

namespace voicehub::engines {

// What blanks in a row amount to.
enum class Gap { none, blank, line_break, paragraph };

// Blanks, as they come. A return and a line feed are one line break; a second line break makes a
// paragraph.
class BlankRun {
 public:
  void add(char32_t blank);

  [[nodiscard]] Gap gap() const { return gap_; }

 private:
  Gap gap_ = Gap::none;
  char32_t last_ = 0;
};

}  // namespace voicehub::engines
