#include "engines/text/characters.hpp"

#include <algorithm>
#include <span>
#include <string_view>

namespace voicehub::engines {
namespace {

struct Range {
  char32_t first = 0;
  char32_t last = 0;
};

// `ranges` are in order.
bool is_in(std::span<const Range> ranges, char32_t code) {
  const auto range = std::ranges::lower_bound(ranges, code, {}, &Range::last);
  return range != ranges.end() && range->first <= code;
}

template <std::size_t kSize>
consteval bool in_order(const Range (&ranges)[kSize]) {
  for (std::size_t i = 0; i < kSize; ++i) {
    if (ranges[i].last < ranges[i].first || (i != 0 && ranges[i].first <= ranges[i - 1].last)) {
      return false;
    }
  }
  return true;
}

constexpr Range kBlanks[] = {{0x09, 0x0D},
                             {0x20, 0x20},
                             {0x85, 0x85},
                             {0xA0, 0xA0},
                             {0x1680, 0x1680},
                             {0x2000, 0x200A},
                             {0x2028, 0x2029},
                             {0x202F, 0x202F},
                             {0x205F, 0x205F},
                             {0x3000, 0x3000}};

// ASCII, Arabic, Persian, Devanagari, Bengali, Tamil, Thai, full width.
constexpr Range kDigits[] = {{0x30, 0x39},
                             {0x660, 0x669},
                             {0x6F0, 0x6F9},
                             {0x966, 0x96F},
                             {0x9E6, 0x9EF},
                             {0xBE6, 0xBEF},
                             {0xE50, 0xE59},
                             {0xFF10, 0xFF19}};

// Punctuation and symbols beyond ASCII.
constexpr Range kNoWords[] = {
    {0x80, 0xA9},      {0xAB, 0xB4},     {0xB6, 0xB9},     {0xBB, 0xBF},     {0xD7, 0xD7},
    {0xF7, 0xF7},      {0x37E, 0x37E},   {0x387, 0x387},   {0x55A, 0x55F},   {0x589, 0x58A},
    {0x5BE, 0x5BE},    {0x5C0, 0x5C0},   {0x5C3, 0x5C3},   {0x5F3, 0x5F4},   {0x600, 0x60F},
    {0x61B, 0x61F},    {0x66A, 0x66D},   {0x6D4, 0x6D4},   {0x964, 0x965},   {0x104A, 0x104F},
    {0x1361, 0x1368},  {0x1680, 0x1680}, {0x17D4, 0x17DA}, {0x2000, 0x206F}, {0x20A0, 0x20CF},
    {0x2190, 0x2BFF},  {0x2E00, 0x2E7F}, {0x3000, 0x3004}, {0x3008, 0x3020}, {0x3030, 0x3030},
    {0x303D, 0x303F},  {0x30FB, 0x30FB}, {0xFE00, 0xFE6F}, {0xFEFF, 0xFEFF}, {0xFF01, 0xFF0F},
    {0xFF1A, 0xFF20},  {0xFF3B, 0xFF40}, {0xFF5B, 0xFF65}, {0xFFE0, 0xFFFF}, {0x1F000, 0x1FAFF},
    {0xE0000, 0xE0FFF}};

constexpr Range kCjk[] = {{0x2E80, 0x2FDF},
                          {0x3005, 0x3007},
                          {0x3040, 0x30FA},
                          {0x30FC, 0x30FF},
                          {0x31F0, 0x31FF},
                          {0x3400, 0x4DBF},
                          {0x4E00, 0x9FFF},
                          {0xF900, 0xFAFF},
                          {0xFF66, 0xFF9F},
                          {0x20000, 0x3FFFF}};

constexpr Range kExtending[] = {
    {0x300, 0x36F},    {0x483, 0x489},   {0x591, 0x5BD},   {0x5BF, 0x5BF},     {0x5C1, 0x5C2},
    {0x5C4, 0x5C5},    {0x5C7, 0x5C7},   {0x610, 0x61A},   {0x64B, 0x65F},     {0x670, 0x670},
    {0x6D6, 0x6DC},    {0x6DF, 0x6E4},   {0x6E7, 0x6E8},   {0x6EA, 0x6ED},     {0x900, 0x903},
    {0x93A, 0x93C},    {0x93E, 0x94F},   {0x951, 0x957},   {0x962, 0x963},     {0x981, 0x983},
    {0x9BC, 0x9BC},    {0x9BE, 0x9CD},   {0x9D7, 0x9D7},   {0xA01, 0xA03},     {0xA3C, 0xA4D},
    {0xA70, 0xA71},    {0xA81, 0xA83},   {0xABC, 0xABC},   {0xABE, 0xACD},     {0xB01, 0xB03},
    {0xB3C, 0xB3C},    {0xB3E, 0xB57},   {0xB82, 0xB82},   {0xBBE, 0xBCD},     {0xBD7, 0xBD7},
    {0xC00, 0xC04},    {0xC3E, 0xC56},   {0xC81, 0xC83},   {0xCBC, 0xCBC},     {0xCBE, 0xCD6},
    {0xD00, 0xD03},    {0xD3B, 0xD3C},   {0xD3E, 0xD4D},   {0xD57, 0xD57},     {0xDCA, 0xDDF},
    {0xE31, 0xE31},    {0xE34, 0xE3A},   {0xE47, 0xE4E},   {0xEB1, 0xEB1},     {0xEB4, 0xEBC},
    {0xEC8, 0xECD},    {0xF71, 0xF84},   {0x102B, 0x103E}, {0x135D, 0x135F},   {0x17B4, 0x17D3},
    {0x1AB0, 0x1AFF},  {0x1DC0, 0x1DFF}, {0x200C, 0x200D}, {0x20D0, 0x20FF},   {0x302A, 0x302F},
    {0x3099, 0x309A},  {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}, {0x1F3FB, 0x1F3FF}, {0xE0020, 0xE007F},
    {0xE0100, 0xE01EF}};

// The sign that takes a consonant's vowel away, and so joins it with the next.
constexpr std::u32string_view kViramas =
    U"\u094D\u09CD\u0A4D\u0ACD\u0B4D\u0BCD\u0C4D\u0CCD\u0D4D\u0DCA\u1039\u17D2";

// Those that are pictures unless asked to be text, and the dingbats. Not ©, ®, ™ and arrows.
constexpr Range kEmoji[] = {
    {0x231A, 0x231B},
    {0x2328, 0x2328},
    {0x23CF, 0x23CF},
    {0x23E9, 0x23F3},
    {0x23F8, 0x23FA},
    {0x25AA, 0x25AB},
    {0x25B6, 0x25B6},
    {0x25C0, 0x25C0},
    {0x25FB, 0x25FE},
    {0x2600, 0x27BF},
    {0x2934, 0x2935},
    {0x2B05, 0x2B07},
    {0x2B1B, 0x2B1C},
    {0x2B50, 0x2B50},
    {0x2B55, 0x2B55},
    {0x1F000, 0x1FAFF},
};

constexpr Range kInvisible[] = {{0x00, 0x08},
                                {0x0E, 0x1F},
                                {0x7F, 0x84},
                                {0x86, 0x9F},
                                {0xAD, 0xAD},
                                {0x34F, 0x34F},
                                {0x61C, 0x61C},
                                {0x180E, 0x180E},
                                {0x200B, 0x200F},
                                {0x202A, 0x202E},
                                {0x2060, 0x206F},
                                {0x20E3, 0x20E3},
                                {0xFDD0, 0xFDEF},
                                {0xFE00, 0xFE0F},
                                {0xFEFF, 0xFEFF},
                                {0xFFF0, 0xFFFF},
                                {0x1D173, 0x1D17A},
                                {0xE0000, 0xE0FFF}};

static_assert(in_order(kBlanks) && in_order(kDigits) && in_order(kNoWords) && in_order(kCjk) &&
              in_order(kExtending) && in_order(kEmoji) && in_order(kInvisible));

// Where capitals and small letters take turns: capital first on `first`, so that a small letter is
// an odd number of places after it.
constexpr Range kAlternating[] = {{0x100, 0x137},
                                  {0x139, 0x148},
                                  {0x14A, 0x177},
                                  {0x179, 0x17E},
                                  {0x1A0, 0x1A5},
                                  {0x1AF, 0x1B0},
                                  {0x1CD, 0x1DC},
                                  {0x1DE, 0x1EF},
                                  {0x1F8, 0x21F},
                                  {0x222, 0x233},
                                  {0x460, 0x481},
                                  {0x48A, 0x4BF},
                                  {0x4C1, 0x4CE},
                                  {0x4D0, 0x52F},
                                  {0x1E00, 0x1E95},
                                  {0x1EA0, 0x1EFF}};

constexpr Range kLower[] = {{0xAA, 0xAA},
                            {0xB5, 0xB5},
                            {0xBA, 0xBA},
                            {0xDF, 0xF6},
                            {0xF8, 0xFF},
                            {0x138, 0x138},
                            {0x149, 0x149},
                            {0x17F, 0x17F},
                            {0x250, 0x2AF},
                            {0x390, 0x390},
                            {0x3AC, 0x3CE},
                            {0x430, 0x45F},
                            {0x4CF, 0x4CF},
                            {0x560, 0x588}};

static_assert(in_order(kAlternating) && in_order(kLower));

}  // namespace

bool is_blank(char32_t code) {
  return is_in(kBlanks, code);
}

bool is_digit(char32_t code) {
  return is_in(kDigits, code);
}

bool is_word(char32_t code) {
  if (code < 0x80) {
    return (code >= U'0' && code <= U'9') || (code >= U'A' && code <= U'Z') ||
           (code >= U'a' && code <= U'z');
  }
  return !is_in(kNoWords, code);
}

bool is_lower(char32_t code) {
  if (code < 0x80) {
    return code >= U'a' && code <= U'z';
  }
  const auto* range = std::ranges::lower_bound(kAlternating, code, {}, &Range::last);
  if (range != std::end(kAlternating) && range->first <= code) {
    return (code - range->first) % 2 == 1;
  }
  return is_in(kLower, code);
}

bool is_cjk(char32_t code) {
  return is_in(kCjk, code);
}

bool is_hiragana(char32_t code) {
  return code >= 0x3041 && code <= 0x309F;
}

bool is_joining_script(char32_t code) {
  return (code >= 0x620 && code <= 0x8FF) || (code >= 0x900 && code <= 0xDFF);
}

bool extends_character(char32_t code) {
  return is_in(kExtending, code);
}

bool joins_next(char32_t code) {
  return code == 0x200D || kViramas.contains(code);
}

bool is_emoji(char32_t code) {
  return is_in(kEmoji, code);
}

bool is_invisible(char32_t code) {
  return is_in(kInvisible, code);
}

bool is_comma(char32_t code) {
  return code == U',' || code == U';' || is_wide_comma(code);
}

bool is_wide_comma(char32_t code) {
  return std::u32string_view{U"，、；､،؛"}.contains(code);
}

bool is_closing(char32_t code) {
  return std::u32string_view{U")]}\"'*_`~’”»›“‘«‹」』】〉》〕〗〙〛〞〟）］｝｣＂＇"}.contains(code);
}

bool is_opening(char32_t code) {
  return std::u32string_view{U"([{\"'*_`¿¡“‘„‚«‹»›「『【〈《〔（［｛｢"}.contains(code);
}

bool is_dash(char32_t code) {
  return code == U'-' || code == U'–' || code == U'—' || code == U'―';
}

}  // namespace voicehub::engines
