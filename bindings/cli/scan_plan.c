/* SPDX-License-Identifier: BSD-2-Clause */
#include "scan_plan.h"

#include "message.h"
#include "preparing.h"
#include "scan_context.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define JOB_COUNT_MAX 1024

static const char help[] =
    "usage: tamis scan [OPTION...] DB [FILE|FOLDER...]\n"
    "       tamis scan [OPTION...] --tlp L --feed FEED... [FILE|FOLDER...]\n"
    "\n"
    "Finds every address, domain, URL, e-mail address and digest in text,\n"
    "defanged ones too, and listed literals and regexes in its lines, and\n"
    "writes one event per match and statement. Without FILE reads standard\n"
    "input. Files may be plain, gzip, zstd or xz; folders are read whole,\n"
    "dot-files left out.\n"
    "\n"
    "Which files, in folders:\n"
    "  --include GLOB    only files of such a name (again and again)\n"
    "  --exclude GLOB    no files of such a name\n"
    "  --exclude-dir GLOB\n"
    "                    no folders of such a name\n"
    "  --hidden          dot-files and dot-folders too\n"
    "  --one-file-system stay on the folder's device\n"
    "\n"
    "What is asked:\n"
    "  --clearance L     show up to this TLP label (default: red)\n"
    "  --audience A,...  who will see the answer (default: self)\n"
    "  --at T            now, any or a time at which statements must be valid\n"
    "                    (default: now)\n"
    "  --only-kind K,... only indicators of these kinds\n"
    "  --new-since OLD   only what the older database OLD did not "
    "list\n" PREPARING_HELP "\n"
    "Structured logs, a record a line, asked for field by field (--at record: "
    "at\n"
    "each record's own time):\n"
    "  --zeek            Zeek's logs, TSV or JSON\n"
    "  --eve             Suricata's EVE\n"
    "  --json-field PATH[=KIND]\n"
    "                    a field of JSON records: dns.answers.rdata\n"
    "  --tsv-column NAME[=KIND]\n"
    "                    a column by its name, or its number from 1\n"
    "  --time-field NAME the field that tells a record's time\n"
    "\n"
    "Files by MD5, SHA-1, SHA-256 and name instead of their text:\n"
    "  --hash-files      dot-files too; each file is read once\n"
    "  --max-size N      no larger files (512K, 64M)\n"
    "\n"
    "Feeds, compiled into memory first, instead of a database:\n"
    "  --feed FEED       a file or folder (again and again)\n"
    "  --tlp L           their label; nobody guesses one\n"
    "  --feeds MANIFEST  feeds with labels of their own\n"
    "  --feed-name, --feed-format, --feed-kind, --feed-audience, --column,\n"
    "  --confidence, --domain-match, --url-nopath, --allow, --warn,\n"
    "  --organisation    as compile has them\n"
    "\n"
    "What is printed:\n"
    "  --format F        ndjson or text (default: text on a terminal)\n"
    "  --sensor NAME     the sensor that events name (default: this host)\n"
    "  -c, --count       only the number of events of each file\n"
    "  -l, --files-with-matches\n"
    "                    only the names of files with events\n"
    "  -m, --max-count N at most N events of each file\n"
    "\n"
    "  --follow[=new]    read on as files grow, by name, until a signal; new:\n"
    "                    only what comes from now on; text alone, events\n"
    "                    alone: for records tail -F LOG | tamis scan --eve DB\n"
    "  -A, -B, -C, --after-context, --before-context, --context N\n"
    "                    with the text format: the line of the events and N\n"
    "                    lines after it, before it, or both\n"
    "  --stats           bytes, lines, events and rate on standard error\n"
    "  --quiet           no notes and no progress on standard error\n"
    "\n"
    "  -j, --jobs N      so many threads (default: one for each core)\n"
    "\n"
    "Exit codes: 0 something matched, 1 nothing did, 2 some input could not "
    "be\n"
    "read to its end (what could be read was scanned).\n";

enum {
    OPTION_SENSOR = OPTION_LAST_SHARED,
    OPTION_STATS,
    OPTION_INCLUDE,
    OPTION_EXCLUDE,
    OPTION_EXCLUDE_DIR,
    OPTION_HIDDEN,
    OPTION_ONE_FILE_SYSTEM,
    OPTION_ONLY_KIND,
    OPTION_FOLLOW,
    OPTION_MODE, /* scan_modes.c knows it by its name */
};

static const char short_options[] = "A:B:C:clj:m:";

static const struct option options[] = {
    ASKING_OPTIONS,
    PREPARING_OPTIONS,
    {"format", required_argument, NULL, OPTION_FORMAT},
    {"sensor", required_argument, NULL, OPTION_SENSOR},
    {"count", no_argument, NULL, 'c'},
    {"files-with-matches", no_argument, NULL, 'l'},
    {"after-context", required_argument, NULL, 'A'},
    {"before-context", required_argument, NULL, 'B'},
    {"context", required_argument, NULL, 'C'},
    {"max-count", required_argument, NULL, 'm'},
    {"jobs", required_argument, NULL, 'j'},
    {"stats", no_argument, NULL, OPTION_STATS},
    {"include", required_argument, NULL, OPTION_INCLUDE},
    {"exclude", required_argument, NULL, OPTION_EXCLUDE},
    {"exclude-dir", required_argument, NULL, OPTION_EXCLUDE_DIR},
    {"hidden", no_argument, NULL, OPTION_HIDDEN},
    {"one-file-system", no_argument, NULL, OPTION_ONE_FILE_SYSTEM},
    {"only-kind", required_argument, NULL, OPTION_ONLY_KIND},
    {"follow", optional_argument, NULL, OPTION_FOLLOW},
    {"hash-files", no_argument, NULL, OPTION_MODE},
    {"max-size", required_argument, NULL, OPTION_MODE},
    {"new-since", required_argument, NULL, OPTION_MODE},
    {"zeek", no_argument, NULL, OPTION_MODE},
    {"eve", no_argument, NULL, OPTION_MODE},
    {"json-field", required_argument, NULL, OPTION_MODE},
    {"tsv-column", required_argument, NULL, OPTION_MODE},
    {"time-field", required_argument, NULL, OPTION_MODE},
    {"feed", required_argument, NULL, OPTION_MODE},
    {"feeds", required_argument, NULL, OPTION_MODE},
    {"tlp", required_argument, NULL, OPTION_MODE},
    {"feed-name", required_argument, NULL, OPTION_MODE},
    {"feed-format", required_argument, NULL, OPTION_MODE},
    {"feed-kind", required_argument, NULL, OPTION_MODE},
    {"feed-audience", required_argument, NULL, OPTION_MODE},
    {"column", required_argument, NULL, OPTION_MODE},
    {"confidence", required_argument, NULL, OPTION_MODE},
    {"domain-match", required_argument, NULL, OPTION_MODE},
    {"url-nopath", required_argument, NULL, OPTION_MODE},
    {"allow", required_argument, NULL, OPTION_MODE},
    {"warn", required_argument, NULL, OPTION_MODE},
    {"organisation", required_argument, NULL, OPTION_MODE},
    {NULL, 0, NULL, 0},
};

/* A whole number from lowest to highest. 0, or EXIT_ERROR after a message. */
static int take_number(const char *option, uint64_t lowest, uint64_t highest,
                       uint64_t *number)
{
    char *end;

    errno = 0;
    *number = strtoull(optarg, &end, 10);
    if (optarg[0] >= '0' && optarg[0] <= '9' && *end == '\0' && !errno &&
        *number >= lowest && *number <= highest)
        return 0;
    return message_usage("%s %s: give a whole number from %llu to %llu", option,
                         optarg, (unsigned long long)lowest,
                         (unsigned long long)highest);
}

static int say_no_memory(void)
{
    message_error("no memory for the options");
    return EXIT_ERROR;
}

/* Which files. -1 for an option of another group, else 0 or EXIT_ERROR. */
static int take_rule(struct walk_rules *rules, int option)
{
    switch (option) {
    case OPTION_INCLUDE:
    case OPTION_EXCLUDE:
        return walk_rules_add_file(rules, optarg, option == OPTION_INCLUDE)
                   ? 0
                   : say_no_memory();
    case OPTION_EXCLUDE_DIR:
        return walk_rules_add_folder(rules, optarg) ? 0 : say_no_memory();
    case OPTION_HIDDEN:
        rules->takes_hidden = true;
        return 0;
    case OPTION_ONE_FILE_SYSTEM:
        rules->stays_on_device = true;
        return 0;
    default:
        return -1;
    }
}

/* What is printed, and how fast. As take_rule(). */
static int take_answer(struct scan_plan *plan, int option)
{
    uint64_t number;

    switch (option) {
    case OPTION_FORMAT:
        plan->format = optarg;
        return 0;
    case OPTION_SENSOR:
        plan->sensor = optarg;
        return 0;
    case 'c':
        plan->answer = SCAN_ANSWER_COUNTS;
        return 0;
    case 'l':
        plan->answer = SCAN_ANSWER_NAMES;
        return 0;
    case 'm':
        return take_number("--max-count", 1, UINT64_MAX,
                           &plan->event_count_max);
    case 'j':
        if (take_number("--jobs", 1, JOB_COUNT_MAX, &number))
            return EXIT_ERROR;
        plan->job_count = (unsigned)number;
        return 0;
    case OPTION_STATS:
        plan->wants_stats = true;
        return 0;
    default:
        return -1;
    }
}

static int take_context(struct scan_plan *plan, int option)
{
    const char *name = option == 'A'   ? "--after-context"
                       : option == 'B' ? "--before-context"
                                       : "--context";
    uint64_t number;

    if (take_number(name, 0, SCAN_CONTEXT_MAX, &number))
        return EXIT_ERROR;
    plan->has_context = true;
    if (option != 'B')
        plan->after = (unsigned)number;
    if (option != 'A')
        plan->before = (unsigned)number;
    return 0;
}

static int take_follow(struct scan_plan *plan)
{
    plan->follows = true;
    plan->follow.skips_present = optarg && strcmp(optarg, "new") == 0;
    if (optarg && !plan->follow.skips_present)
        return message_usage("--follow=%s: give --follow or --follow=new",
                             optarg);
    return 0;
}

/* Options that do not go together. 0, or EXIT_ERROR after a message. */
static int check(struct scan_plan *plan)
{
    if (plan->has_context && plan->format && strcmp(plan->format, "text") != 0)
        return message_usage("--context is for people: it goes with --format "
                             "text; other programs find the lines by the "
                             "event's file and line");
    if ((plan->has_context || plan->follows) &&
        (plan->modes.hashes_files || scan_modes_has_records(&plan->modes)))
        return message_usage("--context and --follow are for text; they do not "
                             "go with --hash-files and the options for "
                             "structured logs; records are followed by 'tail "
                             "-F LOG | tamis scan --eve DB'");
    if (plan->has_context && plan->follows)
        return message_usage("--context does not go with --follow yet");
    if (plan->has_context)
        plan->format = "text";
    if (!plan->follows)
        return 0;
    if (plan->path_count == 0)
        return message_usage("--follow needs files; a pipe is read on as long "
                             "as it is open without it");
    if (plan->answer != SCAN_ANSWER_EVENTS || plan->event_count_max > 0)
        return message_usage("--follow prints events as they come; it does not "
                             "go with --count, --files-with-matches and "
                             "--max-count");
    return 0;
}

/* -1 to go on, else an exit code. row: of the table, for a long option. */
static int take_option(struct scan_plan *plan, int option, int row, char **argv)
{
    int result;

    switch (option) {
    case OPTION_HELP:
        fputs(help, stdout);
        return EXIT_MATCHED;
    case OPTION_QUIET:
        plan->is_quiet = plan->asking.preparing.is_quiet = true;
        message_begin("scan", true);
        return -1;
    case OPTION_ONLY_KIND:
        result = scan_filter_take_kinds(&plan->filter, optarg);
        return result ? result : -1;
    case OPTION_FOLLOW:
        result = take_follow(plan);
        return result ? result : -1;
    case 'A':
    case 'B':
    case 'C':
        result = take_context(plan, option);
        return result ? result : -1;
    case OPTION_MODE:
        result = scan_modes_take(&plan->modes, options[row].name, optarg);
        return result ? result : -1;
    case '?':
        return message_bad_option(argv);
    default:
        break;
    }
    result = preparing_take(&plan->asking.preparing, option, optarg);
    if (result < 0)
        result = take_rule(&plan->rules, option);
    if (result < 0)
        result = take_answer(plan, option);
    if (result < 0)
        result = asking_take(&plan->asking, option, optarg);
    return result ? result : -1;
}

/* -1 to go on, else EXIT_ERROR. */
static int check_paths(struct scan_plan *plan)
{
    int input_count = 0;

    for (int i = 0; i < plan->path_count; i++)
        input_count += strcmp(plan->paths[i], "-") == 0;
    if (input_count > 1)
        return message_usage("standard input is read once; give '-' once");
    if (!plan->modes.hashes_files)
        return -1;
    if (plan->path_count == 0)
        return message_usage("--hash-files: which files? Give files or "
                             "folders");
    for (int i = 0; i < plan->path_count; i++)
        if (strcmp(plan->paths[i], "-") == 0)
            return message_usage("--hash-files: standard input is no file");
    /* What hides is looked for all the more. */
    plan->rules.takes_hidden = true;
    plan->rules.skips_made_up = true;
    return -1;
}

int scan_plan_parse(struct scan_plan *plan, int argc, char **argv)
{
    int option, result;
    int row = 0;

    memset(plan, 0, sizeof *plan);
    message_begin("scan", false);
    asking_begin(&plan->asking);
    plan->asking.takes_record_time = true;
    while ((option = getopt_long(argc, argv, short_options, options, &row)) !=
           -1) {
        result = take_option(plan, option, row, argv);
        if (result >= 0)
            return result;
    }
    if (scan_modes_check(&plan->modes, plan->asking.is_at_record))
        return EXIT_ERROR;
    if (plan->modes.has_feeds)
        plan->asking.preparing.is_cacheless = true; /* nothing is left */
    if (!plan->modes.has_feeds) {
        if (optind == argc)
            return message_usage("which database? Give its file first");
        plan->database = argv[optind++];
    }
    plan->paths = argv + optind;
    plan->path_count = argc - optind;
    return check(plan) ? EXIT_ERROR : check_paths(plan);
}

void scan_plan_release(struct scan_plan *plan)
{
    walk_rules_release(&plan->rules);
    follow_list_release(&plan->follow);
    scan_modes_release(&plan->modes);
    new_records_release(&plan->filter.news);
}
