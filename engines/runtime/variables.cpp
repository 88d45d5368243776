#include "engines/runtime/variables.hpp"

#include <utility>

#include <fmt/format.h>

namespace voicehub::engines {

Variable port_variable(std::string name) {
  return {name, [name](Settings& settings, const std::string& text) -> Result<void> {
            VH_TRY(settings.port, parse_port(name, text));
            return done();
          }};
}

Variable device_variable(std::string name) {
  return {name, [name](Settings&, const std::string& text) -> Result<void> {
            if (text == "cpu" || text == "auto") {
              return done();
            }
            return make_error(
                ErrorCode::usage,
                fmt::format(
                    "{}: '{}' is not a device of this engine, which runs on the CPU", name, text),
                "use cpu or auto");
          }};
}

Variable count_variable(std::string name, int least, int most, std::function<void(int)> take) {
  return {name, [=, take = std::move(take)](Settings&, const std::string& text) -> Result<void> {
            VH_TRY(const int number, parse_count(name, text, least, most));
            take(number);
            return done();
          }};
}

Variable switch_variable(std::string name, bool& value) {
  return {name, [name, &value](Settings&, const std::string& text) -> Result<void> {
            const bool on = text == "on" || text == "true" || text == "1";
            const bool off = text == "off" || text == "false" || text == "0";
            if (!on && !off) {
              return make_error(ErrorCode::usage,
                                fmt::format("{}: '{}' is neither on nor off", name, text));
            }
            value = on;
            return done();
          }};
}

Variable text_variable(std::string name, std::string& value) {
  return {std::move(name), [&value](Settings&, const std::string& text) {
            value = text;
            return done();
          }};
}

Variable path_variable(std::string name, std::filesystem::path& value) {
  return {std::move(name), [&value](Settings&, const std::string& text) {
            value = text;
            return done();
          }};
}

}  // namespace voicehub::engines
