# SPDX-License-Identifier: BSD-2-Clause
# One static library per engine module (never installed): the two libraries
# are made of their objects, and unit tests link the modules they test.
#   tamis_module(index DEPENDS base simd SOURCES a.c b.c LINK idn2)
function(tamis_module name)
    cmake_parse_arguments(arg "" "" "SOURCES;DEPENDS;LINK" ${ARGN})
    add_library(tamis_${name} STATIC ${arg_SOURCES})
    target_include_directories(tamis_${name} PUBLIC
        ${PROJECT_SOURCE_DIR}/engine ${PROJECT_SOURCE_DIR}/include)
    set_property(TARGET tamis_${name} PROPERTY TAMIS_LINK ${arg_LINK})
    list(TRANSFORM arg_DEPENDS PREPEND tamis_)
    target_link_libraries(tamis_${name}
        PUBLIC ${arg_DEPENDS} ${arg_LINK} PRIVATE tamis_warnings)
endfunction()

#   tamis_unit_test(refang_test MODULES indicator SOURCES refang_test.c)
# Criterion tests; run from the source tree's root. Where a module was not built,
# and under the sanitizer that Criterion does not start with, the target is
# there for what its list says of it, but is neither built nor run.
function(tamis_unit_test name)
    cmake_parse_arguments(arg "" "" "SOURCES;MODULES" ${ARGN})
    list(TRANSFORM arg_MODULES PREPEND tamis_)
    set(left_out "")
    if(TAMIS_SANITIZE STREQUAL "thread" OR TAMIS_BUILD_FUZZ)
        set(left_out EXCLUDE_FROM_ALL)
    endif()
    foreach(module ${arg_MODULES})
        if(NOT TARGET ${module})
            message(STATUS "tamis: ${name} left out, no ${module}")
            set(left_out EXCLUDE_FROM_ALL)
        endif()
    endforeach()
    add_executable(${name} ${left_out} ${arg_SOURCES})
    target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests)
    target_link_libraries(${name}
        PRIVATE ${arg_MODULES} tamis_warnings criterion)
    if(NOT left_out)
        add_test(NAME ${name} COMMAND ${name}
                 WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
    endif()
endfunction()

#   tamis_python_test(style_layers style/layers.py ARGUMENT...)
# A checker written in Python: exit code 77 means skipped, with its reason on
# the output.
function(tamis_python_test name script)
    add_test(NAME ${name}
        COMMAND ${Python3_EXECUTABLE} -B ${PROJECT_SOURCE_DIR}/tests/${script}
                ${ARGN}
        WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
    set_tests_properties(${name} PROPERTIES SKIP_RETURN_CODE 77)
endfunction()
