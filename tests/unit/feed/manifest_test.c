/* SPDX-License-Identifier: BSD-2-Clause */
/* The manifest: every key, and every mistake with its line. */
#include "base/slice.h"
#include "unit/feed/feed_file.h"

#include <tamis/manifest.h>

#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static tamis_manifest *open_text(const char *text, tamis_error *error)
{
    tamis_manifest *manifest;
    tamis_status status = tamis_manifest_open(
        &manifest, feed_file_make("feeds.json", text, strlen(text)), error);

    feed_file_remove();
    cr_expect_eq(status == TAMIS_OK, manifest != NULL);
    return manifest;
}

#define FEED "{\"name\":\"f\",\"path\":\"p\",\"tlp\":\"green\"}"

Test(manifest, every_key_is_read)
{
    static const char text[] =
        "{\"v\":1,\"organisation\":\"hospital-x\",\n"
        "\"audiences\":{\"circle:verticals\":[\"*\"],"
        "\"sector:health\":[\"hospital-x\",\"circle:verticals\"]},\n"
        "\"feeds\":[{\"name\":\"isac-health\",\"path\":\"misp/\","
        "\"format\":\"misp\",\"tlp\":\"amber\","
        "\"audience\":[\"sector:health\",\"grid-y\"],\"pap\":\"green\","
        "\"producer\":\"ISAC Health\",\"confidence\":60,"
        "\"domain_match\":\"exact\",\"url_nopath\":\"exact\","
        "\"trust_downgrade\":true,"
        "\"decay\":{\"model\":\"polynomial\",\"lifetime_d\":120,\"speed\":2,"
        "\"threshold\":30,\"base\":80},"
        "\"sha256\":\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b"
        "7852b855\",\"expires\":\"1970-01-01T00:00:10Z\","
        "\"max_shrink_pct\":40,\"unpublished\":true,\"all_attributes\":true,"
        "\"honour_allow\":true,\"ignore_unknown_marking\":true},\n"
        "{\"name\":\"csv\",\"path\":\"/abs/x.csv\",\"tlp\":\"TLP:RED\","
        "\"format\":\"csv\",\"kind\":\"domain\",\"delimiter\":\";\","
        "\"header\":false,\"columns\":{\"value\":\"4\",\"kind\":\"3\","
        "\"time\":\"1\",\"confidence\":\"9\",\"tags\":\"5\","
        "\"reference\":\"6\"}}],\n"
        "\"allow\":[\"allow.txt\"],\"warn\":[\"warninglists/\",\"/w\"]}";
    tamis_error error;
    tamis_manifest *manifest = open_text(text, &error);
    tamis_manifest_feed feed;
    const tamis_slice *members;
    size_t member_count;
    tamis_slice name;

    cr_assert_not_null(manifest, "%s", error.message);
    cr_expect(slice_is(tamis_manifest_organisation(manifest), "hospital-x"));
    cr_assert(
        tamis_manifest_audience(manifest, 1, &name, &members, &member_count));
    cr_expect(slice_is(name, "sector:health"));
    cr_assert_eq(member_count, 2);
    cr_expect(slice_is(members[1], "circle:verticals"));
    cr_expect_not(
        tamis_manifest_audience(manifest, 2, &name, &members, &member_count));
    cr_assert(tamis_manifest_feed_get(manifest, 0, &feed));
    cr_expect(slice_is(feed.info.name, "isac-health"));
    cr_expect(slice_ends(slice_text(feed.path), "/misp/"));
    cr_expect(slice_starts(slice_text(feed.path), "/tmp/tamis-feed-"));
    cr_expect_eq(feed.options.format, TAMIS_FORMAT_MISP);
    cr_expect(slice_is(feed.info.format, "misp"));
    cr_expect_eq(feed.info.tlp, TAMIS_TLP_AMBER);
    cr_expect_eq(feed.info.pap, TAMIS_PAP_GREEN);
    cr_expect_eq(feed.info.audience_count, 2);
    cr_expect(slice_is(feed.info.audience[1], "grid-y"));
    cr_expect(slice_is(feed.info.producer, "ISAC Health"));
    cr_expect_eq(feed.info.confidence, 60);
    cr_expect_eq(feed.info.domain_match, TAMIS_MODE_EXACT);
    cr_expect_eq(feed.info.url_nopath, TAMIS_URL_NOPATH_EXACT);
    cr_expect_eq(feed.info.trust_downgrade, 1);
    cr_expect_float_eq(feed.info.decay_lifetime_d, 120, 1e-9);
    cr_expect_float_eq(feed.info.decay_speed, 2, 1e-9);
    cr_expect_float_eq(feed.info.decay_threshold, 30, 1e-9);
    cr_expect_float_eq(feed.info.decay_base, 80, 1e-9);
    cr_expect_eq(feed.sha256.size, 64);
    cr_expect_eq(feed.info.expires_ns, INT64_C(10000000000));
    cr_expect_eq(feed.info.max_shrink_pct, 40);
    cr_expect_eq(feed.options.flags, TAMIS_FEED_UNPUBLISHED |
                                         TAMIS_FEED_ALL_ATTRIBUTES |
                                         TAMIS_FEED_HONOUR_ALLOW |
                                         TAMIS_FEED_IGNORE_UNKNOWN_MARKING);
    cr_assert(tamis_manifest_feed_get(manifest, 1, &feed));
    cr_expect_str_eq(feed.path, "/abs/x.csv");
    cr_expect_eq(feed.info.tlp, TAMIS_TLP_RED);
    cr_expect_eq(feed.options.kind, TAMIS_KIND_DOMAIN);
    cr_expect_eq(feed.options.delimiter, ';');
    cr_expect_eq(feed.options.flags, TAMIS_FEED_NO_HEADER);
    cr_expect(slice_is(feed.options.column_value, "4"));
    cr_expect(slice_is(feed.options.column_reference, "6"));
    cr_expect_not(tamis_manifest_feed_get(manifest, 2, &feed));
    cr_expect(slice_ends(slice_text(tamis_manifest_allow(manifest, 0)),
                         "/allow.txt"));
    cr_expect_null(tamis_manifest_allow(manifest, 1));
    cr_expect_str_eq(tamis_manifest_warn(manifest, 1), "/w");
    cr_expect_null(tamis_manifest_warn(manifest, 2));
    tamis_manifest_release(manifest);
}

Test(manifest, what_is_left_out_has_its_default)
{
    tamis_feed_info info = TAMIS_FEED_INFO_INIT;
    tamis_error error;
    tamis_manifest *manifest =
        open_text("\xef\xbb\xbf{\"feeds\":[" FEED "]}", &error);
    tamis_manifest_feed feed;

    cr_assert_not_null(manifest, "%s", error.message);
    cr_assert(tamis_manifest_feed_get(manifest, 0, &feed));
    cr_expect_eq(feed.info.pap, info.pap);
    cr_expect_eq(feed.info.confidence, info.confidence);
    cr_expect_eq(feed.info.domain_match, info.domain_match);
    cr_expect_eq(feed.info.max_shrink_pct, info.max_shrink_pct);
    cr_expect_eq(feed.info.expires_ns, info.expires_ns);
    cr_expect_eq(feed.info.audience_count, 0);
    cr_expect_eq(feed.options.format, TAMIS_FORMAT_AUTO);
    cr_expect_eq(feed.options.flags, 0);
    cr_expect_eq(feed.sha256.size, 0);
    cr_expect_eq(tamis_manifest_organisation(manifest).size, 0);
    cr_expect_eq(tamis_manifest_check_digest(&feed, &error), TAMIS_OK);
    tamis_manifest_release(manifest);
}

Test(manifest, audiences_may_stand_behind_the_feeds)
{
    tamis_error error;
    tamis_manifest *manifest =
        open_text("{\"feeds\":[{\"name\":\"f\",\"path\":\"p\",\"tlp\":\"red\","
                  "\"audience\":[\"circle:a\"]}],"
                  "\"audiences\":{\"circle:a\":[\"x\"]}}",
                  &error);

    cr_assert_not_null(manifest, "%s", error.message);
    tamis_manifest_release(manifest);
}

/* A feed with one more member on line 3. */
#define WITH(member)                                                           \
    "{\"feeds\":[\n{\"name\":\"f\",\"path\":\"p\",\"tlp\":\"green\",\n" member \
    "}]}"

struct mistake {
    const char *text;
    tamis_status status;
    uint64_t line;
    const char *part;
};

static void check_mistakes(const struct mistake *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        tamis_error error = {0};
        tamis_manifest *manifest = open_text(rows[i].text, &error);

        cr_expect_null(manifest, "%s", rows[i].text);
        cr_expect_eq(error.status, rows[i].status, "%s: %s", rows[i].text,
                     error.message);
        cr_expect_eq(error.line, rows[i].line, "%s: line %u: %s", rows[i].text,
                     (unsigned)error.line, error.message);
        cr_expect_not_null(strstr(error.message, rows[i].part), "%s: %s",
                           rows[i].text, error.message);
        cr_expect_not_null(strstr(error.message, "feeds.json: "));
        tamis_manifest_release(manifest);
    }
}

Test(manifest, mistakes_are_named_with_their_line)
{
    static const struct mistake rows[] = {
        {"", TAMIS_ERROR_SYNTAX, 1, "one JSON object"},
        {"[]", TAMIS_ERROR_SYNTAX, 1, "one JSON object"},
        {"{}{}", TAMIS_ERROR_SYNTAX, 1, "one JSON object"},
        {"{\n\"feeds\":[" FEED, TAMIS_ERROR_SYNTAX, 2, "cut short"},
        {"{\n\"feeds\"\n[]}", TAMIS_ERROR_SYNTAX, 3, "a value stands"},
        {"{\"feeds\":[truth]}", TAMIS_ERROR_SYNTAX, 1, "not JSON"},
        {"{\"feeds\":[]}", TAMIS_ERROR_SYNTAX, 1, "\"feeds\""},
        {"{\"v\":1}", TAMIS_ERROR_SYNTAX, 1, "\"feeds\""},
        {"{\"feeds\":{}}", TAMIS_ERROR_SYNTAX, 1, "list of feeds"},
        {"{\"feeds\":[5]}", TAMIS_ERROR_SYNTAX, 1, "an object"},
        {"{\n\"v\":2}", TAMIS_ERROR_UNSUPPORTED, 2, "version 1"},
        {"{\n\n\"feed\":[]}", TAMIS_ERROR_SYNTAX, 3, "no key \"feed\""},
        {"{\"v\":1,\n\"v\":1}", TAMIS_ERROR_SYNTAX, 2, "\"v\" twice"},
        {"{\"organisation\":\"\"}", TAMIS_ERROR_SYNTAX, 1, "not empty"},
        {"{\"audiences\":[]}", TAMIS_ERROR_SYNTAX, 1, "object of lists"},
        {"{\"audiences\":{\n\"self\":[]}}", TAMIS_ERROR_LABEL, 2,
         "cannot be defined"},
        {"{\"audiences\":{\"a\":[],\n\"a\":[]}}", TAMIS_ERROR_LABEL, 2,
         "twice"},
        {"{\"audiences\":{\"a\":[\"x\",\n5]}}", TAMIS_ERROR_SYNTAX, 2,
         "text in quotes"},
        {"{\"audiences\":{\"circle:a\":[\"circle:b\"],"
         "\n\"circle:b\":[\"x\"]}}",
         TAMIS_ERROR_LABEL, 1, "circle:b"},
        {"{\"allow\":\"a\",\"feeds\":[" FEED "]}", TAMIS_ERROR_SYNTAX, 1,
         "list of paths"},
        {"{\"feeds\":[" FEED "],\"warn\":[\n\"\"]}", TAMIS_ERROR_SYNTAX, 2,
         "a path"},
        {"{\"feeds\":[" FEED ",\n" FEED "]}", TAMIS_ERROR_SYNTAX, 2,
         "two feeds \"f\""},
        {"{\"feeds\":[\n{\"path\":\"p\",\"tlp\":\"green\"}]}",
         TAMIS_ERROR_SYNTAX, 2, "\"name\""},
        {"{\"feeds\":[\n{\"name\":\"f\",\"tlp\":\"green\"}]}",
         TAMIS_ERROR_SYNTAX, 2, "needs a \"path\""},
        {"{\"feeds\":[\n{\"name\":\"f\",\"path\":\"p\"}]}", TAMIS_ERROR_LABEL,
         2, "nobody guesses"},
        {"{\"feeds\":[{\"name\":\"f\",\"path\":\"p\",\n\"tlp\":\"ambr\"}]}",
         TAMIS_ERROR_LABEL, 2, "\"tlp\""},
        {"{\"feeds\":[{\"name\":\"f\",\"path\":\"p\",\n\"tlp\":"
         "\"tlp:rod\"}]}",
         TAMIS_ERROR_LABEL, 2, "\"tlp\""},
        {"{\"feeds\":[{\"name\":\"f\",\"path\":\"p\",\n\"tlp\":3}]}",
         TAMIS_ERROR_LABEL, 2, "\"tlp\""},
    };

    check_mistakes(rows, sizeof rows / sizeof *rows);
}

Test(manifest, mistakes_in_a_feed_are_named_with_their_line)
{
    static const struct mistake rows[] = {
        {WITH("\"tpl\":1"), TAMIS_ERROR_SYNTAX, 3, "no key \"tpl\""},
        {WITH("\"tlp\":\"clear\""), TAMIS_ERROR_SYNTAX, 3, "\"tlp\" twice"},
        {WITH("\"format\":\"mips\""), TAMIS_ERROR_SYNTAX, 3,
         "no feed format \"mips\""},
        {WITH("\"pap\":\"purple\""), TAMIS_ERROR_LABEL, 3, "\"pap\""},
        {WITH("\"audience\":[]"), TAMIS_ERROR_LABEL, 3, "names nobody"},
        {WITH("\"audience\":[\"circle:x\"]"), TAMIS_ERROR_LABEL, 3,
         "not defined"},
        {WITH("\"audience\":\"x\""), TAMIS_ERROR_SYNTAX, 3, "list of texts"},
        {WITH("\"confidence\":101"), TAMIS_ERROR_SYNTAX, 3, "0 to 100"},
        {WITH("\"confidence\":1.5"), TAMIS_ERROR_SYNTAX, 3, "0 to 100"},
        {WITH("\"max_shrink_pct\":-1"), TAMIS_ERROR_SYNTAX, 3, "0 to 100"},
        {WITH("\"domain_match\":\"x\""), TAMIS_ERROR_SYNTAX, 3, "\"suffix\""},
        {WITH("\"url_nopath\":\"x\""), TAMIS_ERROR_SYNTAX, 3, "\"host\""},
        {WITH("\"trust_downgrade\":\"yes\""), TAMIS_ERROR_SYNTAX, 3,
         "true or false"},
        {WITH("\"decay\":{\"lifetime_d\":5}"), TAMIS_ERROR_SYNTAX, 3,
         "\"decay\" needs"},
        {WITH("\"decay\":{\"model\":\"linear\"}"), TAMIS_ERROR_SYNTAX, 3,
         "polynomial"},
        {WITH("\"decay\":{\"speed\":0}"), TAMIS_ERROR_SYNTAX, 3,
         "a number from"},
        {WITH("\"decay\":{\"lifetime\":1}"), TAMIS_ERROR_SYNTAX, 3,
         "no key \"lifetime\""},
        {WITH("\"decay\":{\"lifetime_d\":9,\"speed\":2,\"threshold\":90,"
              "\"base\":80}"),
         TAMIS_ERROR_SYNTAX, 3, "at most base"},
        {WITH("\"sha256\":\"00\""), TAMIS_ERROR_SYNTAX, 3, "64 hex digits"},
        {WITH("\"expires\":\"soon\""), TAMIS_ERROR_SYNTAX, 3, "a time"},
        {WITH("\"kind\":\"thing\""), TAMIS_ERROR_SYNTAX, 3, "a kind's name"},
        {WITH("\"delimiter\":\"ab\""), TAMIS_ERROR_SYNTAX, 3, "one ASCII"},
        {WITH("\"columns\":{\"values\":\"1\"}"), TAMIS_ERROR_SYNTAX, 3,
         "no key \"values\""},
        {WITH("\"producer\":\"a\\u0000b\""), TAMIS_ERROR_SYNTAX, 3,
         "\"producer\""},
        {WITH("\"producer\":\"\xff\""), TAMIS_ERROR_SYNTAX, 1, "not UTF-8"},
    };

    check_mistakes(rows, sizeof rows / sizeof *rows);
}

Test(manifest, a_file_that_cannot_be_read_is_a_system_error)
{
    tamis_manifest *manifest;
    tamis_error error;

    cr_expect_eq(tamis_manifest_open(&manifest, "/nowhere/feeds.json", &error),
                 TAMIS_ERROR_SYSTEM);
    cr_expect_null(manifest);
    cr_expect_neq(tamis_manifest_open(&manifest, "/tmp", &error), TAMIS_OK);
    cr_expect_null(manifest);
    cr_expect_eq(tamis_manifest_open(NULL, "x", NULL), TAMIS_ERROR_ARGUMENT);
    tamis_manifest_release(NULL);
}

Test(manifest, a_manifest_a_hundred_thousand_deep_is_one_sentence)
{
    size_t size = 100000;
    char *text = malloc(size + 1);
    tamis_error error;

    cr_assert_not_null(text);
    memset(text, '[', size);
    memcpy(text, "{\"feeds\":", 9);
    text[size] = 0;
    cr_expect_null(open_text(text, &error));
    cr_expect_eq(error.status, TAMIS_ERROR_LIMIT);
    cr_expect_not_null(strstr(error.message, "128 levels at byte"));
    free(text);
}

/* SHA-256 of "abc", FIPS 180-4. */
#define ABC "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

Test(manifest, a_feed_is_compared_with_its_digest)
{
    tamis_manifest_feed feed = {.info = TAMIS_FEED_INFO_INIT,
                                .options = TAMIS_FEED_OPTIONS_INIT};
    tamis_error error;

    feed.path = feed_file_make("feed.txt", "abc", 3);
    feed.sha256 = slice_text(ABC);
    cr_expect_eq(tamis_manifest_check_digest(&feed, &error), TAMIS_OK, "%s",
                 error.message);
    feed_file_remove();
    feed.path = feed_file_make("feed.txt", "abd", 3);
    cr_expect_eq(tamis_manifest_check_digest(&feed, &error),
                 TAMIS_ERROR_CORRUPT);
    cr_expect_not_null(strstr(error.message, "SHA-256"));
    feed_file_remove();
    cr_expect_eq(tamis_manifest_check_digest(&feed, &error),
                 TAMIS_ERROR_SYSTEM);
    feed.path = "/tmp";
    cr_expect_eq(tamis_manifest_check_digest(&feed, &error),
                 TAMIS_ERROR_UNSUPPORTED);
}
