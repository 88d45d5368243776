#pragma once

#include <string>
#include <vector>

#include "cli/display/terminal.hpp"
#include "core/base/event.hpp"
#include "core/verify/report.hpp"

namespace voicehub::cli {

class Context;

// What `verify` found: a table a service, and a sentence for each mount that is not proven.
[[nodiscard]] std::string proof_text(const std::vector<verify::Report>& reports,
                                     const Terminal& terminal);
[[nodiscard]] std::string proof_json(const std::vector<verify::Report>& reports);

void show_proof(const std::vector<verify::Report>& reports, const Context& context);  // on stdout

// The same in one line a source mount, for verbs that prove in passing.
void tell_proof(const std::vector<verify::Report>& reports, EventSink& events);

// 6 unless everything is proven.
[[nodiscard]] int exit_code_of(const std::vector<verify::Report>& reports);

}  // namespace voicehub::cli
