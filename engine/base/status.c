/* SPDX-License-Identifier: BSD-2-Clause */
#include <tamis/status.h>
#include <tamis/version.h>

const char *tamis_status_name(tamis_status status)
{
    static const char *const names[] = {"OK",
                                        "ERROR_ARGUMENT",
                                        "ERROR_MEMORY",
                                        "ERROR_SYSTEM",
                                        "ERROR_CORRUPT",
                                        "ERROR_UNSUPPORTED",
                                        "ERROR_LIMIT",
                                        "ERROR_SYNTAX",
                                        "ERROR_REJECTED",
                                        "ERROR_LABEL",
                                        "ERROR_STOPPED",
                                        "ERROR_EMPTY",
                                        "ERROR_NOT_FOUND"};
    const int64_t count = sizeof names / sizeof names[0];
    int64_t index = -(int64_t)status;

    return index >= 0 && index < count ? names[index] : "UNKNOWN";
}

const char *tamis_version(void)
{
    return TAMIS_VERSION_STRING;
}
