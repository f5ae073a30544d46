/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tamis: is this listed, by whom, and who may know?
 *
 * This header includes the runtime library (libtamis): database, matcher,
 * events. Feeds and the compiler (libtamis-compile) are in feed.h, manifest.h,
 * compile.h and input.h.
 *
 *   handle            threads                        made / dropped by
 *   tamis_database    any, reference counted         open, retain / release
 *   tamis_patterns    any, reference counted         prepare, retain / release
 *   tamis_matcher     one                            create / destroy
 *   tamis_live        any                            create / destroy
 *   tamis_reader      one                            create / destroy
 *   tamis_extractor   one                            create / destroy
 *   tamis_cursor      one                            create / destroy
 *   tamis_compiler    one                            create / destroy
 *   tamis_manifest    any                            open / release
 *   tamis_input       one                            open / close
 *   tamis_pattern_stream
 *                     one                            create / destroy
 *   tamis_stream      one                            begin (512 bytes of the
 *                                                    caller's)
 *   structs           caller-owned data              nothing to free
 *
 * Rules that hold for every function: docs/API_CONVENTIONS.md.
 */
#ifndef TAMIS_TAMIS_H
#define TAMIS_TAMIS_H

#include <tamis/allocator.h>
#include <tamis/cursor.h>
#include <tamis/database.h>
#include <tamis/event.h>
#include <tamis/extract.h>
#include <tamis/fingerprint.h>
#include <tamis/indicator.h>
#include <tamis/label.h>
#include <tamis/live.h>
#include <tamis/match.h>
#include <tamis/pattern_stream.h>
#include <tamis/patterns.h>
#include <tamis/report.h>
#include <tamis/status.h>
#include <tamis/stream.h>
#include <tamis/version.h>

#endif /* TAMIS_TAMIS_H */
