/* SPDX-License-Identifier: BSD-2-Clause */
/* tamis inspect: what a clearance may know of a database. */
#include "asking.h"
#include "command.h"
#include "json_text.h"
#include "message.h"
#include "timestamp.h"

#include <tamis/cursor.h>
#include <tamis/fingerprint.h>

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char help[] =
    "usage: tamis inspect [OPTION...] DB\n"
    "\n"
    "Tells which feeds are in a database, what became of their statements, "
    "and\n"
    "how many indicators of each kind it holds, as far as the clearance goes.\n"
    "Facts about the file itself are shown only to its holder, that is "
    "without\n"
    "--clearance and --audience.\n"
    "\n"
    "  --json            one JSON object\n"
    "  --clearance L     count up to this TLP label (default: red)\n"
    "  --audience A,...  who will see the answer (default: self)\n"
    "  --at T            any, now or a time at which statements must be valid\n"
    "                    (default: any)\n"
    "  --quiet           no notes on standard error\n";

enum { OPTION_JSON = OPTION_LAST_SHARED };

struct inspection {
    tamis_database *database;
    tamis_cursor *cursor;
    struct asking asking;
    bool is_json;
    uint64_t kinds[TAMIS_KIND_COUNT];
    /* Bits of the fingerprints of each kind, 0: values. Of what is seen, and
     * not of the file, which may hold others. */
    uint32_t bits[TAMIS_KIND_COUNT];
    uint64_t records, entries;
};

static void count_records(struct inspection *inspection)
{
    tamis_record record;

    while (tamis_cursor_next(inspection->cursor, &record)) {
        if (record.kind < TAMIS_KIND_COUNT) {
            inspection->kinds[record.kind]++;
            if (tamis_record_is_fingerprint(inspection->database, &record))
                inspection->bits[record.kind] = (uint32_t)record.key.size * 8;
        }
        inspection->records++;
        inspection->entries += record.entry_count;
    }
}

static void print_file_text(const struct inspection *inspection)
{
    tamis_database_info info = {.struct_size = sizeof info};
    char time[32];

    if (!inspection->asking.is_default)
        return;
    tamis_database_info_get(inspection->database, &info);
    printf("format %u.%u, %" PRIu64 " bytes, %" PRIu64 " records, %" PRIu64
           " entries, %u feeds, %u labels\n",
           info.format_major, info.format_minor, info.file_size,
           info.record_count, info.entry_count, info.feed_count,
           info.label_count);
    if (info.compiled_at_ns > 0) {
        timestamp_write(info.compiled_at_ns, time);
        printf("compiled as of %s\n", time);
    }
}

static void print_feed_text(const tamis_feed_summary *feed)
{
    fputs("feed ", stdout);
    plain_text_write(stdout, feed->name);
    /* Its default label may be invisible while some of what it says is not. */
    if (feed->tlp != TAMIS_TLP_UNMARKED)
        printf(" TLP:%s", tamis_tlp_name(feed->tlp));
    if (feed->producer.size > 0) {
        fputs(" by ", stdout);
        plain_text_write(stdout, feed->producer);
    }
    printf(": read %" PRIu64, feed->read);
    for (tamis_outcome i = 0; i < TAMIS_OUTCOME_COUNT; i++)
        if (feed->outcomes[i] > 0)
            printf(", %s %" PRIu64, tamis_outcome_name(i), feed->outcomes[i]);
    putchar('\n');
    for (tamis_reason i = 0; i < TAMIS_REASON_COUNT; i++)
        if (feed->reasons[i] > 0)
            printf("  rejected %s %" PRIu64 "\n", tamis_reason_name(i),
                   feed->reasons[i]);
}

static void print_kind_text(const struct inspection *inspection,
                            tamis_kind kind)
{
    uint32_t bits = inspection->bits[kind];

    printf("  %s %" PRIu64, tamis_kind_name(kind), inspection->kinds[kind]);
    if (bits > 0)
        printf(", fingerprints of %u bits, error below 2^-%u a key", bits,
               TAMIS_FINGERPRINT_CHANCE_BITS + bits);
    putchar('\n');
}

static void print_text(struct inspection *inspection)
{
    tamis_feed_summary feed;

    print_file_text(inspection);
    printf("indicators %" PRIu64 ", statements %" PRIu64 "\n",
           inspection->records, inspection->entries);
    for (tamis_kind i = 0; i < TAMIS_KIND_COUNT; i++)
        if (inspection->kinds[i] > 0)
            print_kind_text(inspection, i);
    for (uint32_t n = 0; tamis_cursor_feed(inspection->cursor, n, &feed); n++)
        print_feed_text(&feed);
}

static void print_feed_json(const tamis_feed_summary *feed)
{
    const char *comma = "";

    fputs("{\"name\":", stdout);
    json_text_write(stdout, feed->name);
    if (feed->producer.size > 0) {
        fputs(",\"producer\":", stdout);
        json_text_write(stdout, feed->producer);
    }
    if (feed->tlp != TAMIS_TLP_UNMARKED)
        printf(",\"tlp\":\"%s\"", tamis_tlp_name(feed->tlp));
    printf(",\"read\":%" PRIu64, feed->read);
    for (tamis_outcome i = 0; i < TAMIS_OUTCOME_COUNT; i++)
        printf(",\"%s\":%" PRIu64, tamis_outcome_name(i), feed->outcomes[i]);
    fputs(",\"reasons\":{", stdout);
    for (tamis_reason i = 1; i < TAMIS_REASON_COUNT; i++)
        if (feed->reasons[i] > 0) {
            printf("%s\"%s\":%" PRIu64, comma, tamis_reason_name(i),
                   feed->reasons[i]);
            comma = ",";
        }
    fputs("},\"modes\":{", stdout);
    for (tamis_mode i = 0; i < 4; i++)
        printf("%s\"%s\":%" PRIu64, i > 0 ? "," : "", tamis_mode_name(i),
               feed->modes[i]);
    fputs("}}", stdout);
}

static void print_file_json(const struct inspection *inspection)
{
    tamis_database_info info = {.struct_size = sizeof info};

    if (!inspection->asking.is_default)
        return;
    tamis_database_info_get(inspection->database, &info);
    printf("\"file\":{\"format\":\"%u.%u\",\"size\":%" PRIu64
           ",\"records\":%" PRIu64 ",\"entries\":%" PRIu64
           ",\"feeds\":%u,\"labels\":%u},",
           info.format_major, info.format_minor, info.file_size,
           info.record_count, info.entry_count, info.feed_count,
           info.label_count);
}

/* Nothing for kinds that are values, nothing at all where all are. */
static void print_fingerprints_json(const struct inspection *inspection)
{
    bool is_open = false;

    for (tamis_kind i = 0; i < TAMIS_KIND_COUNT; i++) {
        if (inspection->bits[i] == 0)
            continue;
        printf("%s\"%s\":%u", is_open ? "," : ",\"fingerprint_bits\":{",
               tamis_kind_name(i), inspection->bits[i]);
        is_open = true;
    }
    if (is_open)
        putchar('}');
}

static void print_json(struct inspection *inspection)
{
    tamis_feed_summary feed;
    const char *comma = "";

    putchar('{');
    print_file_json(inspection);
    printf("\"indicators\":%" PRIu64 ",\"statements\":%" PRIu64 ",\"kinds\":{",
           inspection->records, inspection->entries);
    for (tamis_kind i = 0; i < TAMIS_KIND_COUNT; i++)
        if (inspection->kinds[i] > 0) {
            printf("%s\"%s\":%" PRIu64, comma, tamis_kind_name(i),
                   inspection->kinds[i]);
            comma = ",";
        }
    putchar('}');
    print_fingerprints_json(inspection);
    fputs(",\"feeds\":[", stdout);
    for (uint32_t n = 0; tamis_cursor_feed(inspection->cursor, n, &feed); n++) {
        if (n > 0)
            putchar(',');
        print_feed_json(&feed);
    }
    puts("]}");
}

static int inspect(struct inspection *inspection, const char *path)
{
    tamis_error error;
    bool is_written;

    if (tamis_database_open(&inspection->database, path, NULL, &error) < 0)
        return message_failure(path, &error);
    if (tamis_cursor_create(&inspection->cursor, inspection->database,
                            &inspection->asking.clearance, &error) < 0) {
        tamis_database_release(inspection->database);
        return message_failure(path, &error);
    }
    asking_say(&inspection->asking);
    count_records(inspection);
    if (inspection->is_json)
        print_json(inspection);
    else
        print_text(inspection);
    is_written = fflush(stdout) == 0;
    tamis_cursor_destroy(inspection->cursor);
    tamis_database_release(inspection->database);
    if (!is_written)
        message_error("cannot write to standard output");
    return is_written ? EXIT_MATCHED : EXIT_ERROR;
}

int command_inspect(int argc, char **argv)
{
    static const struct option options[] = {
        ASKING_OPTIONS,
        {"json", no_argument, NULL, OPTION_JSON},
        {NULL, 0, NULL, 0},
    };
    struct inspection inspection;
    int option;

    memset(&inspection, 0, sizeof inspection);
    message_begin("inspect", false);
    asking_begin(&inspection.asking);
    inspection.asking.clearance.flags = TAMIS_CLEARANCE_ANY_TIME;
    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (option == OPTION_HELP) {
            fputs(help, stdout);
            return EXIT_MATCHED;
        } else if (option == OPTION_QUIET) {
            message_begin("inspect", true);
        } else if (option == OPTION_JSON) {
            inspection.is_json = true;
        } else if (option == '?') {
            return message_bad_option(argv);
        } else if (asking_take(&inspection.asking, option, optarg)) {
            return EXIT_ERROR;
        }
    }
    if (argc - optind != 1)
        return message_usage("give one database");
    return inspect(&inspection, argv[optind]);
}
