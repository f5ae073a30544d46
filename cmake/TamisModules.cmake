# SPDX-License-Identifier: BSD-2-Clause
# One static library per engine module (never installed): the two libraries
# are made of their objects, and unit tests link the modules they test.
#   tamis_module(index DEPENDS base simd SOURCES a.c b.c LINK xxhash)
function(tamis_module name)
    cmake_parse_arguments(arg "" "" "SOURCES;DEPENDS;LINK" ${ARGN})
    add_library(tamis_${name} STATIC ${arg_SOURCES})
    target_include_directories(tamis_${name} PUBLIC
        ${PROJECT_SOURCE_DIR}/engine ${PROJECT_SOURCE_DIR}/include)
    list(TRANSFORM arg_DEPENDS PREPEND tamis_)
    target_link_libraries(tamis_${name}
        PUBLIC ${arg_DEPENDS} ${arg_LINK} PRIVATE tamis_warnings)
endfunction()

#   tamis_unit_test(refang_test MODULES indicator SOURCES refang_test.c)
# Criterion tests; run from the source tree's root.
function(tamis_unit_test name)
    cmake_parse_arguments(arg "" "" "SOURCES;MODULES" ${ARGN})
    add_executable(${name} ${arg_SOURCES})
    list(TRANSFORM arg_MODULES PREPEND tamis_)
    target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests)
    target_link_libraries(${name}
        PRIVATE ${arg_MODULES} tamis_warnings criterion)
    add_test(NAME ${name} COMMAND ${name}
             WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
endfunction()
