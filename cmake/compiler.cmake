# Which compilers may build voicehub, and with which flags.

# g++ before 14 and clang before 19 corrupt memory when a co_await expression holds a temporary aggregate.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 14)
  set(too_old "g++ ${CMAKE_CXX_COMPILER_VERSION} miscompiles coroutines")
elseif(CMAKE_CXX_COMPILER_ID STREQUAL "Clang" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 19)
  set(too_old "clang ${CMAKE_CXX_COMPILER_VERSION} is older than 19")
endif()
if(DEFINED too_old)
  message(FATAL_ERROR "${too_old}: install the package clang-19 (Debian 12) or g++-14 (Debian 13) "
                      "and configure with CXX=clang++-19 or CXX=g++-14")
endif()

set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_SCAN_FOR_MODULES OFF)

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  # What ccache wants to be told before it keeps what is compiled with precompiled headers.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE_PROGRAM})
endif()

add_library(voicehub_flags INTERFACE)
target_include_directories(voicehub_flags INTERFACE ${PROJECT_SOURCE_DIR})
# What g++ 14 finds only after inlining is not there: a mismatch in Asio's own allocation of coroutine frames, uninitialized
# values of empty optionals, copies beyond vectors of one element. Its next version may find more, which is no reason to stop.
target_compile_options(voicehub_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual
  "$<$<CXX_COMPILER_ID:GNU>:-Wno-missing-field-initializers;-Wno-mismatched-new-delete;-Wno-maybe-uninitialized;-Wno-array-bounds;-Wno-stringop-overread>"
  "$<$<CXX_COMPILER_ID:Clang>:-Werror;-Wno-missing-designated-field-initializers;-Wno-missing-field-initializers>"
  "$<$<CONFIG:Debug>:$<IF:$<BOOL:${VOICEHUB_SANITIZE}>,-O1,-O0>;-g1;-fno-omit-frame-pointer>")

find_program(LLD_PROGRAM NAMES ld.lld-19 ld.lld)
if(LLD_PROGRAM AND CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  target_link_options(voicehub_flags INTERFACE -fuse-ld=lld)
endif()
target_link_options(voicehub_flags INTERFACE "$<$<CONFIG:Release>:-static-libstdc++;-static-libgcc;-Wl,--gc-sections;-s>")
target_compile_options(voicehub_flags INTERFACE "$<$<CONFIG:Release>:-ffunction-sections;-fdata-sections>")

if(VOICEHUB_SANITIZE)
  target_compile_options(voicehub_flags INTERFACE -fsanitize=address,undefined -fno-sanitize-recover=undefined)
  target_link_options(voicehub_flags INTERFACE -fsanitize=address,undefined)
endif()

if(VOICEHUB_FUZZ)
  target_compile_options(voicehub_flags INTERFACE -fsanitize=fuzzer-no-link)
  target_link_options(voicehub_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()
