# SPDX-License-Identifier: BSD-2-Clause
# libtamis, libtamis-compile and libtamis-xdp from the objects of the modules.
#
# Each library exports what its version script lists and nothing else. The
# shared one is linked with that script; the static one is first linked into
# one object whose other names are made local, so that both archives, with
# their own copies of the low layers, fit into one program.

#   tamis_library(tamis tamis tamis MODULES base ... LINK stdc++ USES tamis)
# makes <target>_shared, <target>_static and the alias tamis::<export>, with
# cmake/lib<name>.map as the list of exported names. TAMIS_LINK of the shared
# one lists the third-party libraries. USES names other libraries of ours whose
# handles it takes: the shared one links the shared ones, the archive archives.
function(tamis_library target name export)
    cmake_parse_arguments(arg "" "" "MODULES;LINK;USES" ${ARGN})
    set(map ${PROJECT_SOURCE_DIR}/cmake/lib${name}.map)
    set(objects "")
    set(third_party ${arg_LINK})
    foreach(module ${arg_MODULES})
        list(APPEND objects $<TARGET_OBJECTS:tamis_${module}>)
        get_target_property(link tamis_${module} TAMIS_LINK)
        if(link)
            list(APPEND third_party ${link})
        endif()
    endforeach()
    list(REMOVE_DUPLICATES third_party)
    tamis_library_shared(${target}_shared ${name} ${map})
    tamis_library_static(${target}_static ${name} ${map})
    foreach(kind shared static)
        target_include_directories(${target}_${kind} INTERFACE
            $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>
            $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
        set_target_properties(${target}_${kind} PROPERTIES
            OUTPUT_NAME ${name} EXPORT_NAME ${export}_${kind}
            LIBRARY_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}
            ARCHIVE_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR})
        foreach(used ${arg_USES})
            target_link_libraries(${target}_${kind} PUBLIC ${used}_${kind})
            # It lies beside it, wherever both were moved.
            set_target_properties(${target}_${kind} PROPERTIES
                INSTALL_RPATH "$ORIGIN")
        endforeach()
        add_library(tamis::${export}_${kind} ALIAS ${target}_${kind})
    endforeach()
    if(BUILD_SHARED_LIBS)
        add_library(tamis::${export} ALIAS ${target}_shared)
    else()
        add_library(tamis::${export} ALIAS ${target}_static)
    endif()
    set_property(TARGET ${target}_shared PROPERTY TAMIS_LINK ${third_party})
endfunction()

# The two halves of tamis_library(), which gives them $objects and
# $third_party.
function(tamis_library_shared target name map)
    add_library(${target} SHARED ${objects})
    target_link_libraries(${target} PRIVATE tamis_warnings ${third_party})
    target_link_options(${target} PRIVATE
        -Wl,--version-script=${map} -Wl,--gc-sections)
    if(NOT TAMIS_SANITIZE AND NOT TAMIS_BUILD_FUZZ)
        target_link_options(${target} PRIVATE -Wl,-z,defs)
    endif()
    set_target_properties(${target} PROPERTIES
        VERSION ${PROJECT_VERSION} SOVERSION 0 LINKER_LANGUAGE C
        LINK_DEPENDS ${map} INSTALL_RPATH "")
endfunction()

function(tamis_library_static target name map)
    set(folder ${PROJECT_BINARY_DIR}/static)
    tamis_map_names(names ${map})
    string(REPLACE ";" "\n" names "${names}")
    file(GENERATE OUTPUT ${folder}/${name}.names CONTENT "${names}\n")
    add_custom_command(OUTPUT ${folder}/${name}.o
        COMMAND ${CMAKE_C_COMPILER} -r -nostdlib -Wl,--force-group-allocation
                -o ${folder}/${name}.o ${objects}
        COMMAND ${CMAKE_OBJCOPY} --keep-global-symbols=${folder}/${name}.names
                ${folder}/${name}.o
        DEPENDS ${objects} ${map}
        COMMENT "Joining lib${name}.a" COMMAND_EXPAND_LISTS VERBATIM)
    add_library(${target} STATIC ${folder}/${name}.o)
    set_source_files_properties(${folder}/${name}.o PROPERTIES
        EXTERNAL_OBJECT TRUE GENERATED TRUE)
    target_link_libraries(${target} PRIVATE ${third_party})
    set_target_properties(${target} PROPERTIES LINKER_LANGUAGE C)
endfunction()

# The names in a version script: the lines that are "    tamis_...;".
function(tamis_map_names result map)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${map})
    file(STRINGS ${map} lines REGEX "^ +tamis_[a-z0-9_]+;$")
    list(TRANSFORM lines REPLACE "[ ;]" "")
    string(REGEX REPLACE " +" "" lines "${lines}")
    set(${result} "${lines}" PARENT_SCOPE)
endfunction()

tamis_library(tamis tamis tamis
    MODULES base simd indicator label index database match event)
if(TAMIS_BUILD_COMPILER)
    tamis_library(tamis_compiler tamis-compile compile
        MODULES base simd indicator label index database input feed compile
        LINK stdc++)
endif()
