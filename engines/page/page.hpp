#pragma once

#include <span>
#include <string_view>

#include "engines/runtime/router.hpp"

namespace voicehub::engines {

// GET / is a page on which a person tries what the engine does: types a text and hears it, drops a
// recording and reads it. It shows what the router has routes for, so they are added before it. All
// of it is in the program, and it loads nothing from elsewhere. `formats` are those of the sound,
// "wav flac", where the engine does not make all that the page knows.
void add_page(Router& router, std::string_view formats = {});

struct PageFile {
  std::string_view name;
  std::string_view content;
};

// As they lie in engines/page; index.html comes first.
[[nodiscard]] std::span<const PageFile> page_files();

}  // namespace voicehub::engines
