# SPDX-License-Identifier: BSD-2-Clause
# Tests with programs in the kernel. They need root and BPF, work in namespaces
# of their own and leave nothing behind; elsewhere they are skipped with the
# reason, or fail when TAMIS_REQUIRE_BPF is set.
if(NOT TARGET tamis_xdp_static OR NOT TARGET tamis-cli)
    return()
endif()

# Static, so that it also runs as a user who may not read the build.
add_executable(filter_pilot filter_pilot.c)
target_link_libraries(filter_pilot PRIVATE
    tamis::xdp_static tamis::tamis_static ${TAMIS_LIBRARY_bpf} tamis_warnings)

function(tamis_veth_test program case)
    set(name xdp_${case})
    tamis_python_test(${name} xdp/${program}.py
        $<TARGET_FILE:tamis-cli> $<TARGET_FILE:filter_pilot> ${ARGN} ${case})
    set_tests_properties(${name} PROPERTIES LABELS xdp TIMEOUT 300)
endfunction()

foreach(case addresses outlives generic ports tags jumbo names egress
        connections denied)
    tamis_veth_test(end_to_end ${case})
endforeach()
foreach(case swaps name_swaps)
    tamis_veth_test(swap_traffic ${case})
endforeach()
foreach(case few_rights too_few_rights nothing_left foreign)
    tamis_veth_test(privileges ${case})
endforeach()
tamis_veth_test(replay replay ${PROJECT_SOURCE_DIR}/../shared/data/pcap)
