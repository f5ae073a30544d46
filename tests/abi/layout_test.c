/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The structs whose layout is frozen: values that go over the border in arrays
 * or are read by bindings without a compiler. An assertion that fails here is
 * a broken ABI, not a test to update. The numbers are those of LP64.
 */
#include <tamis/compile.h>
#include <tamis/feed.h>
#include <tamis/tamis.h>
#include <tamis/xdp_events.h>
#include <tamis/xdp_report.h>

#include <stddef.h>
#include <stdio.h>

#define SIZE(type, size)                                                       \
    _Static_assert(sizeof(type) == (size), "size of " #type " is frozen")
#define OFFSET(type, field, offset)                                            \
    _Static_assert(offsetof(type, field) == (offset),                          \
                   #type "." #field " is frozen")
/* Options and infos grow at their end, and say how far they reach first. */
#define GROWS(type)                                                            \
    _Static_assert(offsetof(type, struct_size) == 0 &&                         \
                       sizeof(((type *)0)->struct_size) == sizeof(size_t),     \
                   #type " begins with its size")

#if defined(__LP64__)
SIZE(tamis_error, 504);
OFFSET(tamis_error, status, 0);
OFFSET(tamis_error, system_errno, 4);
OFFSET(tamis_error, line, 8);
OFFSET(tamis_error, offset, 16);
OFFSET(tamis_error, message, 24);

SIZE(tamis_slice, 16);
OFFSET(tamis_slice, data, 0);
OFFSET(tamis_slice, size, 8);

SIZE(tamis_allocator, 32);
OFFSET(tamis_allocator, allocate, 0);
OFFSET(tamis_allocator, reallocate, 8);
OFFSET(tamis_allocator, release, 16);
OFFSET(tamis_allocator, context, 24);

SIZE(tamis_indicator, 16 + TAMIS_KEY_SIZE_MAX);
OFFSET(tamis_indicator, kind, 0);
OFFSET(tamis_indicator, mode, 4);
OFFSET(tamis_indicator, notes, 8);
OFFSET(tamis_indicator, key_size, 12);
OFFSET(tamis_indicator, key, 16);

SIZE(tamis_record, 32);
OFFSET(tamis_record, id, 0);
OFFSET(tamis_record, kind, 4);
OFFSET(tamis_record, mode, 8);
OFFSET(tamis_record, entry_count, 12);
OFFSET(tamis_record, key, 16);

SIZE(tamis_entry, 128);
OFFSET(tamis_entry, id, 0);
OFFSET(tamis_entry, feed_id, 4);
OFFSET(tamis_entry, action, 8);
OFFSET(tamis_entry, tlp, 12);
OFFSET(tamis_entry, pap, 16);
OFFSET(tamis_entry, caveats, 20);
OFFSET(tamis_entry, fields, 24);
OFFSET(tamis_entry, confidence, 28);
OFFSET(tamis_entry, label_id, 32);
OFFSET(tamis_entry, tag_count, 36);
OFFSET(tamis_entry, tags_id, 40);
OFFSET(tamis_entry, audience_count, 44);
OFFSET(tamis_entry, valid_from_ns, 48);
OFFSET(tamis_entry, valid_until_ns, 56);
OFFSET(tamis_entry, feed, 64);
OFFSET(tamis_entry, producer, 80);
OFFSET(tamis_entry, reference, 96);
OFFSET(tamis_entry, context, 112);

SIZE(tamis_entry_brief, 48);
OFFSET(tamis_entry_brief, feed_id, 0);
OFFSET(tamis_entry_brief, label_id, 4);
OFFSET(tamis_entry_brief, action, 8);
OFFSET(tamis_entry_brief, tlp, 12);
OFFSET(tamis_entry_brief, pap, 16);
OFFSET(tamis_entry_brief, caveats, 20);
OFFSET(tamis_entry_brief, fields, 24);
OFFSET(tamis_entry_brief, confidence, 28);
OFFSET(tamis_entry_brief, valid_from_ns, 32);
OFFSET(tamis_entry_brief, valid_until_ns, 40);

SIZE(tamis_hit, 200);
OFFSET(tamis_hit, offset, 0);
OFFSET(tamis_hit, length, 8);
OFFSET(tamis_hit, observed_kind, 12);
OFFSET(tamis_hit, observed, 16);
OFFSET(tamis_hit, record, 32);
OFFSET(tamis_hit, kind, 36);
OFFSET(tamis_hit, mode, 40);
OFFSET(tamis_hit, warning_count, 44);
OFFSET(tamis_hit, warnings, 48);
OFFSET(tamis_hit, key, 56);
OFFSET(tamis_hit, entry, 72);

SIZE(tamis_flow, 72);
OFFSET(tamis_flow, flags, 0);
OFFSET(tamis_flow, source_port, 4);
OFFSET(tamis_flow, destination_port, 6);
OFFSET(tamis_flow, source, 8);
OFFSET(tamis_flow, destination, 24);
OFFSET(tamis_flow, protocol, 40);
OFFSET(tamis_flow, id, 56);

SIZE(tamis_file_facts, 56);
SIZE(tamis_packet_facts, 72);
OFFSET(tamis_packet_facts, packet_size, 64);
OFFSET(tamis_file_facts, size, 0);
OFFSET(tamis_file_facts, md5, 8);
OFFSET(tamis_file_facts, sha1, 24);
OFFSET(tamis_file_facts, sha256, 40);
#endif

SIZE(tamis_stream, 512);
OFFSET(tamis_stream, tail, 32);
SIZE(tamis_address, 16);
SIZE(tamis_status, 4);
/* A reason or an outcome that is added moves nothing. */
SIZE(tamis_feed_summary, 1256);
OFFSET(tamis_feed_summary, read, 64);
OFFSET(tamis_feed_summary, outcomes, 72);
OFFSET(tamis_feed_summary, reasons, 200);
OFFSET(tamis_feed_summary, modes, 1224);
OFFSET(tamis_compile_report, read, 8);
OFFSET(tamis_compile_report, outcomes, 16);
OFFSET(tamis_compile_report, reasons, 144);
OFFSET(tamis_compile_report, modes, 1168);
OFFSET(tamis_compile_report, auto_modes, 1200);
OFFSET(tamis_compile_report, pattern_count, 1232);
OFFSET(tamis_compile_report, host_bits_cleared, 1240);
OFFSET(tamis_compile_report, defanged, 1248);
OFFSET(tamis_compile_report, previous_kept, 1256);
OFFSET(tamis_compile_report, warnings, 1264);

SIZE(tamis_kind, 4);
SIZE(tamis_record_id, 4);

GROWS(tamis_clearance);
GROWS(tamis_database_options);
GROWS(tamis_database_info);
GROWS(tamis_cursor_options);
GROWS(tamis_matcher_options);
GROWS(tamis_matcher_counts);
GROWS(tamis_event_source);
GROWS(tamis_compiler_options);
GROWS(tamis_feed_info);
GROWS(tamis_statement);
GROWS(tamis_feed_options);
GROWS(tamis_compile_report);
GROWS(tamis_xdp_image_options);
GROWS(tamis_xdp_image_info);
GROWS(tamis_xdp_answer);
GROWS(tamis_xdp_options);
GROWS(tamis_xdp_info);
GROWS(tamis_xdp_report_options);
GROWS(tamis_xdp_status);
GROWS(tamis_xdp_counter);
GROWS(tamis_xdp_listed);
GROWS(tamis_xdp_loss);

/* The compiler did the work; the library that is linked must agree. */
int main(void)
{
    const char *version = tamis_version();

    for (size_t i = 0; i < sizeof TAMIS_VERSION_STRING; i++) {
        if (version[i] != TAMIS_VERSION_STRING[i]) {
            fprintf(stderr, "the library says version %s, its header %s\n",
                    version, TAMIS_VERSION_STRING);
            return 1;
        }
    }
    return 0;
}
