/* SPDX-License-Identifier: BSD-2-Clause */
#include "compile/pattern_guard.h"

#include "indicator/pattern_syntax.h"

#include <stdio.h>

/* The first fault of the regex, else that of what is not meant by it. */
static bool find_fault(tamis_slice key, struct pattern_fault *fault,
                       bool *is_exception)
{
    struct pattern_parts parts;

    *is_exception = false;
    if (!pattern_split(key, &parts))
        return false;
    if (pattern_find_fault(parts.regex.source, fault))
        return true;
    *is_exception = true;
    return parts.exception.source.size > 0 &&
           pattern_find_fault(parts.exception.source, fault);
}

tamis_reason pattern_guard_check(tamis_slice key)
{
    struct pattern_fault fault;
    bool is_exception;

    return find_fault(key, &fault, &is_exception) ? TAMIS_REASON_PATTERN
                                                  : TAMIS_REASON_NONE;
}

void pattern_guard_describe(tamis_slice key, char text[PATTERN_GUARD_TEXT_SIZE])
{
    struct pattern_fault fault;
    bool is_exception;

    text[0] = '\0';
    if (find_fault(key, &fault, &is_exception))
        snprintf(text, PATTERN_GUARD_TEXT_SIZE, "%s (byte %zu of the %sregex)",
                 fault.reason, fault.offset, is_exception ? "second " : "");
}
