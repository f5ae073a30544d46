/* SPDX-License-Identifier: BSD-2-Clause */
/* One feed of a manifest. */
#include "feed/manifest_read.h"

#include "base/error.h"
#include "base/memory.h"
#include "base/number.h"
#include "base/slice.h"

static tamis_status fail_choice(const struct manifest_reading *reading,
                                const char *key, const char *choices)
{
    return manifest_fail(reading, TAMIS_ERROR_SYNTAX, "\"%s\" is to be %s", key,
                         choices);
}

static tamis_status read_name(struct manifest_reading *reading,
                              struct json_value value, void *target)
{
    tamis_manifest_feed *feed = target;

    return manifest_read_string(reading, value, "a feed's \"name\"",
                                &feed->info.name);
}

static tamis_status read_path(struct manifest_reading *reading,
                              struct json_value value, void *target)
{
    tamis_manifest_feed *feed = target;

    return manifest_read_path(reading, value, &feed->path);
}

static tamis_status read_format(struct manifest_reading *reading,
                                struct json_value value, void *target)
{
    tamis_manifest_feed *feed = target;
    tamis_slice name;

    TRY(manifest_read_string(reading, value, "\"format\"", &name));
    feed->info.format = name;
    feed->options.format = tamis_format_find(name.data, name.size);
    if (feed->options.format == TAMIS_FORMAT_COUNT)
        return manifest_fail(
            reading, TAMIS_ERROR_SYNTAX,
            "there is no feed format \"%.*s\"; leave \"format\""
            " out to have it found, or see docs/FEEDS.md",
            (int)slice_first(name, 60).size, name.data);
    return TAMIS_OK;
}

/* A word that is no label must not become RED in silence here: it is a typing
 * mistake of the operator's. */
static bool is_tlp(tamis_slice text, tamis_tlp tlp)
{
    return tlp != TAMIS_TLP_UNMARKED &&
           (tlp != TAMIS_TLP_RED ||
            slice_equal_folded(text, slice_text("red")) ||
            (text.size == 7 && slice_starts_folded(text, "tlp") &&
             slice_equal_folded(slice_from(text, 4), slice_text("red"))));
}

static tamis_status read_tlp(struct manifest_reading *reading,
                             struct json_value value, void *target)
{
    tamis_manifest_feed *feed = target;
    tamis_slice text;

    (void)json_string(value, &text);
    text = slice_trim(text);
    feed->info.tlp = tamis_tlp_parse(text.data, text.size);
    if (!is_tlp(text, feed->info.tlp))
        return manifest_fail(
            reading, TAMIS_ERROR_LABEL,
            "\"tlp\" is to be \"clear\", \"green\", \"amber\", "
            "\"amber+strict\" or \"red\"");
    return TAMIS_OK;
}

static tamis_status read_pap(struct manifest_reading *reading,
                             struct json_value value, void *target)
{
    static const char *const names[] = {"clear", "white", "green", "amber",
                                        "red"};
    tamis_manifest_feed *feed = target;
    tamis_slice text;

    (void)json_string(value, &text);
    text = slice_trim(text);
    feed->info.pap = tamis_pap_parse(text.data, text.size);
    if (slice_starts_folded(text, "pap:"))
        text = slice_from(text, 4);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (slice_equal_folded(text, slice_text(names[i])))
            return TAMIS_OK;
    return manifest_fail(reading, TAMIS_ERROR_LABEL,
                         "\"pap\" is to be \"clear\", \"green\", \"amber\" or "
                         "\"red\"");
}

static tamis_status read_audience(struct manifest_reading *reading,
                                  struct json_value value, void *target)
{
    tamis_manifest_feed *feed = target;
    tamis_feed_info *info = &feed->info;

    TRY(manifest_read_strings(reading, value, "\"audience\"", &info->audience,
                              &info->audience_count));
    /* An empty list would mean what leaving it out means: not nobody. */
    if (info->audience_count == 0)
        return manifest_fail(reading, TAMIS_ERROR_LABEL,
                             "\"audience\" names nobody; leave it out for the "
                             "default, or write [\"self\"]");
    for (size_t i = 0; i < info->audience_count; i++)
        TRY(manifest_check_audience(reading, info->audience[i]));
    return TAMIS_OK;
}

static tamis_status read_producer(struct manifest_reading *reading,
                                  struct json_value value, void *target)
{
    tamis_manifest_feed *feed = target;

    return manifest_read_string(reading, value, "\"producer\"",
                                &feed->info.producer);
}

static tamis_status read_whole(struct manifest_reading *reading,
                               struct json_value value, uint32_t *number)
{
    int64_t whole;

    if (!json_integer(value, &whole) || whole < 0 || whole > 100)
        return manifest_fail(reading, TAMIS_ERROR_SYNTAX,
                             "the value is to be a whole number from 0 to 100");
    *number = (uint32_t)whole;
    return TAMIS_OK;
}

static tamis_status read_confidence(struct manifest_reading *reading,
                                    struct json_value value, void *target)
{
    tamis_manifest_feed *feed = target;

    return read_whole(reading, value, &feed->info.confidence);
}

static tamis_status read_shrink(struct manifest_reading *reading,
                                struct json_value value, void *target)
{
    tamis_manifest_feed *feed = target;

    return read_whole(reading, value, &feed->info.max_shrink_pct);
}

static tamis_status read_domain_match(struct manifest_reading *reading,
                                      struct json_value value, void *target)
{
    tamis_manifest_feed *feed = target;
    tamis_slice text;

    (void)json_string(value, &text);
    if (slice_is(text, "auto"))
        feed->info.domain_match = TAMIS_MODE_AUTO;
    else if (slice_is(text, "exact"))
        feed->info.domain_match = TAMIS_MODE_EXACT;
    else if (slice_is(text, "suffix"))
        feed->info.domain_match = TAMIS_MODE_SUFFIX;
    else
        return fail_choice(reading, "domain_match",
                           "\"auto\", \"exact\" or \"suffix\"");
    return TAMIS_OK;
}

static tamis_status read_url_nopath(struct manifest_reading *reading,
                                    struct json_value value, void *target)
{
    tamis_manifest_feed *feed = target;
    tamis_slice text;

    (void)json_string(value, &text);
    if (slice_is(text, "host"))
        feed->info.url_nopath = TAMIS_URL_NOPATH_HOST;
    else if (slice_is(text, "exact"))
        feed->info.url_nopath = TAMIS_URL_NOPATH_EXACT;
    else
        return fail_choice(reading, "url_nopath", "\"host\" or \"exact\"");
    return TAMIS_OK;
}

static tamis_status read_trust(struct manifest_reading *reading,
                               struct json_value value, void *target)
{
    tamis_manifest_feed *feed = target;

    return manifest_read_flag(reading, value, 1, &feed->info.trust_downgrade);
}

static tamis_status read_model(struct manifest_reading *reading,
                               struct json_value value, void *target)
{
    tamis_slice text;

    (void)target;
    (void)json_string(value, &text);
    return slice_is(text, "polynomial")
               ? TAMIS_OK
               : fail_choice(reading, "model", "\"polynomial\"");
}

static tamis_status read_lifetime(struct manifest_reading *reading,
                                  struct json_value value, void *target)
{
    tamis_manifest_feed *feed = target;

    return manifest_read_number(reading, value, 0.001, 36500,
                                &feed->info.decay_lifetime_d);
}

static tamis_status read_speed(struct manifest_reading *reading,
                               struct json_value value, void *target)
{
    tamis_manifest_feed *feed = target;

    return manifest_read_number(reading, value, 0.001, 1000,
                                &feed->info.decay_speed);
}

static tamis_status read_threshold(struct manifest_reading *reading,
                                   struct json_value value, void *target)
{
    tamis_manifest_feed *feed = target;

    return manifest_read_number(reading, value, 0, 100,
                                &feed->info.decay_threshold);
}

static tamis_status read_base(struct manifest_reading *reading,
                              struct json_value value, void *target)
{
    tamis_manifest_feed *feed = target;

    return manifest_read_number(reading, value, 0.001, 100,
                                &feed->info.decay_base);
}

static tamis_status read_decay(struct manifest_reading *reading,
                               struct json_value value, void *target)
{
    static const struct manifest_key keys[] = {
        {"model", read_model}, {"lifetime_d", read_lifetime},
        {"speed", read_speed}, {"threshold", read_threshold},
        {"base", read_base},
    };
    tamis_manifest_feed *feed = target;
    tamis_feed_info *info = &feed->info;

    TRY(manifest_read_object(reading, value, "\"decay\"", keys,
                             sizeof keys / sizeof *keys, feed));
    if (!(info->decay_lifetime_d > 0) || !(info->decay_speed > 0) ||
        !(info->decay_base > 0) || info->decay_threshold > info->decay_base)
        return manifest_fail(reading, TAMIS_ERROR_SYNTAX,
                             "\"decay\" needs lifetime_d, speed, base, and a "
                             "threshold that is at most base");
    return TAMIS_OK;
}

static tamis_status read_digest(struct manifest_reading *reading,
                                struct json_value value, void *target)
{
    tamis_manifest_feed *feed = target;
    uint8_t bytes[32];

    TRY(manifest_read_string(reading, value, "\"sha256\"", &feed->sha256));
    if (!number_parse_hex(feed->sha256, bytes, sizeof bytes))
        return fail_choice(reading, "sha256", "64 hex digits");
    return TAMIS_OK;
}

static tamis_status read_expires(struct manifest_reading *reading,
                                 struct json_value value, void *target)
{
    tamis_manifest_feed *feed = target;
    tamis_slice text;

    (void)json_string(value, &text);
    if (!time_parse(text, &feed->info.expires_ns))
        return fail_choice(reading, "expires",
                           "a time such as \"2026-08-23T18:10:19Z\"");
    return TAMIS_OK;
}

static tamis_status read_kind(struct manifest_reading *reading,
                              struct json_value value, void *target)
{
    tamis_manifest_feed *feed = target;
    tamis_slice text;

    (void)json_string(value, &text);
    feed->options.kind = tamis_kind_find(text.data, text.size);
    if (feed->options.kind == TAMIS_KIND_AUTO)
        return fail_choice(reading, "kind",
                           "a kind's name; docs/KINDS.md lists them");
    return TAMIS_OK;
}

static tamis_status read_delimiter(struct manifest_reading *reading,
                                   struct json_value value, void *target)
{
    tamis_manifest_feed *feed = target;
    tamis_slice text;

    (void)json_string(value, &text);
    if (text.size != 1 || (unsigned char)text.data[0] > 127)
        return fail_choice(reading, "delimiter", "one ASCII character");
    feed->options.delimiter = (unsigned char)text.data[0];
    return TAMIS_OK;
}

static tamis_status read_header(struct manifest_reading *reading,
                                struct json_value value, void *target)
{
    tamis_manifest_feed *feed = target;
    uint32_t has_header = 0;

    TRY(manifest_read_flag(reading, value, 1, &has_header));
    feed->options.flags |=
        has_header ? TAMIS_FEED_HAS_HEADER : TAMIS_FEED_NO_HEADER;
    return TAMIS_OK;
}

#define FLAG_READER(function, bit)                                             \
    static tamis_status function(struct manifest_reading *reading,             \
                                 struct json_value value, void *target)        \
    {                                                                          \
        tamis_manifest_feed *feed = target;                                    \
                                                                               \
        return manifest_read_flag(reading, value, bit, &feed->options.flags);  \
    }

FLAG_READER(read_unpublished, TAMIS_FEED_UNPUBLISHED)
FLAG_READER(read_all_attributes, TAMIS_FEED_ALL_ATTRIBUTES)
FLAG_READER(read_honour_allow, TAMIS_FEED_HONOUR_ALLOW)
FLAG_READER(read_ignore_marking, TAMIS_FEED_IGNORE_UNKNOWN_MARKING)

#define COLUMN_READER(function, column)                                        \
    static tamis_status function(struct manifest_reading *reading,             \
                                 struct json_value value, void *target)        \
    {                                                                          \
        tamis_manifest_feed *feed = target;                                    \
                                                                               \
        return manifest_read_string(reading, value, "a column",                \
                                    &feed->options.column);                    \
    }

COLUMN_READER(read_value_column, column_value)
COLUMN_READER(read_kind_column, column_kind)
COLUMN_READER(read_time_column, column_time)
COLUMN_READER(read_confidence_column, column_confidence)
COLUMN_READER(read_tags_column, column_tags)
COLUMN_READER(read_reference_column, column_reference)

static tamis_status read_columns(struct manifest_reading *reading,
                                 struct json_value value, void *target)
{
    static const struct manifest_key keys[] = {
        {"value", read_value_column}, {"kind", read_kind_column},
        {"time", read_time_column},   {"confidence", read_confidence_column},
        {"tags", read_tags_column},   {"reference", read_reference_column},
    };

    return manifest_read_object(reading, value, "\"columns\"", keys,
                                sizeof keys / sizeof *keys, target);
}

static const struct manifest_key keys[] = {
    {"name", read_name},
    {"path", read_path},
    {"tlp", read_tlp},
    {"format", read_format},
    {"audience", read_audience},
    {"pap", read_pap},
    {"producer", read_producer},
    {"confidence", read_confidence},
    {"domain_match", read_domain_match},
    {"url_nopath", read_url_nopath},
    {"trust_downgrade", read_trust},
    {"decay", read_decay},
    {"sha256", read_digest},
    {"expires", read_expires},
    {"max_shrink_pct", read_shrink},
    {"kind", read_kind},
    {"columns", read_columns},
    {"delimiter", read_delimiter},
    {"header", read_header},
    {"unpublished", read_unpublished},
    {"all_attributes", read_all_attributes},
    {"honour_allow", read_honour_allow},
    {"ignore_unknown_marking", read_ignore_marking},
};

static tamis_status check_feed(const struct manifest_reading *reading,
                               const tamis_manifest_feed *feed)
{
    const struct manifest_feeds *feeds = &reading->manifest->feeds;
    tamis_slice name = slice_first(feed->info.name, 100);

    if (name.size == 0)
        return manifest_fail(reading, TAMIS_ERROR_SYNTAX,
                             "a feed needs a \"name\"");
    if (!feed->path)
        return manifest_fail(reading, TAMIS_ERROR_SYNTAX,
                             "the feed \"%.*s\" needs a \"path\"",
                             (int)name.size, name.data);
    if (feed->info.tlp == TAMIS_TLP_UNMARKED)
        return manifest_fail(reading, TAMIS_ERROR_LABEL,
                             "the feed \"%.*s\" has no \"tlp\", and nobody "
                             "guesses one; write what its producer allows",
                             (int)name.size, name.data);
    for (size_t i = 0; i < feeds->count; i++)
        if (slice_equal(feeds->items[i].info.name, feed->info.name))
            return manifest_fail(reading, TAMIS_ERROR_SYNTAX,
                                 "there are two feeds \"%.*s\"", (int)name.size,
                                 name.data);
    return TAMIS_OK;
}

tamis_status manifest_read_feed(struct manifest_reading *reading,
                                struct json_value value)
{
    struct manifest_feeds *feeds = &reading->manifest->feeds;
    tamis_manifest_feed feed = {
        .info = TAMIS_FEED_INFO_INIT,
        .options = TAMIS_FEED_OPTIONS_INIT,
    };

    TRY(manifest_read_object(reading, value, "a feed", keys,
                             sizeof keys / sizeof *keys, &feed));
    TRY(check_feed(reading, &feed));
    if (memory_grow(&reading->manifest->allocator, (void **)&feeds->items,
                    &feeds->capacity, feeds->count + 1,
                    sizeof *feeds->items) < 0)
        return manifest_fail_memory(reading);
    feeds->items[feeds->count++] = feed;
    return TAMIS_OK;
}
