# Headers that nearly every file reads, parsed once: half of the time that a build takes without them. Only headers of the
# system, so that no edit here makes all of it anew. Included last, when every target is known.
#
# Not for a release: there the time goes into optimizing, and ccache finds what another clone has compiled only where no
# precompiled header stands between them.
if(NOT CMAKE_BUILD_TYPE STREQUAL "Debug")
  return()
endif()

set(common_headers
  <algorithm> <array> <chrono> <cstdint> <expected> <filesystem> <functional> <map> <memory> <optional> <ranges> <set> <span>
  <string> <string_view> <unordered_map> <utility> <variant> <vector>
  <boost/asio/awaitable.hpp> <fmt/format.h> <nlohmann/json_fwd.hpp>)
file(WRITE ${CMAKE_BINARY_DIR}/precompiled.cpp "")

# add_precompiled_headers(NAME LIBRARIES library... HEADERS <header>...)
function(add_precompiled_headers name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "LIBRARIES;HEADERS")
  add_library(${name} OBJECT ${CMAKE_BINARY_DIR}/precompiled.cpp)
  target_link_libraries(${name} PRIVATE voicehub_flags voicehub_asio voicehub_fmt ${arg_LIBRARIES})
  target_precompile_headers(${name} PRIVATE ${arg_HEADERS})
  # So that two builds of the same headers are the same, for ccache.
  target_compile_options(${name} PRIVATE "$<$<CXX_COMPILER_ID:Clang>:SHELL:-Xclang -fno-pch-timestamp>")
endfunction()

add_precompiled_headers(precompiled_common HEADERS ${common_headers})
if(VOICEHUB_TESTS)
  find_package(GTest REQUIRED)
  add_precompiled_headers(precompiled_tests LIBRARIES GTest::gmock HEADERS ${common_headers} <gmock/gmock.h> <gtest/gtest.h>)
endif()

# Those that are compiled with the flags of this build: the agent and what protoc writes have their own.
function(use_precompiled_headers directory)
  get_property(targets DIRECTORY ${directory} PROPERTY BUILDSYSTEM_TARGETS)
  foreach(target IN LISTS targets)
    get_target_property(libraries ${target} LINK_LIBRARIES)
    get_target_property(type ${target} TYPE)
    if(NOT type MATCHES "STATIC_LIBRARY|EXECUTABLE" OR target MATCHES "agent|^buildkit_")
      continue()
    endif()
    if("GTest::gtest_main" IN_LIST libraries)
      target_precompile_headers(${target} REUSE_FROM precompiled_tests)
    else()
      target_precompile_headers(${target} REUSE_FROM precompiled_common)
    endif()
  endforeach()
  get_property(folders DIRECTORY ${directory} PROPERTY SUBDIRECTORIES)
  foreach(folder IN LISTS folders)
    use_precompiled_headers(${folder})
  endforeach()
endfunction()
use_precompiled_headers(${PROJECT_SOURCE_DIR})
