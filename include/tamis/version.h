/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The one place where the version of the library is written.
 *
 * Three numbers that move on their own: the library (SemVer, here), the file
 * format (docs/FILE_FORMAT.md) and the event schema (docs/EVENTS.md).
 */
#ifndef TAMIS_VERSION_H
#define TAMIS_VERSION_H

#include <tamis/status.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TAMIS_VERSION_MAJOR  0
#define TAMIS_VERSION_MINOR  1
#define TAMIS_VERSION_PATCH  0
#define TAMIS_VERSION_STRING "0.1.0"

/*
 * tamis_version() returns the version of the library that runs, as
 * "major.minor.patch", which may differ from the header compiled against.
 *
 * Ownership: static storage. Cost: none. Threads: any. Since 0.1.0.
 */
TAMIS_API const char *tamis_version(void);

#ifdef __cplusplus
}
#endif

#endif /* TAMIS_VERSION_H */
