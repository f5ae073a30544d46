/* SPDX-License-Identifier: BSD-2-Clause */
/* libbpf refuses options that are not zero to their last byte, padding too,
 * which an initialiser leaves as it likes. */
#ifndef TAMIS_EBPF_FILTER_LIBBPF_OPTIONS_H
#define TAMIS_EBPF_FILTER_LIBBPF_OPTIONS_H

#include <string.h>

/* Declares options of a type, all defaults. */
#define LIBBPF_OPTIONS(type, name)                                             \
    struct type name;                                                          \
    memset(&(name), 0, sizeof(name));                                          \
    (name).sz = sizeof(name)

#endif
