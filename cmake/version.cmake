# Run with `cmake -P` at every build: writes HEADER when the commit that is checked out has changed, and only then.
cmake_minimum_required(VERSION 3.25)

execute_process(
  COMMAND git -C ${SOURCE} -c safe.directory=* describe --always --dirty --abbrev=10 --exclude=*
  OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
if(NOT commit)
  set(commit "unknown")
endif()
file(CONFIGURE OUTPUT ${HEADER} @ONLY CONTENT "#pragma once\n\n#define VOICEHUB_COMMIT \"@commit@\"\n")
