#include "cli/display/images.hpp"

#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/display/status.hpp"
#include "cli/display/table.hpp"
#include "core/base/text.hpp"

namespace voicehub::cli {
namespace {

using Clock = std::chrono::system_clock;

std::string digits_of(const ops::ContainerImage& image) {
  const auto colon = image.id.find(':');
  return colon == std::string::npos ? image.id : image.id.substr(colon + 1);
}

std::string or_none(const std::string& text) {
  return text.empty() ? "<none>" : text;
}

std::string age_of(const ops::ContainerImage& image, Clock::time_point now) {
  if (image.created == Clock::time_point{}) {
    return {};
  }
  const auto age = std::chrono::duration_cast<std::chrono::milliseconds>(now - image.created);
  return human_duration(age) + " ago";
}

}  // namespace

std::string images_text(const std::vector<ops::ContainerImage>& images,
                        const Terminal& terminal,
                        Clock::time_point now) {
  constexpr std::size_t kShownDigits = 12;
  Table table{{"CONTAINER", "REPOSITORY", "TAG", "PLATFORM", "IMAGE ID", "SIZE", "CREATED"}};
  for (const ops::ContainerImage& image : images) {
    table.add({{image.container},
               {or_none(image.repository)},
               {or_none(image.tag)},
               {image.platform},
               {digits_of(image).substr(0, kShownDigits)},
               {human_bytes(image.size)},
               {age_of(image, now)}});
  }
  return table.text(terminal);
}

std::string images_json(const std::vector<ops::ContainerImage>& images) {
  auto list = nlohmann::ordered_json::array();
  for (const ops::ContainerImage& image : images) {
    list.push_back({{"ID", image.id},
                    {"ContainerName", image.container},
                    {"Repository", image.repository},
                    {"Tag", image.tag},
                    {"Platform", image.platform},
                    {"Size", image.size},
                    {"Created", time_text(image.created)},
                    {"LastTagTime", time_text(image.tagged)}});
  }
  return list.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

std::string image_ids(const std::vector<ops::ContainerImage>& images) {
  std::string text;
  std::set<std::string> seen;
  for (const ops::ContainerImage& image : images) {
    if (seen.insert(image.id).second) {
      text += digits_of(image) + "\n";
    }
  }
  return text;
}

}  // namespace voicehub::cli
