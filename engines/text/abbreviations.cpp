#include "engines/text/abbreviations.hpp"

#include <algorithm>
#include <cstddef>
#include <string>

#include "engines/text/characters.hpp"
#include "engines/text/utf8.hpp"

namespace voicehub::engines {
namespace {

// As they are written: "art." may be a word, "Art." a paragraph of a law.
constexpr std::string_view kTitles =
    // English
    " Dr Mr Mrs Ms Mx Prof Rev Hon Gen Col Capt Cpt Lt Sgt Maj Cmdr Gov Sen Rep Pres Mt Ft vs "
    "cf viz e.g i.e eg ie Messrs approx Fr Supt Insp "
    // German
    "Hr Hrn Frl Dipl Ing Mag z.B d.h u.a o.ä i.d.R u.U s.o s.u v.a bzw ca vgl Vgl sog inkl "
    "exkl zzgl ggf evtl bspw Bsp geb gest Univ Zz zz Chr d.i i.A m.E o.g u.Ä "
    // French
    "M MM Mme Mmes Mlle Mlles Mgr Ste p.ex env av "
    // Spanish, Portuguese
    "Sr Sra Sres Sras Srta Dra Dña Ud Uds Vd Vds Excmo Lic Arq Prof.ª p.ej P.ej Exmo Exma "
    "Sto Sta "
    // Italian, Dutch
    "Sig Sig.ra Dott Dott.ssa Avv Geom dhr mevr mw drs bijv d.w.z "
    // Russian
    "т.е т.к напр др проф ул "
    // Hindi: doctor, professor, Mr
    "डॉ डा प्रो श्री "
    // Arabic: doctor, professor
    "أ.د د.م ";

constexpr std::string_view kBeforeNumber =
    " No no Nos nos Nr Nrn nr Fig fig Figs figs Vol vol vols Ch ch Sec sec Eq eq pp pg Pg Abb "
    "Art Bd Abs Kap Tab Aufl Ziff Tel tel Núm núm Pág pág Cap cap art chap Chap nº Rn Str "
    "Jan Feb Mar Apr Jun Jul Aug Sept Sep Oct Okt Nov Dec Dez Fn ver Ver № ";

constexpr std::string_view kInitials =
    " Jr Inc Ltd Corp Co Bros St Ave Blvd Rd Ph.D PhD Esq LLC Cie Dept Assn Mfg Est M.Sc B.Sc "
    "Ph v.Chr n.Chr EE.UU Jh ";

constexpr std::string_view kLast = " etc usw usf al ff Jhd ";

constexpr std::string_view kBeginnings =
    // English
    " The A An I He She It We They You This That These Those There In On At But And So Then "
    "When If As For My His Her Our Their Your Its What Why How Who Where After Before "
    "However Yes No Now Here To From With While Because Although Please Not Some Many Most "
    "All Both Can Do Did Is Are Was "
    // German
    "Der Die Das Er Sie Es Wir Ich Ein Eine Und Aber Dann Danach Dort Hier Heute Im Am Wenn "
    "Als Nach Auch Doch Da "
    // French
    "Le Les Il Elle Ils Elles On Nous Vous Je Un Une Et Mais Ce Cette C Dans Puis "
    // Spanish
    "El Los Las Él Ella Ellos Una Y Pero Yo En Luego Es Esto Este Esta Hoy "
    // Russian
    "Он Она Они Это Мы Я Но В ";

constexpr std::string_view kMonths =
    " Januar Jänner Februar Feber März April Mai Juni Juli August September Oktober November "
    "Dezember ";

// "am 3. Oktober", "der 2. Weltkrieg", "im 19. Jahrhundert".
constexpr std::string_view kBeforeOrdinal =
    " am vom zum zur der den dem des im ab bis seit beim jeder jeden jedem jedes ihr sein "
    "mein ";

// Whether `word`, which has no blank, is one of `words`, which all have a blank on either side.
bool contains(std::string_view words, std::string_view word) {
  std::size_t at = word.empty() ? std::string_view::npos : words.find(word);
  while (at != std::string_view::npos && (words[at - 1] != ' ' || words[at + word.size()] != ' ')) {
    at = words.find(word, at + 1);
  }
  return at != std::string_view::npos;
}

// An apostrophe does not: "è" in "c'è" is no initial.
bool separates(char32_t code) {
  return code != U'\'' && code != U'’' &&
         (code == U' ' || is_dash(code) || is_opening(code) || is_closing(code));
}

struct LastWord {
  std::string_view word;
  std::string_view before;  // up to the blank before the word
  bool alone = false;       // nothing but marks is before it
};

// A sentence can be as long as a book without blanks: what is longer than any word of the lists is
// none of them.
LastWord last_word(std::string_view sentence) {
  constexpr std::size_t kLongest = 64;
  std::string_view rest = sentence;
  std::size_t size = 0;
  while (!rest.empty() && size < kLongest) {
    const utf8::Character character = utf8::last_character(rest);
    if (separates(character.code)) {
      break;
    }
    size += character.size;
    rest.remove_suffix(character.size);
  }
  std::string_view word = sentence.substr(rest.size());
  word.remove_prefix(std::min(word.find_first_not_of('\''), word.size()));
  while (!rest.empty() && rest.back() != ' ' && is_opening(utf8::last_character(rest).code) &&
         sentence.size() - rest.size() < 2 * kLongest) {
    rest.remove_suffix(utf8::last_character(rest).size);
  }
  const bool alone = rest.empty();
  if (rest.ends_with(' ')) {
    rest.remove_suffix(1);
  }
  return {.word = word, .before = rest, .alone = alone};
}

// "J", "U.S", "a.m": letters with full stops between them.
bool is_initials(std::string_view word) {
  while (!word.empty()) {
    const utf8::Character letter = utf8::first_character(word);
    if (!is_word(letter.code) || is_digit(letter.code) || is_cjk(letter.code)) {
      return false;
    }
    word.remove_prefix(letter.size);
    if (word.empty()) {
      return true;
    }
    if (!word.starts_with('.')) {
      return false;
    }
    word.remove_prefix(1);
  }
  return false;
}

bool is_short_number(std::string_view word) {
  std::size_t digits = 0;
  while (!word.empty()) {
    const utf8::Character digit = utf8::first_character(word);
    if (!is_digit(digit.code)) {
      return false;
    }
    ++digits;
    word.remove_prefix(digit.size);
  }
  return digits >= 1 && digits <= 3;
}

std::string in_small_letters(std::string_view word) {
  std::string small{word};
  std::ranges::transform(small, small.begin(), [](char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
  });
  return small;
}

// "z. B.", "d. h.", with a blank: the first letter is a small one.
bool follows_small_initial(const LastWord& last) {
  if (!last.before.ends_with('.')) {
    return false;
  }
  const std::string_view word = last_word(last.before.substr(0, last.before.size() - 1)).word;
  return is_initials(word) && is_lower(utf8::first_character(word).code);
}

StopWord initials(const LastWord& last) {
  if (last.alone && utf8::count_characters(last.word) == 1) {
    return StopWord::item;
  }
  return follows_small_initial(last) ? StopWord::title : StopWord::initial;
}

StopWord number(const LastWord& last) {
  if (last.alone) {
    return StopWord::item;
  }
  const std::string before = in_small_letters(last_word(last.before).word);
  return contains(kBeforeOrdinal, before) ? StopWord::ordinal : StopWord::number;
}

}  // namespace

StopWord stop_word(std::string_view sentence) {
  const LastWord last = last_word(sentence);
  if (contains(kTitles, last.word)) {
    return StopWord::title;
  }
  if (contains(kLast, last.word)) {
    return StopWord::last;
  }
  if (contains(kInitials, last.word)) {
    return StopWord::initial;
  }
  if (is_initials(last.word)) {
    return initials(last);
  }
  if (contains(kBeforeNumber, last.word)) {
    return StopWord::before_number;
  }
  return is_short_number(last.word) ? number(last) : StopWord::word;
}

bool begins_sentences(std::string_view word) {
  return contains(kBeginnings, word);
}

bool is_month_after_ordinal(std::string_view word) {
  return contains(kMonths, word);
}

bool ends_in_address(std::string_view sentence) {
  constexpr std::size_t kLongest = 256;
  if (sentence.size() > kLongest) {
    sentence.remove_prefix(sentence.size() - kLongest);
  }
  const std::size_t blank = sentence.rfind(' ');
  const std::string_view word =
      blank == std::string_view::npos ? sentence : sentence.substr(blank + 1);
  return word.contains("://") || word.contains('@') || word.starts_with("www.");
}

}  // namespace voicehub::engines
