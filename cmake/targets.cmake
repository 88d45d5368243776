# One static library per folder of core/. The libraries named in DEPENDS are the arrows that the folder may
# include along; tests/unit/architecture checks that no #include says otherwise.

function(voicehub_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "DEPENDS;LIBRARIES")
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.cpp)
  list(TRANSFORM arg_DEPENDS PREPEND core::)
  if(NOT sources)
    add_library(core_${name} INTERFACE)
    add_library(core::${name} ALIAS core_${name})
    target_link_libraries(core_${name} INTERFACE voicehub_flags ${arg_DEPENDS})
    return()
  endif()
  add_library(core_${name} STATIC ${sources})
  add_library(core::${name} ALIAS core_${name})
  target_link_libraries(core_${name} PUBLIC voicehub_flags ${arg_DEPENDS} PRIVATE ${arg_LIBRARIES})
endfunction()

# voicehub_test(unit_base FOLDER unit/base DEPENDS base): one executable, each TEST a ctest case.
function(voicehub_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "FOLDER;TIMEOUT" "DEPENDS;LIBRARIES;LABELS")
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${arg_FOLDER}/*.cpp)
  if(NOT sources)
    return()
  endif()
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 60)
  endif()
  add_executable(${name} ${sources})
  list(TRANSFORM arg_DEPENDS PREPEND core::)
  target_link_libraries(${name} PRIVATE voicehub_flags ${arg_DEPENDS} ${arg_LIBRARIES} GTest::gmock GTest::gtest_main)
  set(serial TRUE)  # those with an engine share it, and would measure each other
  if("unit" IN_LIST arg_LABELS)
    set(serial FALSE)
  endif()
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}
    PROPERTIES LABELS "${arg_LABELS}" TIMEOUT ${arg_TIMEOUT} RUN_SERIAL ${serial})
endfunction()
