/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The line-based feed formats. The first byte picks the format and the
 * options, the rest is the file. It is read twice: values that come together
 * are those that come one by one.
 */
#include <tamis/feed.h>

#include <stdbool.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include <stdio.h>

struct tally {
    uint64_t statements, sum;
};

/* Every byte that is handed over must be readable, and every place real. */
static void touch(struct tally *tally, const tamis_statement *statement)
{
    const tamis_slice slices[] = {statement->value, statement->reference,
                                  statement->context, statement->file};

    tally->statements++;
    tally->sum = tally->sum * 31 + statement->line;
    tally->sum = tally->sum * 31 + statement->offset;
    tally->sum = tally->sum * 31 + statement->kind;
    tally->sum = tally->sum * 31 + statement->mode;
    for (size_t i = 0; i < sizeof slices / sizeof *slices; i++)
        for (size_t j = 0; j < slices[i].size; j++)
            tally->sum = tally->sum * 31 + (unsigned char)slices[i].data[j];
    for (size_t i = 0; i < statement->tag_count; i++)
        for (size_t j = 0; j < statement->tags[i].size; j++)
            tally->sum += (unsigned char)statement->tags[i].data[j];
    if (statement->line == 0 || statement->kind >= TAMIS_KIND_COUNT ||
        (statement->tlp > TAMIS_TLP_RED &&
         statement->tlp != TAMIS_TLP_UNMARKED))
        abort();
}

static tamis_status add(void *context, const tamis_statement *statement,
                        tamis_error *error)
{
    (void)error;
    touch(context, statement);
    return TAMIS_OK;
}

static tamis_status add_values(void *context, const tamis_statement *common,
                               const tamis_statement_value *values,
                               size_t value_count, tamis_error *error)
{
    if (value_count == 0)
        abort();
    for (size_t i = 0; i < value_count; i++) {
        tamis_statement statement = *common;

        statement.value = values[i].value;
        statement.line = values[i].line;
        statement.offset = values[i].offset;
        statement.mode = values[i].mode;
        add(context, &statement, error);
    }
    return TAMIS_OK;
}

static tamis_status reject(void *context, const tamis_statement *statement,
                           tamis_reason reason, tamis_error *error)
{
    struct tally *tally = context;

    (void)error;
    touch(tally, statement);
    tally->sum = tally->sum * 31 + reason;
    if (reason == 0)
        abort();
    return TAMIS_OK;
}

static struct tally read_feed(int descriptor, const tamis_feed_options *options,
                              bool is_together)
{
    struct tally tally = {0, 0};
    tamis_feed_sink sink = {add, reject, NULL, &tally,
                            is_together ? add_values : NULL};
    char path[64];

    snprintf(path, sizeof path, "/proc/self/fd/%d", descriptor);
    tamis_feed_read(path, options, &sink, NULL, NULL);
    return tally;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const tamis_format formats[] = {
        TAMIS_FORMAT_LIST,      TAMIS_FORMAT_HOSTS,    TAMIS_FORMAT_ADGUARD,
        TAMIS_FORMAT_DNSMASQ,   TAMIS_FORMAT_RPZ,      TAMIS_FORMAT_CSV,
        TAMIS_FORMAT_ZEEK,      TAMIS_FORMAT_MALTRAIL, TAMIS_FORMAT_LOKI_HASH,
        TAMIS_FORMAT_LOKI_NAME, TAMIS_FORMAT_LOKI_C2,  TAMIS_FORMAT_UNBOUND,
        TAMIS_FORMAT_PATTERNS};
    tamis_feed_options options = TAMIS_FEED_OPTIONS_INIT;
    int descriptor;

    if (size < 1)
        return 0;
    options.format =
        formats[(data[0] & 0x0f) % (sizeof formats / sizeof *formats)];
    options.flags = data[0] & 0x40 ? TAMIS_FEED_HONOUR_ALLOW : 0;
    if (data[0] & 0x80)
        options.column_value = (tamis_slice){"ioc", 3};
    descriptor = memfd_create("feed", MFD_CLOEXEC);
    if (descriptor < 0)
        return 0;
    if (write(descriptor, data + 1, size - 1) == (ssize_t)(size - 1)) {
        struct tally alone = read_feed(descriptor, &options, false);
        struct tally together = read_feed(descriptor, &options, true);

        if (alone.statements != together.statements ||
            alone.sum != together.sum)
            abort();
    }
    close(descriptor);
    return 0;
}
