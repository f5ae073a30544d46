# SPDX-License-Identifier: BSD-2-Clause
# Fails unless what PROGRAM prints is the file DOCUMENT.
execute_process(COMMAND ${PROGRAM} OUTPUT_VARIABLE printed
                RESULT_VARIABLE result)
if(NOT result EQUAL 0)
    message(FATAL_ERROR "${PROGRAM} failed: ${result}")
endif()
file(READ ${DOCUMENT} written)
if(NOT printed STREQUAL written)
    message(FATAL_ERROR
            "${DOCUMENT} is not what the table of kinds says: "
            "run ${PROGRAM} > ${DOCUMENT}")
endif()
