# SPDX-License-Identifier: BSD-2-Clause
# Warnings and sanitizers, as one interface target that every target links.
add_library(tamis_warnings INTERFACE)
target_compile_options(tamis_warnings INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion
    -Wcast-qual -Wcast-align -Wpointer-arith -Wundef -Wvla -Wformat=2
    -Wdouble-promotion -Wimplicit-fallthrough -Wnull-dereference -Wswitch-enum
    $<$<COMPILE_LANGUAGE:C>:-Wstrict-prototypes -Wmissing-prototypes>
    $<$<BOOL:${TAMIS_WERROR}>:-Werror>)
target_compile_definitions(tamis_warnings INTERFACE _GNU_SOURCE)
# What a library does not call of its hidden low layers is left out.
target_compile_options(tamis_warnings INTERFACE
    -ffunction-sections -fdata-sections)

if(TAMIS_SANITIZE STREQUAL "address")
    set(tamis_sanitizers -fsanitize=address,undefined -fno-sanitize=vptr
        -fno-sanitize-recover=all
        -fno-omit-frame-pointer)
elseif(TAMIS_SANITIZE STREQUAL "thread")
    set(tamis_sanitizers -fsanitize=thread -fno-omit-frame-pointer)
elseif(TAMIS_SANITIZE)
    message(FATAL_ERROR "TAMIS_SANITIZE: empty, address or thread")
endif()
if(TAMIS_SANITIZE)
    target_compile_options(tamis_warnings INTERFACE ${tamis_sanitizers})
    target_link_options(tamis_warnings INTERFACE ${tamis_sanitizers})
endif()

if(TAMIS_BUILD_FUZZ)
    if(NOT CMAKE_C_COMPILER_ID MATCHES "Clang")
        message(FATAL_ERROR "TAMIS_BUILD_FUZZ needs clang: use the preset "
            "fuzz, or set CMAKE_C_COMPILER and CMAKE_CXX_COMPILER")
    endif()
    target_compile_options(tamis_warnings INTERFACE -fsanitize=fuzzer-no-link)
endif()

if(TAMIS_COVERAGE)
    target_compile_options(tamis_warnings INTERFACE --coverage)
    target_link_options(tamis_warnings INTERFACE --coverage)
endif()
