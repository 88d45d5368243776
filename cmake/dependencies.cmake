# Every library that voicehub links, found once. Static archives are preferred where Debian has them:
# each shared library costs start-up time, and `voicehub --version` has a budget of 4 ms.

set(CMAKE_FIND_LIBRARY_SUFFIXES .a .so)
set(OPENSSL_USE_STATIC_LIBS ON)
find_package(Threads REQUIRED)
find_package(Boost 1.81 REQUIRED CONFIG)
find_package(OpenSSL REQUIRED)
find_package(LibArchive REQUIRED)
find_package(ZLIB REQUIRED)
find_package(Protobuf REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
# The package of yaml-cpp names the shared library only, which would bring libstdc++.so along, and names it differently
# from one Debian to the next; the archive lies beside it.
find_library(YAML_CPP_ARCHIVE NAMES libyaml-cpp.a REQUIRED)
add_library(voicehub_yaml INTERFACE)
target_link_libraries(voicehub_yaml INTERFACE ${YAML_CPP_ARCHIVE})
find_package(CLI11 REQUIRED)
# HTTP/2, which has no package for CMake in Debian.
find_path(NGHTTP2_INCLUDE nghttp2/nghttp2.h REQUIRED)
find_library(NGHTTP2_ARCHIVE NAMES nghttp2 REQUIRED)
add_library(voicehub_nghttp2 INTERFACE)
target_include_directories(voicehub_nghttp2 SYSTEM INTERFACE ${NGHTTP2_INCLUDE})
target_link_libraries(voicehub_nghttp2 INTERFACE ${NGHTTP2_ARCHIVE})
find_package(nlohmann_json REQUIRED)

# libcrypto.a of Debian 13 compresses, and does not say with what.
find_library(ZSTD_ARCHIVE NAMES libzstd.a)
target_link_libraries(OpenSSL::Crypto INTERFACE ZLIB::ZLIB $<$<BOOL:${ZSTD_ARCHIVE}>:${ZSTD_ARCHIVE}>)

# libarchive.a holds every format it knows; without the sections that nobody calls, no program needs libxml2,
# lzma, zstd and the rest of what those formats use.
target_link_options(LibArchive::LibArchive INTERFACE -Wl,--gc-sections)

# Debian has fmt and spdlog as shared libraries only, and libfmt.so brings libstdc++.so along: 0.7 ms at every start.
# Release compiles them in; other builds link libfmt.so, which is quicker to compile against.
add_library(voicehub_fmt INTERFACE)
target_link_libraries(voicehub_fmt INTERFACE $<IF:$<CONFIG:Release>,fmt::fmt-header-only,fmt::fmt>)
set_target_properties(spdlog::spdlog_header_only PROPERTIES INTERFACE_LINK_LIBRARIES "Threads::Threads;voicehub_fmt")

add_library(voicehub_asio INTERFACE)
target_link_libraries(voicehub_asio INTERFACE Boost::headers Threads::Threads)
target_compile_definitions(voicehub_asio INTERFACE
  BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_DISABLE_BOOST_DATE_TIME BOOST_PROCESS_V2_STANDALONE=0)
