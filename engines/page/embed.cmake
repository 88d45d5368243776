# Run with `cmake -P`: writes the FILES of FOLDER into OUTPUT, a source that defines page.hpp's page_files().
cmake_minimum_required(VERSION 3.25)

set(source "#include \"engines/page/page.hpp\"\n\nnamespace voicehub::engines {\n\n")
string(APPEND source "std::span<const PageFile> page_files() {\n  static constexpr PageFile kFiles[]{\n")
foreach(name IN LISTS FILES)
  file(READ "${FOLDER}/${name}" content)
  string(APPEND source "      {\"${name}\", R\"embedded(${content})embedded\"},\n")
endforeach()
string(APPEND source "  };\n  return kFiles;\n}\n\n}  // namespace voicehub::engines\n")
file(WRITE "${OUTPUT}" "${source}")
