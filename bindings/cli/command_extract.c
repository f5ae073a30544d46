/* SPDX-License-Identifier: BSD-2-Clause */
/* tamis extract: the indicators in a report, or in any text. */
#include "command.h"
#include "extract_file.h"
#include "message.h"
#include "progress.h"
#include "scan_walk.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char help[] =
    "usage: tamis extract [OPTION...] [FILE|FOLDER...]\n"
    "\n"
    "Prints the addresses, domains, URLs, e-mail addresses and digests in any\n"
    "text, refanged and in normal form: kind, value and place. Needs no\n"
    "database. Without FILE reads standard input. Files may be plain, gzip,\n"
    "zstd or xz; folders are read whole, dot-files left out.\n"
    "\n"
    "Left out, counted on standard error, and printed with --all: what stands\n"
    "inside of something longer (the host of a URL), addresses of special use\n"
    "(private, loopback), names under no public suffix (readme.txt), and "
    "names\n"
    "that look like files (setup.py) unless they are defanged.\n"
    "\n"
    "  --format F     text: kind, value, file:line:offset and notes, with "
    "tabs\n"
    "                 between them (default); ndjson; csv; or list: values\n"
    "                 alone, each once, which 'tamis compile' reads\n"
    "  --kind K,...   only these kinds (ip, domain, url, sha256, ...)\n"
    "  --unique       each value once, at its first place\n"
    "  --defang       write values so that nobody follows them: hxxp, [.]\n"
    "  --all          leave out nothing: what 'tamis scan' asks for\n"
    "  --quiet        no notes and no progress on standard error\n"
    "\n"
    "Exit codes: 0 something was found, 1 nothing was, 2 some input could not\n"
    "be read to its end (what could be read was searched).\n";

enum {
    OPTION_HELP = 256,
    OPTION_FORMAT,
    OPTION_KIND,
    OPTION_UNIQUE,
    OPTION_DEFANG,
    OPTION_ALL,
    OPTION_QUIET,
};

static const struct option options[] = {
    {"help", no_argument, NULL, OPTION_HELP},
    {"format", required_argument, NULL, OPTION_FORMAT},
    {"kind", required_argument, NULL, OPTION_KIND},
    {"unique", no_argument, NULL, OPTION_UNIQUE},
    {"defang", no_argument, NULL, OPTION_DEFANG},
    {"all", no_argument, NULL, OPTION_ALL},
    {"quiet", no_argument, NULL, OPTION_QUIET},
    {NULL, 0, NULL, 0},
};

/* Free text has no others. */
static bool is_in_text(tamis_kind kind)
{
    return (kind >= TAMIS_KIND_IP && kind <= TAMIS_KIND_SHA512);
}

static int take_kinds(struct extraction *extraction, const char *names)
{
    while (*names) {
        size_t size = strcspn(names, ",");
        tamis_kind kind = tamis_kind_find(names, size);

        if (kind == TAMIS_KIND_AUTO)
            return message_usage("--kind %.*s: there is no such kind",
                                 (int)size, names);
        if (!is_in_text(kind))
            return message_usage("--kind %.*s: text is not searched for this "
                                 "kind; ip, ip-port, domain, url, email and "
                                 "digests by their size (md5 to sha512) are",
                                 (int)size, names);
        extraction->kinds[kind] = true;
        names += size + (names[size] == ',');
    }
    extraction->has_kinds = true;
    return -1;
}

/* -1 to go on, else an exit code. */
static int take_option(struct extraction *extraction, bool *is_quiet,
                       int option, char **argv)
{
    switch (option) {
    case OPTION_HELP:
        fputs(help, stdout);
        return EXIT_MATCHED;
    case OPTION_FORMAT:
        if (extract_format_find(optarg, &extraction->output.format))
            return -1;
        return message_usage("--format %s: the formats are text, ndjson, csv "
                             "and list",
                             optarg);
    case OPTION_KIND:
        return take_kinds(extraction, optarg);
    case OPTION_UNIQUE:
        extraction->output.is_unique = true;
        return -1;
    case OPTION_DEFANG:
        extraction->output.defangs = true;
        return -1;
    case OPTION_ALL:
        extraction->tells_all = true;
        return -1;
    case OPTION_QUIET:
        *is_quiet = true;
        message_begin("extract", true);
        return -1;
    default:
        return message_bad_option(argv);
    }
}

static bool take_file(void *context, const char *path)
{
    struct extraction *extraction = context;

    extract_file(extraction, path);
    return !extraction->is_stopped;
}

static void fail_folder(void *context, const char *path, int system_errno)
{
    struct extraction *extraction = context;

    message_error("%s: cannot be read: %s", path, strerror(system_errno));
    extraction->has_failed = true;
}

static void skip_item(void *context, const char *path, const char *what)
{
    (void)context;
    message_note("%s: passed over: it is %s", path, what);
}

static void say_left_out(const struct extraction *extraction)
{
    const struct extract_left_out *left_out = &extraction->left_out;

    if (left_out->special_use + left_out->unknown_names + left_out->file_names +
            left_out->others ==
        0)
        return;
    message_note("left out: %" PRIu64 " inside of others, %" PRIu64
                 " of special use, %" PRIu64 " under no public suffix, %" PRIu64
                 " that look like files (--all prints them)",
                 left_out->others, left_out->special_use,
                 left_out->unknown_names, left_out->file_names);
}

static bool open_extraction(struct extraction *extraction)
{
    tamis_error error;

    if (tamis_extractor_create(&extraction->extractor, NULL, &error) < 0) {
        message_failure(NULL, &error);
        return false;
    }
    if (tamis_suffix_list_open(&extraction->suffixes, NULL, NULL, &error) < 0)
        message_note("%s; names are told whatever their suffix", error.message);
    return true;
}

static int extract_all(struct extraction *extraction, bool is_quiet, int count,
                       char **paths)
{
    static const struct walk_rules rules;
    const struct walk_visitor visitor = {extraction, take_file, fail_folder,
                                         skip_item};
    bool goes_on = true, is_written;

    progress_begin(!is_quiet);
    extract_output_begin(&extraction->output);
    if (count == 0)
        extract_file(extraction, "-");
    for (int i = 0; i < count && goes_on; i++)
        goes_on = scan_walk(&rules, paths[i], &visitor);
    progress_clear();
    say_left_out(extraction);
    is_written = extract_output_close(&extraction->output);
    if (extraction->has_failed || !is_written)
        return EXIT_ERROR;
    return extraction->output.count > 0 ? EXIT_MATCHED : EXIT_NOTHING;
}

int command_extract(int argc, char **argv)
{
    struct extraction *extraction = calloc(1, sizeof *extraction);
    bool is_quiet = false;
    int option, result = -1;

    message_begin("extract", false);
    if (!extraction) {
        message_error("no memory to begin with");
        return EXIT_ERROR;
    }
    while (result < 0 &&
           (option = getopt_long(argc, argv, "", options, NULL)) != -1)
        result = take_option(extraction, &is_quiet, option, argv);
    if (result < 0)
        result = open_extraction(extraction)
                     ? extract_all(extraction, is_quiet, argc - optind,
                                   argv + optind)
                     : EXIT_ERROR;
    tamis_extractor_destroy(extraction->extractor);
    tamis_suffix_list_close(extraction->suffixes);
    scan_buffer_release(&extraction->buffer);
    free(extraction);
    return result;
}
