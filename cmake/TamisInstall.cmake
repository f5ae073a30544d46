# SPDX-License-Identifier: BSD-2-Clause
# Install rules. Components: runtime (shared libraries), development (headers,
# archives, CMake package, pkg-config), cli (programs, man pages), bench, xdp
# (tamis-xdp), docs.
include(CMakePackageConfigHelpers)

# The third-party libraries of lib<name>, as pkg-config modules where they have
# one: sets needs_modules and needs_libraries for the .pc file.
function(tamis_pkgconfig_needs name)
    set(target_tamis tamis_shared)
    set(target_tamis-compile tamis_compiler_shared)
    set(target_tamis-xdp tamis_xdp_shared)
    foreach(pair idn2=libidn2 psl=libpsl crypto=libcrypto simdjson=simdjson
                 z=zlib zstd=libzstd lzma=liblzma hs=libhs
                 bpf=libbpf cap=libcap)
        string(REGEX MATCH "(.*)=(.*)" _ ${pair})
        set(module_${CMAKE_MATCH_1} ${CMAKE_MATCH_2})
    endforeach()
    get_target_property(link ${target_${name}} TAMIS_LINK)
    set(modules "")
    set(libraries "")
    foreach(library ${link})
        if(DEFINED module_${library})
            list(APPEND modules ${module_${library}})
        else()
            list(APPEND libraries -l${library})
        endif()
    endforeach()
    list(JOIN modules ", " modules)
    list(JOIN libraries " " libraries)
    set(needs_modules "${modules}" PARENT_SCOPE)
    set(needs_libraries "${libraries}" PARENT_SCOPE)
endfunction()

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/tamis)
set(libraries tamis_shared tamis_static)
file(GLOB headers CONFIGURE_DEPENDS include/tamis/*.h)
set(pkgconfig_files tamis)
if(TAMIS_BUILD_COMPILER)
    list(APPEND libraries tamis_compiler_shared tamis_compiler_static)
    list(APPEND pkgconfig_files tamis-compile)
else()
    list(FILTER headers EXCLUDE REGEX "/(compile|feed|input|manifest)\\.h$")
endif()

if(TARGET tamis_xdp_shared)
    list(APPEND libraries tamis_xdp_shared tamis_xdp_static)
    list(APPEND pkgconfig_files tamis-xdp)
else()
    list(FILTER headers EXCLUDE REGEX "/xdp[a-z_]*\\.h$")
endif()

install(TARGETS ${libraries} EXPORT tamis-targets
    LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
        COMPONENT runtime NAMELINK_COMPONENT development
    ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT development)
install(FILES ${headers} COMPONENT development
    DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/tamis)

install(EXPORT tamis-targets NAMESPACE tamis:: COMPONENT development
    DESTINATION ${package_dir})
if(BUILD_SHARED_LIBS)
    set(tamis_default_kind shared)
else()
    set(tamis_default_kind static)
endif()
configure_package_config_file(cmake/tamis-config.cmake.in
    ${PROJECT_BINARY_DIR}/tamis-config.cmake INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(
    ${PROJECT_BINARY_DIR}/tamis-config-version.cmake
    COMPATIBILITY SameMajorVersion)
install(FILES ${PROJECT_BINARY_DIR}/tamis-config.cmake
              ${PROJECT_BINARY_DIR}/tamis-config-version.cmake
    COMPONENT development DESTINATION ${package_dir})
# What is installed with another prefix, or moved, tells pkg-config where it is.
if(IS_ABSOLUTE "${CMAKE_INSTALL_LIBDIR}"
   OR IS_ABSOLUTE "${CMAKE_INSTALL_INCLUDEDIR}")
    set(pkgconfig_prefix ${CMAKE_INSTALL_PREFIX})
    set(pkgconfig_libdir ${CMAKE_INSTALL_FULL_LIBDIR})
    set(pkgconfig_includedir ${CMAKE_INSTALL_FULL_INCLUDEDIR})
else()
    file(RELATIVE_PATH up /prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig /prefix)
    string(REGEX REPLACE "/$" "" up "${up}")
    set(pkgconfig_prefix "\${pcfiledir}/${up}")
    set(pkgconfig_libdir "\${prefix}/${CMAKE_INSTALL_LIBDIR}")
    set(pkgconfig_includedir "\${prefix}/${CMAKE_INSTALL_INCLUDEDIR}")
endif()
foreach(name ${pkgconfig_files})
    tamis_pkgconfig_needs(${name})
    configure_file(cmake/${name}.pc.in ${PROJECT_BINARY_DIR}/${name}.pc @ONLY)
    install(FILES ${PROJECT_BINARY_DIR}/${name}.pc COMPONENT development
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
endforeach()

file(GLOB documents CONFIGURE_DEPENDS README.md LICENSE CHANGELOG.md
     SECURITY.md docs/*.md)
install(FILES ${documents} COMPONENT docs
    DESTINATION ${CMAKE_INSTALL_DOCDIR})

if(TARGET tamis-cli)
    install(TARGETS tamis-cli RUNTIME COMPONENT cli
        DESTINATION ${CMAKE_INSTALL_BINDIR})
    file(GLOB man_pages CONFIGURE_DEPENDS bindings/cli/man/*.1)
    install(FILES ${man_pages} COMPONENT cli
        DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
endif()
if(TARGET tamis-pattern-compiler AND NOT TAMIS_BUILD_FUZZ)
    install(TARGETS tamis-pattern-compiler RUNTIME COMPONENT runtime
        DESTINATION ${CMAKE_INSTALL_LIBEXECDIR}/tamis)
endif()
# Programs that `tamis VERB` runs. From libexec/tamis the libraries are elsewhere
# than from bin.
foreach(program bench xdp)
    if(TARGET tamis-${program})
        install(TARGETS tamis-${program} RUNTIME COMPONENT ${program}
            DESTINATION ${CMAKE_INSTALL_LIBEXECDIR}/tamis)
        file(RELATIVE_PATH tamis_libexec_to_lib
            "/${CMAKE_INSTALL_LIBEXECDIR}/tamis" "/${CMAKE_INSTALL_LIBDIR}")
        set_target_properties(tamis-${program} PROPERTIES
            INSTALL_RPATH "$ORIGIN/${tamis_libexec_to_lib}")
    endif()
endforeach()
