# For the engines alone, in their images: `cmake -S engines -B build`.
project(voicehub_engines LANGUAGES CXX)
set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE MinSizeRel)
endif()
option(VOICEHUB_ENGINE_TESTS "The tests of what needs ONNX Runtime: the target engine_onnx_tests" ON)
find_package(Boost REQUIRED)
find_package(fmt REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(Threads REQUIRED)
set(VOICEHUB_SCRATCH_PROGRAM -static)  # for an image with nothing else in it

add_library(voicehub_flags INTERFACE)
target_include_directories(voicehub_flags INTERFACE ${CMAKE_CURRENT_SOURCE_DIR}/..)
target_compile_options(voicehub_flags INTERFACE -ffunction-sections -fdata-sections)
target_link_options(voicehub_flags INTERFACE $<$<NOT:$<CONFIG:Debug>>:-s> -Wl,--gc-sections)
# Debian's libfmt has no static library.
add_library(voicehub_fmt INTERFACE)
target_link_libraries(voicehub_fmt INTERFACE fmt::fmt-header-only)
add_library(voicehub_asio INTERFACE)
target_link_libraries(voicehub_asio INTERFACE Boost::headers Threads::Threads)
target_compile_definitions(voicehub_asio INTERFACE BOOST_ASIO_DISABLE_BOOST_DATE_TIME)

# What the engines use of core/base.
add_library(core_base STATIC ../core/base/base64.cpp ../core/base/text.cpp)
target_link_libraries(core_base PUBLIC voicehub_flags PRIVATE voicehub_fmt)
add_library(core::base ALIAS core_base)
