/* SPDX-License-Identifier: BSD-2-Clause */
#include "program/new_image.h"

#include "program/host_addresses.h"
#include "program/known_feeds.h"
#include "program/speech.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* No policy that people wrote is longer. */
#define POLICY_FILE_MAX ((size_t)64 << 20)

/* The byte order mark that some editors write before UTF-8. */
static void skip_mark(char *text, size_t *size)
{
    if (text && *size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
        *size -= 3;
        memmove(text, text + 3, *size);
    }
}

/* The whole file, owned; NULL after a message. */
static char *read_file(const char *path, size_t *size)
{
    FILE *file = strcmp(path, "-") ? fopen(path, "re") : stdin;
    size_t capacity = 65536;
    char *text = NULL, *larger;
    int number = 0;

    *size = 0;
    if (!file) {
        speech_error("cannot read %s: %s", path, strerror(errno));
        return NULL;
    }
    for (;;) {
        larger = realloc(text, capacity);
        if (!larger)
            break;
        text = larger;
        *size += fread(text + *size, 1, capacity - *size, file);
        number = errno;
        if (*size < capacity || capacity >= POLICY_FILE_MAX)
            break;
        capacity *= 2;
    }
    if (!larger || *size == capacity || ferror(file)) {
        speech_error(!larger        ? "no memory to read %s%s%s"
                     : ferror(file) ? "cannot read %s%s%s"
                                    : "%s%s%s is longer than any policy",
                     path, larger && ferror(file) ? ": " : "",
                     larger && ferror(file) ? strerror(number) : "");
        free(text);
        text = NULL;
    }
    skip_mark(text, size);
    if (file != stdin)
        fclose(file);
    return text;
}

int new_image_add_file(tamis_xdp_policy *policy, const char *path)
{
    tamis_status status;
    tamis_error error;
    size_t size;
    char *text = read_file(path, &size);

    if (!text)
        return EXIT_ERROR;
    status = tamis_xdp_policy_parse(policy, path, text, size, &error);
    free(text);
    return status < 0 ? speech_failure(NULL, &error) : 0;
}

/* A list of values, one a line, # begins a comment. */
static int protect_lines(tamis_xdp_policy *policy, const char *path,
                         const char *text, size_t size)
{
    uint64_t number = 1;

    for (size_t at = 0; at < size; number++) {
        const char *end = memchr(text + at, '\n', size - at);
        size_t line_size = end ? (size_t)(end - text) - at : size - at;
        tamis_slice value = {text + at, line_size};
        const char *comment = memchr(value.data, '#', value.size);
        tamis_error error;

        at += line_size + 1;
        if (comment)
            value.size = (size_t)(comment - value.data);
        while (value.size && strchr(" \t\r", value.data[value.size - 1]))
            value.size--;
        while (value.size && strchr(" \t", value.data[0]))
            value.data++, value.size--;
        if (value.size && tamis_xdp_policy_protect(policy, value, &error) < 0)
            return speech_error("%s:%" PRIu64 ": %s", path, number,
                                error.message);
    }
    return 0;
}

/* A file where there is one, else a value. */
static int protect(tamis_xdp_policy *policy, const char *text)
{
    const tamis_slice value = {text, strlen(text)};
    tamis_error error;
    size_t size;
    char *lines;
    int result;

    if (access(text, F_OK) != 0) {
        if (tamis_xdp_policy_protect(policy, value, &error) < 0)
            return speech_error("--protect: there is no file %s, and it is no "
                                "value: %s",
                                text, error.message);
        return 0;
    }
    lines = read_file(text, &size);
    if (!lines)
        return EXIT_ERROR;
    result = protect_lines(policy, text, lines, size);
    free(lines);
    return result;
}

static int parse(tamis_xdp_policy *policy, const char *text, size_t size)
{
    tamis_error error;

    if (size &&
        tamis_xdp_policy_parse(policy, "settings", text, size, &error) < 0)
        return speech_failure(NULL, &error);
    return 0;
}

/* Those there were, and those that the order adds. */
static int add_protections(const struct order *order, struct settings *settings)
{
    tamis_xdp_policy *policy;
    tamis_error error;
    int result;

    if (tamis_xdp_policy_create(&policy, NULL, &error) < 0)
        return speech_failure(NULL, &error);
    result = parse(policy, settings->protect_text, settings->protect_size);
    for (size_t i = 0; !result && i < order->protect_count; i++)
        result = protect(policy, order->protect[i]);
    if (!result && order->protects_host)
        result = host_addresses_protect(policy);
    if (!result)
        result = settings_take_protections(settings, policy);
    tamis_xdp_policy_destroy(policy);
    return result;
}

static int fill(const struct order *order, struct settings *settings,
                tamis_xdp_policy *policy)
{
    bool keeps = order->policy_file && settings->protect_size;

    if (add_protections(order, settings))
        return EXIT_ERROR;
    if (order->policy_file
            ? new_image_add_file(policy, order->policy_file)
            : parse(policy, settings->policy_text, settings->policy_size))
        return EXIT_ERROR;
    if (parse(policy, settings->protect_text, settings->protect_size))
        return EXIT_ERROR;
    if (keeps)
        speech_note("what --protect named before stays protected");
    return 0;
}

int new_image_policy(const struct order *order, struct settings *settings,
                     tamis_xdp_policy **policy)
{
    tamis_error error;

    if (tamis_xdp_policy_create(policy, NULL, &error) < 0)
        return speech_failure(NULL, &error);
    if (fill(order, settings, *policy) == 0)
        return 0;
    tamis_xdp_policy_destroy(*policy);
    *policy = NULL;
    return EXIT_ERROR;
}

int new_image_open(struct settings *settings, const char *path,
                   tamis_database **database)
{
    tamis_database_options options = TAMIS_DATABASE_OPTIONS_INIT;
    char whole[PATH_MAX];
    struct stat file;
    tamis_error error;

    if (!realpath(path, whole) || stat(whole, &file) != 0)
        return speech_error("cannot read %s: %s", path, strerror(errno));
    if (strchr(whole, '\n'))
        return speech_error("%s: a line break in a path is not supported",
                            path);
    options.flags = TAMIS_DATABASE_VERIFY;
    if (tamis_database_open(database, whole, &options, &error) < 0)
        return speech_failure(path, &error);
    strcpy(settings->database, whole);
    settings->identity = file_identity_of(&file);
    return 0;
}

int new_image_build(struct settings *settings, tamis_database *database,
                    const tamis_xdp *filter, tamis_xdp_image **image)
{
    tamis_xdp_image_options options = TAMIS_XDP_IMAGE_OPTIONS_INIT;
    tamis_xdp_image_info info = {.struct_size = sizeof info};
    tamis_xdp_policy *policy;
    tamis_status status;
    tamis_error error;

    if (settings_policy(settings, &policy))
        return EXIT_ERROR;
    options.clearance = &settings->image.clearance;
    options.policy = policy;
    options.filter = filter;
    options.database_path = settings->database;
    known_feeds_compare(policy, database, &settings->image.clearance);
    status = tamis_xdp_image_build(image, database, &options, &error);
    tamis_xdp_policy_destroy(policy);
    if (status < 0)
        return speech_failure(settings->database, &error);
    tamis_xdp_image_info_get(*image, &info);
    settings->next_end_ns = info.next_end_ns;
    return 0;
}

int new_image_renew(struct settings *settings, const tamis_xdp *filter,
                    tamis_xdp_image **image)
{
    char path[PATH_MAX];
    tamis_database *database;
    int result;

    strcpy(path, settings->database);
    if (new_image_open(settings, path, &database))
        return EXIT_ERROR;
    result = new_image_build(settings, database, filter, image);
    tamis_database_release(database);
    return result;
}

static void say_left_out(uint64_t count, const char *why)
{
    if (count)
        speech_note("left out: %" PRIu64 " %s", count, why);
}

void new_image_say(const tamis_xdp_image *image)
{
    tamis_xdp_image_info info = {.struct_size = sizeof info};

    tamis_xdp_image_info_get(image, &info);
    speech_note("indicators: %" PRIu64 " in %.1f MiB (IPv4 %" PRIu64
                ", IPv6 %" PRIu64 ", with a port %" PRIu64 ", names %" PRIu64
                ")",
                info.indicators, (double)info.size / 1048576, info.ipv4,
                info.ipv6, info.ports, info.names);
    say_left_out(info.other_kinds, "of kinds that no packet shows");
    say_left_out(info.deep_names, "names with too many labels");
    say_left_out(info.not_valid, "of which no statement holds now");
    if (info.joined_sets)
        speech_note("%u answers share a policy with others, as there are too "
                    "many combinations of feeds",
                    info.joined_sets);
}
