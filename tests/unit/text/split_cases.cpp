#include "tests/unit/text/split_cases.hpp"

#include <algorithm>

namespace voicehub::engines {
namespace {

std::vector<SplitCase> english() {
  return {
      {"english", "The kettle is on.| Tea will be ready soon!| Would you like milk?| Good."},
      {"titles", "Dr. Watson met Mrs. Hudson and Prof. Moriarty.| Mr. Holmes was out."},
      {"latin", "Bring fruit, e.g. Apples or pears, i.e. Something sweet.| Thanks."},
      {"country", "She works in the U.S. Senate.| He lives in the U.S.| The flight was long."},
      {"initials", "J. R. R. Tolkien and J.K. Rowling write.| George W. Bush reads.| I do too."},
      {"companies", "Acme Inc. Products are cheap.| We buy from Brown Ltd.| They deliver."},
      {"decimals", "Pi is about 3.14159.| The bill was $12.50.| Nobody paid."},
      {"versions", "Install version 1.2.3.| Then upgrade to v2.0.| It is faster."},
      {"times", "We meet at 5 p.m. on Friday.| The bus left at 10:30 a.m.| We ran.| It is 12:45."},
      {"numbers", "See No. 5 and Fig. 3.| He said no.| Look at pp. 12 and vol. 2.| Done."},
      {"year", "It began in 1999.| 2000 came next.| The party was loud."},
      {"page", "Go to https://example.com/a.b?c=d!e.| Then read www.example.org.| Good luck."},
      {"mail", "Write to jane.doe@example.co.uk.| She answers.| Is it a@b.c?| Yes."},
      {"ellipses", "Well... maybe not.| I was thinking…| Never mind.| Wait. . . what?| Oh."},
      {"quotes", "\"Stop!\" he cried.| \"Why?\"| She said, \"Because.\"| (It was late.)| He left."},
      {"curly quotes", "“Stop!” he cried.| “Why?”| She said, ‘Because.’| That was all."},
      {"runs", "What?!| No way!!!| Really?...| Yes."},
      {"small letters", "i went home.| then i slept.| it was late, e.g. midnight."},
      {"et cetera", "Cups, plates, etc. are here.| Forks, knives, etc.| Spoons are there."},
      {"dates", "Born on Jan. 5 and in Sept. 1990.| I saw Jan.| He waved."},
      {"unknown abbreviation", "The temp. was high.| The dept. of physics closed."},
      {"file names", "Edit main.cpp and .env first.| Run ./configure.| Node.js is not needed."},
      {"brands", "We love Yahoo!| Do you?| Guess what?| We sold it."},
  };
}

std::vector<SplitCase> german() {
  return {
      {"german", "Das Haus ist alt.| Wer wohnt dort?| Niemand!"},
      {"abkürzungen", "Obst, z.B. Äpfel, d.h. Gesundes, bzw. Saures.| Dr. Müller isst es."},
      {"with blanks", "Obst, z. B. Äpfel, d. h. Gesundes, u. a. Birnen.| Hr. Maier kauft es."},
      {"ordinals", "Am 3. Oktober 1990 war es so weit.| Der 2. Weltkrieg endete am 8. Mai 1945."},
      {"ordinals of centuries", "Im 19. Jahrhundert fuhr man Bahn.| Heute, 1. April, auch."},
      {"numbers", "Siehe Nr. 7, Abb. 2 und S. 15.| Die Antwort ist 42.| Danach war Ruhe."},
      {"german quotes", "Er rief: „Halt!“| „Warum?“, fragte sie.| »Darum.«| »Ach so«, sagte er."},
      {"usw", "Äpfel, Birnen usw. sind reif.| Wir kaufen Brot, Milch usw.| Danach kochen wir."},
      {"money", "Das kostet 1.299,50 Euro.| Um 10.30 Uhr ist Schluss."},
  };
}

std::vector<SplitCase> romance() {
  return {
      {"french", "M. Dupont et Mme. Curie arrivent.| Où vont-ils ?| Nulle part !| C'est dommage."},
      {"french quotes", "« Bonjour ! » dit-il.| « Qui est là ? » demanda-t-elle.| Il partit."},
      {"french quote ends", "Elle a dit « Non. »| Puis elle partit.| Voilà…| C'est tout."},
      {"spanish", "El Sr. García y la Sra. López llegan.| ¿Qué pasa?| ¡Nada!| Adiós."},
      {"spanish abbreviations", "Ud. puede venir, p.ej. Mañana.| Viven en EE.UU.| Ella trabaja."},
      {"spanish dialogue", "—¡Hola! —dijo Ana.| —¿Cómo estás? —preguntó él.| Todo bien."},
      {"italian", "Il Dott. Rossi non c'è.| Perché?| È partito."},
  };
}

std::vector<SplitCase> others() {
  return {
      {"arabic", "كيف حالك؟| أنا بخير.| شكرا جزيلا!| وصل د. أحمد أمس، ثم غادر."},
      {"urdu", "یہ کتاب ہے۔| وہ قلم ہے۔| کیا آپ خوش ہیں؟"},
      {"hindi", "यह मेरा घर है।| आप कैसे हैं?| डॉ. शर्मा आए।| मूल्य 3.5 है।"},
      {"sanskrit", "धर्मक्षेत्रे कुरुक्षेत्रे॥| समवेता युयुत्सवः॥"},
      {"russian", "Это дом.| Кто там?| Это А. С. Пушкин, т.е. Поэт.| Он пишет."},
      {"greek", "Καλημέρα σας.| Τι κάνετε\u037E| Είμαι καλά."},
      {"armenian", "Բարեւ ձեզ։| Ինչպես եք։"},
      {"amharic", "ሰላም ነው።| እንዴት ነህ።"},
      {"chinese", "今天天气很好。|我们去公园吧！|你觉得怎么样？|好。"},
      {"chinese quotes", "他说：“你好。”|她笑了。|“再见！”|他走了……然后回来了。"},
      {"chinese and latin", "请看 https://example.com/a?b。|版本是1.2.3。|他用Node.js写的。"},
      {"chinese with ascii stops", "你好吗?|我很好!|谢谢.|再见."},
      {"chinese straight quotes", "他说:\"你好。\"|她说:\"再见。\"|完了。"},
      {"japanese", "今日は晴れです。|どこへ行きますか？|公園です！"},
      {"japanese quotes", "「行くよ。」と彼は言った。|「本当？」|『はい。』"},
      {"full width", "価格は３．５円です．|高い！？|はい。"},
  };
}

}  // namespace

std::string SplitCase::text() const {
  std::string text = marked;
  std::erase(text, '|');
  return text;
}

std::vector<std::string> SplitCase::sentences() const {
  std::vector<std::string> sentences{""};
  for (const char byte : marked) {
    if (byte == '|') {
      sentences.emplace_back();
    } else if (byte != ' ' || !sentences.back().empty()) {
      sentences.back() += byte;
    }
  }
  return sentences;
}

const std::vector<SplitCase>& split_cases() {
  static const std::vector<SplitCase> all = [] {
    std::vector<SplitCase> cases;
    for (const auto& language : {english(), german(), romance(), others()}) {
      std::ranges::copy(language, std::back_inserter(cases));
    }
    return cases;
  }();
  return all;
}

}  // namespace voicehub::engines
