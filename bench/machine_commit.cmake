# SPDX-License-Identifier: BSD-2-Clause
# Writes OUTPUT, a C source with the commit of the tree at SOURCE, when it
# changed: cmake -D SOURCE=... -D OUTPUT=... -P machine_commit.cmake
execute_process(
    COMMAND git -C ${SOURCE} describe --always --dirty --abbrev=12
            --exclude=*
    OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE
    ERROR_QUIET RESULT_VARIABLE failed)
if(failed OR NOT commit MATCHES "^[0-9a-z-]+$")
    set(commit unknown)
endif()
set(text "extern const char machine_commit[];\n")
string(APPEND text "const char machine_commit[] = \"${commit}\";\n")
set(before "")
if(EXISTS ${OUTPUT})
    file(READ ${OUTPUT} before)
endif()
if(NOT before STREQUAL text)
    file(WRITE ${OUTPUT} "${text}")
endif()
