# SPDX-License-Identifier: BSD-2-Clause
# Every option of the build, one sentence each: `cmake -LH` is the manual.

# What is built.
option(TAMIS_BUILD_COMPILER
    "Build libtamis-compile: feed readers and the compiler; OFF for sensors" ON)
option(TAMIS_BUILD_CLI
    "Build the command line, tamis (needs TAMIS_BUILD_COMPILER)" ON)
option(TAMIS_BUILD_EBPF
    "Build libtamis-xdp and tamis-xdp (Linux; needs clang 19, bpftool, libbpf)"
    ON)
option(TAMIS_BUILD_BENCH
    "Build tamis-bench, with the peers whose packages are here"
    ${PROJECT_IS_TOP_LEVEL})
option(TAMIS_PEER_MATCHY
    "Let cargo build the crate matchy as a peer of tamis-bench (network)" OFF)
option(TAMIS_BUILD_TESTS
    "Build the tests (needs Criterion and Python 3)" ${PROJECT_IS_TOP_LEVEL})
option(TAMIS_BUILD_FUZZ
    "Build fuzz targets with libFuzzer instead of their replay (clang)" OFF)
option(TAMIS_HYPERSCAN
    "Know regexes and literals (needs Hyperscan or Vectorscan)" ON)
option(BUILD_SHARED_LIBS
    "Let tamis::tamis and tamis::compile be the shared libraries" ON)
option(TAMIS_INSTALL
    "Make install rules: runtime, development, cli, docs" ${PROJECT_IS_TOP_LEVEL})

# How it is built.
option(TAMIS_CLI_JEMALLOC
    "Link jemalloc into the programs, never into the libraries" ON)
option(TAMIS_WERROR "Make warnings errors, as the checks before a merge do" OFF)
option(TAMIS_COVERAGE "Count which lines the tests reach (gcov)" OFF)
set(TAMIS_SANITIZE "" CACHE STRING
    "Sanitizer: empty, address (with undefined) or thread")
set_property(CACHE TAMIS_SANITIZE PROPERTY STRINGS "" address thread)

if(NOT TAMIS_BUILD_COMPILER AND TAMIS_BUILD_CLI)
    message(STATUS "tamis: no command line without TAMIS_BUILD_COMPILER")
    set(TAMIS_BUILD_CLI OFF)
endif()
if(TAMIS_BUILD_BENCH AND (NOT TAMIS_BUILD_COMPILER OR TAMIS_BUILD_FUZZ))
    set(TAMIS_BUILD_BENCH OFF) # it compiles what it asks
endif()
if(TAMIS_SANITIZE OR TAMIS_BUILD_FUZZ)
    set(TAMIS_CLI_JEMALLOC OFF) # sanitizers bring an allocator of their own
endif()
if(TAMIS_BUILD_EBPF)
    find_program(TAMIS_BPF_CLANG NAMES clang-19 clang-20 clang-18)
    find_program(TAMIS_BPFTOOL bpftool PATHS /usr/sbin /sbin)
    find_path(TAMIS_HEADER_bpf bpf/libbpf.h)
    find_library(TAMIS_LIBRARY_bpf bpf)
    find_path(TAMIS_HEADER_cap sys/capability.h)
    find_library(TAMIS_LIBRARY_cap cap)
    mark_as_advanced(TAMIS_BPF_CLANG TAMIS_BPFTOOL TAMIS_HEADER_bpf
        TAMIS_LIBRARY_bpf TAMIS_HEADER_cap TAMIS_LIBRARY_cap)
    if(NOT TAMIS_BPF_CLANG OR NOT TAMIS_BPFTOOL OR NOT TAMIS_HEADER_bpf OR NOT
       TAMIS_LIBRARY_bpf OR NOT TAMIS_HEADER_cap OR NOT TAMIS_LIBRARY_cap)
        # Who requires BPF of the tests wants none of them left out.
        set(level STATUS)
        if("$ENV{TAMIS_REQUIRE_BPF}")
            set(level FATAL_ERROR)
        endif()
        message(${level} "tamis: no XDP without clang 19, bpftool, libbpf and "
            "libcap; on Debian: apt-get install clang-19 bpftool libbpf-dev "
            "libcap-dev")
        set(TAMIS_BUILD_EBPF OFF)
    endif()
endif()
if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
    set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING
        "Release, RelWithDebInfo or Debug" FORCE)
endif()

set(CMAKE_C_STANDARD 11)
set(CMAKE_C_EXTENSIONS OFF)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_CXX_STANDARD 17)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_C_VISIBILITY_PRESET hidden)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
# Installed programs find the libraries beside them, wherever that is.
file(RELATIVE_PATH tamis_bin_to_lib
     "/${CMAKE_INSTALL_BINDIR}" "/${CMAKE_INSTALL_LIBDIR}")
set(CMAKE_INSTALL_RPATH "$ORIGIN/${tamis_bin_to_lib}")
