/* SPDX-License-Identifier: BSD-2-Clause */
#include "compile_plan.h"

#include "message.h"
#include "timestamp.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char help[] =
    "usage: tamis compile -o DB --feeds MANIFEST.json [OPTION...]\n"
    "       tamis compile -o DB --tlp L [OPTION...] FILE|FOLDER...\n"
    "\n"
    "Compiles feeds into one database. Feeds come from a manifest, or from "
    "the\n"
    "command line, where each FILE or FOLDER is a feed of its own unless "
    "--name\n"
    "makes them one. Files may be plain, gzip, zstd or xz.\n"
    "\n"
    "  -o DB               the database to write, replaced in one step\n"
    "  --feeds MANIFEST    feeds, labels and audiences (docs/FEEDS.md)\n"
    "\n"
    "feeds on the command line:\n"
    "  --tlp L             their label: clear, green, amber, amber+strict, "
    "red\n"
    "  --name N            the feed's name (default: the file's)\n"
    "  --format F          list, csv, misp, stix, ... (default: found per "
    "file)\n"
    "  --kind K            the kind of every value (default: found per value)\n"
    "  --audience A,...    who may know (default: everyone up to green, else "
    "self)\n"
    "  --pap L             what one may do: clear, green, amber, red\n"
    "  --producer P        who makes the feed\n"
    "  --confidence N      0 to 100, where the feed says nothing\n"
    "  --domain-match M    auto, exact or suffix, where the format says "
    "nothing\n"
    "  --url-nopath P      host or exact: a URL that is only a host\n"
    "  --column NAME=COL   csv: value, kind, time, confidence, tags, "
    "reference\n"
    "  --trust-downgrade   marks may lower the label\n"
    "  --unpublished       misp: events that are not published too\n"
    "  --all-attributes    misp: attributes without to_ids too\n"
    "  --honour-allow      adguard @@ rules and rpz-passthru allow\n"
    "\n"
    "what to keep:\n"
    "  --allow FILE        values and patterns never to report (may be "
    "repeated)\n"
    "  --warn FILE|FOLDER  MISP warning lists, and what else only warns (may "
    "be\n"
    "                      repeated)\n"
    "  --max-tlp L --for A keep only what audience A may know up to label L\n"
    "  --at T              expire against this time (default: "
    "SOURCE_DATE_EPOCH,\n"
    "                      else the newest time in the feeds)\n"
    "  --strict            fail if anything was rejected\n"
    "  --keep-going        do not fail for a feed that cannot be read, is "
    "empty\n"
    "                      or shrank\n"
    "  --allow-special     keep special-use addresses (10.0.0.0/8, ...)\n"
    "  --allow-short       keep prefixes shorter than /8 and /16\n"
    "  --public-suffixes F public suffix list (default: the system's)\n"
    "  --organisation O    the name that `self` stands for\n"
    "  --fingerprints[=N]  keep N bits instead of each digest, name, URL, "
    "...:\n"
    "                      64 to 128 (default: 96); values cannot be listed\n"
    "                      any more, a stranger is taken for one of them with\n"
    "                      a chance below 2^-(27+N)\n"
    "\n"
    "  --json              the report as JSON on standard output\n"
    "  --threads N         threads at work (default: one for each CPU); the "
    "file is\n"
    "                      the same for any N\n"
    "  --memory-limit N    bytes to work in, with K, M or G behind them "
    "(default: half\n"
    "                      of the machine's); above it the disk helps, in "
    "TMPDIR or\n"
    "                      beside DB\n"
    "  --no-sync           do not wait for the disk (for benchmarks)\n"
    "  --quiet             no report and no progress on standard error\n"
    "\n"
    "Exit codes: 0 done, 2 error; after an error DB is as it was.\n";

enum {
    OPTION_FEEDS = OPTION_LAST_SHARED,
    OPTION_TLP,
    OPTION_NAME,
    OPTION_KIND,
    OPTION_PAP,
    OPTION_PRODUCER,
    OPTION_CONFIDENCE,
    OPTION_DOMAIN_MATCH,
    OPTION_URL_NOPATH,
    OPTION_COLUMN,
    OPTION_TRUST_DOWNGRADE,
    OPTION_UNPUBLISHED,
    OPTION_ALL_ATTRIBUTES,
    OPTION_HONOUR_ALLOW,
    OPTION_ALLOW,
    OPTION_WARN,
    OPTION_MAX_TLP,
    OPTION_FOR,
    OPTION_STRICT,
    OPTION_KEEP_GOING,
    OPTION_ALLOW_SPECIAL,
    OPTION_ALLOW_SHORT,
    OPTION_PUBLIC_SUFFIXES,
    OPTION_ORGANISATION,
    OPTION_FINGERPRINTS,
    OPTION_THREADS,
    OPTION_MEMORY_LIMIT,
    OPTION_JSON,
    OPTION_NO_SYNC,
};

static const struct option options[] = {
    {"feeds", required_argument, NULL, OPTION_FEEDS},
    {"tlp", required_argument, NULL, OPTION_TLP},
    {"name", required_argument, NULL, OPTION_NAME},
    {"format", required_argument, NULL, OPTION_FORMAT},
    {"kind", required_argument, NULL, OPTION_KIND},
    {"audience", required_argument, NULL, OPTION_AUDIENCE},
    {"pap", required_argument, NULL, OPTION_PAP},
    {"producer", required_argument, NULL, OPTION_PRODUCER},
    {"confidence", required_argument, NULL, OPTION_CONFIDENCE},
    {"domain-match", required_argument, NULL, OPTION_DOMAIN_MATCH},
    {"url-nopath", required_argument, NULL, OPTION_URL_NOPATH},
    {"column", required_argument, NULL, OPTION_COLUMN},
    {"trust-downgrade", no_argument, NULL, OPTION_TRUST_DOWNGRADE},
    {"unpublished", no_argument, NULL, OPTION_UNPUBLISHED},
    {"all-attributes", no_argument, NULL, OPTION_ALL_ATTRIBUTES},
    {"honour-allow", no_argument, NULL, OPTION_HONOUR_ALLOW},
    {"allow", required_argument, NULL, OPTION_ALLOW},
    {"warn", required_argument, NULL, OPTION_WARN},
    {"max-tlp", required_argument, NULL, OPTION_MAX_TLP},
    {"for", required_argument, NULL, OPTION_FOR},
    {"at", required_argument, NULL, OPTION_AT},
    {"strict", no_argument, NULL, OPTION_STRICT},
    {"keep-going", no_argument, NULL, OPTION_KEEP_GOING},
    {"allow-special", no_argument, NULL, OPTION_ALLOW_SPECIAL},
    {"allow-short", no_argument, NULL, OPTION_ALLOW_SHORT},
    {"public-suffixes", required_argument, NULL, OPTION_PUBLIC_SUFFIXES},
    {"organisation", required_argument, NULL, OPTION_ORGANISATION},
    {"fingerprints", optional_argument, NULL, OPTION_FINGERPRINTS},
    {"threads", required_argument, NULL, OPTION_THREADS},
    {"memory-limit", required_argument, NULL, OPTION_MEMORY_LIMIT},
    {"json", no_argument, NULL, OPTION_JSON},
    {"no-sync", no_argument, NULL, OPTION_NO_SYNC},
    {"quiet", no_argument, NULL, OPTION_QUIET},
    {"help", no_argument, NULL, OPTION_HELP},
    {NULL, 0, NULL, 0},
};

static tamis_slice text_slice(const char *text)
{
    tamis_slice slice = {text, strlen(text)};

    return slice;
}

/* A rank that was spelled out: the library's fail-closed RED is not taken. */
static int take_tlp(const char *option, const char *argument, tamis_tlp *tlp)
{
    *tlp = tamis_tlp_parse(argument, strlen(argument));
    if (*tlp == TAMIS_TLP_UNMARKED ||
        (*tlp == TAMIS_TLP_RED && !strcasestr(argument, "red")))
        return message_usage("%s %s: the labels are clear, green, amber, "
                             "amber+strict and red",
                             option, argument);
    return -1;
}

static int take_column(tamis_feed_options *reading, const char *argument)
{
    const char *equals = strchr(argument, '=');
    const struct {
        const char *name;
        tamis_slice *column;
    } columns[] = {
        {"value", &reading->column_value},
        {"kind", &reading->column_kind},
        {"time", &reading->column_time},
        {"confidence", &reading->column_confidence},
        {"tags", &reading->column_tags},
        {"reference", &reading->column_reference},
    };

    for (size_t i = 0; equals && i < sizeof columns / sizeof *columns; i++)
        if (strlen(columns[i].name) == (size_t)(equals - argument) &&
            !strncmp(columns[i].name, argument, (size_t)(equals - argument))) {
            *columns[i].column = text_slice(equals + 1);
            return -1;
        }
    return message_usage(
        "--column %s: give value, kind, time, confidence, "
        "tags or reference, '=', and a column's name or number",
        argument);
}

static int take_confidence(struct compile_plan *plan, const char *argument)
{
    char *end;
    unsigned long number = strtoul(argument, &end, 10);

    if (end == argument || *end || number > 100)
        return message_usage("--confidence %s: give a number from 0 to 100",
                             argument);
    plan->info.confidence = (uint32_t)number;
    return -1;
}

/* Options that say what a feed on the command line is. */
static int take_feed_option(struct compile_plan *plan, int option,
                            const char *argument)
{
    switch (option) {
    case OPTION_TLP:
        return take_tlp("--tlp", argument, &plan->info.tlp);
    case OPTION_NAME:
        plan->name = argument;
        return -1;
    case OPTION_FORMAT:
        plan->reading.format = tamis_format_find(argument, strlen(argument));
        if (plan->reading.format == TAMIS_FORMAT_COUNT)
            return message_usage("--format %s is no format; docs/FEEDS.md "
                                 "lists them",
                                 argument);
        return -1;
    case OPTION_KIND:
        plan->reading.kind = tamis_kind_find(argument, strlen(argument));
        if (plan->reading.kind == TAMIS_KIND_AUTO)
            return message_usage("--kind %s is no kind of indicator; "
                                 "docs/KINDS.md lists them",
                                 argument);
        return -1;
    case OPTION_AUDIENCE:
        if (asking_split("--audience", argument, plan->audience,
                         &plan->info.audience_count))
            return EXIT_ERROR;
        plan->info.audience = plan->audience;
        return -1;
    case OPTION_PAP:
        plan->info.pap = tamis_pap_parse(argument, strlen(argument));
        if (plan->info.pap == TAMIS_PAP_UNMARKED)
            return message_usage("--pap %s: give clear, green, amber or red",
                                 argument);
        return -1;
    case OPTION_PRODUCER:
        plan->info.producer = text_slice(argument);
        return -1;
    default:
        return take_confidence(plan, argument);
    }
}

static int take_policy_option(struct compile_plan *plan, int option,
                              const char *argument)
{
    switch (option) {
    case OPTION_DOMAIN_MATCH:
        plan->info.domain_match = tamis_mode_find(argument, strlen(argument));
        if (plan->info.domain_match != TAMIS_MODE_AUTO &&
            plan->info.domain_match > TAMIS_MODE_SUFFIX)
            return message_usage("--domain-match %s: give auto, exact or "
                                 "suffix",
                                 argument);
        return -1;
    case OPTION_URL_NOPATH:
        if (strcmp(argument, "host") != 0 && strcmp(argument, "exact") != 0)
            return message_usage("--url-nopath %s: give host or exact",
                                 argument);
        plan->info.url_nopath =
            argument[0] == 'h' ? TAMIS_URL_NOPATH_HOST : TAMIS_URL_NOPATH_EXACT;
        return -1;
    case OPTION_COLUMN:
        return take_column(&plan->reading, argument);
    case OPTION_TRUST_DOWNGRADE:
        plan->info.trust_downgrade = 1;
        return -1;
    case OPTION_UNPUBLISHED:
        plan->reading.flags |= TAMIS_FEED_UNPUBLISHED;
        return -1;
    case OPTION_ALL_ATTRIBUTES:
        plan->reading.flags |= TAMIS_FEED_ALL_ATTRIBUTES;
        return -1;
    default:
        plan->reading.flags |= TAMIS_FEED_HONOUR_ALLOW;
        return -1;
    }
}

static int take_threads(struct compile_plan *plan, const char *argument)
{
    char *end;
    unsigned long number = strtoul(argument, &end, 10);

    if (end == argument || *end || number < 1 || number > 1024)
        return message_usage("--threads %s: give a number from 1 to 1024",
                             argument);
    plan->compiling.threads = (uint32_t)number;
    return -1;
}

/* 1500000, 64K, 512M, 8G */
static int take_memory_limit(struct compile_plan *plan, const char *argument)
{
    static const char units[] = "KMGT";
    char *end;
    unsigned long long number = strtoull(argument, &end, 10);
    const char *unit = *end ? strchr(units, *end) : NULL;
    unsigned shift = unit ? 10u * (unsigned)(unit - units + 1) : 0;

    if (end == argument || argument[0] == '-' || number == 0 ||
        (*end && (!unit || end[1])) || number > UINT64_MAX >> shift)
        return message_usage("--memory-limit %s: give a number of bytes, such "
                             "as 512M or 8G",
                             argument);
    plan->compiling.memory_limit = (uint64_t)number << shift;
    return -1;
}

static int take_fingerprints(struct compile_plan *plan, const char *argument)
{
    unsigned long bits = TAMIS_FINGERPRINT_BITS_DEFAULT;
    char *end;

    if (argument) {
        bits = strtoul(argument, &end, 10);
        if (end == argument || *end || bits < TAMIS_FINGERPRINT_BITS_MIN ||
            bits > TAMIS_FINGERPRINT_BITS_MAX || bits % 8 != 0)
            return message_usage("--fingerprints=%s: give 64, 72, 80, 88, 96, "
                                 "104, 112, 120 or 128 bits",
                                 argument);
    }
    plan->compiling.fingerprint_bits = (uint32_t)bits;
    return -1;
}

static int take_path(const char **paths, size_t *count, const char *path)
{
    if (*count == COMPILE_PATHS_MAX)
        return message_usage("at most %d such files", COMPILE_PATHS_MAX);
    paths[(*count)++] = path;
    return -1;
}

/* Options that say what the compiler keeps. */
static int take_keep_option(struct compile_plan *plan, int option,
                            const char *argument)
{
    bool is_any;

    switch (option) {
    case OPTION_ALLOW:
        return take_path(plan->allow, &plan->allow_count, argument);
    case OPTION_WARN:
        return take_path(plan->warn, &plan->warn_count, argument);
    case OPTION_MAX_TLP:
        return take_tlp("--max-tlp", argument, &plan->compiling.tlp_max);
    case OPTION_FOR:
        plan->compiling.audience = plan->for_audience;
        if (asking_split("--for", argument, plan->for_audience,
                         &plan->compiling.audience_count))
            return EXIT_ERROR;
        return -1;
    case OPTION_AT:
        if (asking_parse_time(argument, &plan->compiling.time_ns, &is_any))
            return EXIT_ERROR;
        return is_any ? message_usage("--at any: compile needs a time") : -1;
    case OPTION_PUBLIC_SUFFIXES:
        plan->compiling.public_suffixes = argument;
        return -1;
    case OPTION_FINGERPRINTS:
        return take_fingerprints(plan, argument);
    case OPTION_THREADS:
        return take_threads(plan, argument);
    case OPTION_MEMORY_LIMIT:
        return take_memory_limit(plan, argument);
    default:
        plan->compiling.organisation = text_slice(argument);
        return -1;
    }
}

static int take_option(struct compile_plan *plan, int option, char **argv)
{
    switch (option) {
    case 'o':
        plan->output = optarg;
        return -1;
    case OPTION_HELP:
        fputs(help, stdout);
        return EXIT_MATCHED;
    case OPTION_FEEDS:
        plan->manifest_path = optarg;
        return -1;
    case OPTION_QUIET:
        plan->is_quiet = true;
        message_begin("compile", true);
        return -1;
    case OPTION_JSON:
        plan->is_json = true;
        return -1;
    case OPTION_STRICT:
        plan->compiling.flags |= TAMIS_COMPILER_STRICT;
        return -1;
    case OPTION_KEEP_GOING:
        plan->compiling.flags |= TAMIS_COMPILER_KEEP_GOING;
        return -1;
    case OPTION_ALLOW_SPECIAL:
        plan->compiling.flags |= TAMIS_COMPILER_ALLOW_SPECIAL;
        return -1;
    case OPTION_ALLOW_SHORT:
        plan->compiling.flags |= TAMIS_COMPILER_ALLOW_SHORT;
        return -1;
    case OPTION_NO_SYNC:
        plan->compiling.flags |= TAMIS_COMPILER_NO_SYNC;
        return -1;
    case '?':
        return message_bad_option(argv);
    case OPTION_DOMAIN_MATCH:
    case OPTION_URL_NOPATH:
    case OPTION_COLUMN:
    case OPTION_TRUST_DOWNGRADE:
    case OPTION_UNPUBLISHED:
    case OPTION_ALL_ATTRIBUTES:
    case OPTION_HONOUR_ALLOW:
        plan->has_feed_option = true;
        return take_policy_option(plan, option, optarg);
    case OPTION_ALLOW:
    case OPTION_WARN:
    case OPTION_MAX_TLP:
    case OPTION_FOR:
    case OPTION_AT:
    case OPTION_PUBLIC_SUFFIXES:
    case OPTION_ORGANISATION:
    case OPTION_FINGERPRINTS:
    case OPTION_THREADS:
    case OPTION_MEMORY_LIMIT:
        return take_keep_option(plan, option, optarg);
    default:
        plan->has_feed_option = true;
        return take_feed_option(plan, option, optarg);
    }
}

/* SOURCE_DATE_EPOCH makes builds of packages reproducible; so here. */
static int take_source_date(struct compile_plan *plan)
{
    const char *epoch = getenv("SOURCE_DATE_EPOCH");
    char text[32];

    if (!epoch || plan->compiling.time_ns != TAMIS_TIME_MIN)
        return -1;
    snprintf(text, sizeof text, "@%s", epoch);
    if (strlen(epoch) > 20 || !timestamp_parse(text, &plan->compiling.time_ns))
        return message_usage("SOURCE_DATE_EPOCH=%s is no number of seconds",
                             epoch);
    return -1;
}

/* Below it, what the limit bounds is not what takes the memory. */
#define MEMORY_LIMIT_SENSIBLE ((uint64_t)16 << 20)

static void note_memory_limit(const struct compile_plan *plan)
{
    uint64_t limit = plan->compiling.memory_limit;

    if (limit > 0 && limit < MEMORY_LIMIT_SENSIBLE)
        message_note("--memory-limit bounds only what waits to be merged; the "
                     "rest takes more than so little, and nothing is won below "
                     "16M");
}

static int check_plan(const struct compile_plan *plan)
{
    if (!plan->output && !plan->is_in_memory)
        return message_usage("which file shall the database be? Give -o DB");
    if (!plan->manifest_path && plan->path_count == 0)
        return message_usage("what shall be compiled? Give --feeds MANIFEST "
                             "or files");
    if (plan->path_count > 0 && plan->info.tlp == TAMIS_TLP_UNMARKED)
        return message_usage(
            "%s has no TLP label, and nobody guesses one. Give --tlp clear, "
            "green, amber, amber+strict or red for files on the command line, "
            "or declare them in a manifest",
            plan->paths[0]);
    if (plan->path_count == 0 && plan->has_feed_option)
        return message_usage("options such as --tlp, --audience and --format "
                             "are for files on the command line, and there are "
                             "none; a manifest says all of its own feeds");
    return -1;
}

int compile_plan_read(struct compile_plan *plan, int argc, char **argv)
{
    bool is_in_memory = plan->is_in_memory;
    int option, result;

    memset(plan, 0, sizeof *plan);
    plan->is_in_memory = is_in_memory;
    tamis_feed_info_init(&plan->info);
    tamis_feed_options_init(&plan->reading);
    tamis_compiler_options_init(&plan->compiling);
    while ((option = getopt_long(argc, argv, "o:", options, NULL)) != -1) {
        result = take_option(plan, option, argv);
        if (result >= 0)
            return result;
    }
    plan->paths = argv + optind;
    plan->path_count = (size_t)(argc - optind);
    result = take_source_date(plan);
    if (result < 0)
        result = check_plan(plan);
    if (result < 0)
        note_memory_limit(plan);
    return result;
}
