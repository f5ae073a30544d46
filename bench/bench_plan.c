/* SPDX-License-Identifier: BSD-2-Clause */
#include "bench_plan.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char usage[] =
    "usage: tamis bench VERB [OPTION...] [FEED...]\n"
    "\n"
    "  exact | domain | ipv4 | ipv6   lookups, with peers beside\n"
    "  compile                        text feeds into a database\n"
    "  open                           a database, warm and cold; its memory\n"
    "  swap                           publishing under asking readers\n"
    "  scan                           text: logs and prose, with peers beside\n"
    "  scale                          all of it over sizes, as one HTML page\n"
    "  xdp                            packets in the kernel, with peers "
    "beside;\n"
    "                                 needs root\n"
    "\n"
    "  --sizes LIST      indicators listed: 1K,10K,100K,1M,10M,100M\n"
    "                    (default 1K,100K,1M,10M; scan: 1K,1M,10M;\n"
    "                    scale: 1K to 10M; xdp: 1860K)\n"
    "  --repeats N       timed passes after the warm-up (default 5)\n"
    "  --memory-limit N  of the compiler, which spills beyond: bytes, with K, "
    "M,\n"
    "                    G or T behind them as 'tamis compile' reads them\n"
    "                    (K is 1024; all other numbers here: K is 1000)\n"
    "  --seed N          of the generators (default 1)\n"
    "  --folder DIR      for temporary files (default TMPDIR or /tmp)\n"
    "  --quiet           no progress\n"
    "all but scale:\n"
    "  --format FORMAT   text or json (a line each; default on a pipe)\n"
    "lookups, scan, scale and xdp:\n"
    "  --hits LIST       shares of queries, of candidates in the text, or of\n"
    "                    packets, that are listed, in percent\n"
    "                    (default 0,0.1,1,100; scan: 0,0.1,1; scale: 0,1,100;\n"
    "                    xdp: 0,100)\n"
    "lookups, scale and xdp:\n"
    "  --queries N       distinct query keys (default 10M; scale, xdp: 2M)\n"
    "lookups and scale:\n"
    "  --batch N         keys a call (default 64)\n"
    "lookups, swap, scale and xdp:\n"
    "  --seconds S       length of a pass, at most\n"
    "                    (default 0.5; scale, xdp: 0.2)\n"
    "lookups, compile, scan, scale and xdp:\n"
    "  --peers LIST      of those that are built; 'none' for tamis alone\n"
    "lookups, compile and scale:\n"
    "  --dpdk ARGUMENTS  for DPDK's environment layer\n"
    "                    (default --no-huge -m MIB, by --sizes)\n"
    "lookups, compile, swap, scan and scale:\n"
    "  --threads LIST    reading threads (default 1,2; scale: 1); compile: of\n"
    "                    the compiler (default 0: all processors)\n"
    "lookups, open, scan and scale:\n"
    "  --pages LIST      map the database, copy it into memory, or copy what\n"
    "                    is hot into huge pages, where the library can:\n"
    "                    " PAGES_ALL " (default map; open: all)\n"
    "  --cpu-limit N     allow only these kernels (TESTING.md); 0: all\n"
    "compile, open and scale:\n"
    "  --kinds LIST      of mixed,sha256,domain,ipv4,ipv6 (default all)\n"
    "scan and scale:\n"
    "  --text N          bytes of each text (default 64M; scale: 16M)\n"
    "  --limit S         seconds that a peer may take to read its list and "
    "scan\n"
    "                    (default 60; scale: 5)\n"
    "scan alone:\n"
    "  --log FILE        scan this too, over and over if it is shorter\n"
    "scale alone:\n"
    "  --output NAME     writes NAME.jsonl and NAME.html (default scale)\n"
    "  --feeds MANIFEST  the operator's feeds, sampled, instead of made ones\n"
    "  --tlp LABEL       of the FEEDs on the command line\n"
    "  --compare OLD     an earlier NAME.jsonl: shows what became slower, and\n"
    "                    ends with 1 if anything did\n";

enum option_id {
    OPTION_SIZES = 256,
    OPTION_HITS,
    OPTION_THREADS,
    OPTION_QUERIES,
    OPTION_BATCH,
    OPTION_REPEATS,
    OPTION_SECONDS,
    OPTION_KINDS,
    OPTION_PEERS,
    OPTION_PAGES,
    OPTION_CPU_LIMIT,
    OPTION_MEMORY_LIMIT,
    OPTION_SEED,
    OPTION_FOLDER,
    OPTION_DPDK,
    OPTION_FORMAT,
    OPTION_OUTPUT,
    OPTION_FEEDS,
    OPTION_TLP,
    OPTION_COMPARE,
    OPTION_TEXT,
    OPTION_LIMIT,
    OPTION_LOG,
    OPTION_QUIET,
    OPTION_HELP
};

static const struct option long_options[] = {
    {"sizes", required_argument, NULL, OPTION_SIZES},
    {"hits", required_argument, NULL, OPTION_HITS},
    {"threads", required_argument, NULL, OPTION_THREADS},
    {"queries", required_argument, NULL, OPTION_QUERIES},
    {"batch", required_argument, NULL, OPTION_BATCH},
    {"repeats", required_argument, NULL, OPTION_REPEATS},
    {"seconds", required_argument, NULL, OPTION_SECONDS},
    {"kinds", required_argument, NULL, OPTION_KINDS},
    {"peers", required_argument, NULL, OPTION_PEERS},
    {"pages", required_argument, NULL, OPTION_PAGES},
    {"cpu-limit", required_argument, NULL, OPTION_CPU_LIMIT},
    {"memory-limit", required_argument, NULL, OPTION_MEMORY_LIMIT},
    {"seed", required_argument, NULL, OPTION_SEED},
    {"folder", required_argument, NULL, OPTION_FOLDER},
    {"dpdk", required_argument, NULL, OPTION_DPDK},
    {"format", required_argument, NULL, OPTION_FORMAT},
    {"output", required_argument, NULL, OPTION_OUTPUT},
    {"feeds", required_argument, NULL, OPTION_FEEDS},
    {"tlp", required_argument, NULL, OPTION_TLP},
    {"compare", required_argument, NULL, OPTION_COMPARE},
    {"text", required_argument, NULL, OPTION_TEXT},
    {"limit", required_argument, NULL, OPTION_LIMIT},
    {"log", required_argument, NULL, OPTION_LOG},
    {"quiet", no_argument, NULL, OPTION_QUIET},
    {"help", no_argument, NULL, OPTION_HELP},
    {NULL, 0, NULL, 0},
};

enum verb {
    VERB_EXACT = 1,
    VERB_DOMAIN = 2,
    VERB_IPV4 = 4,
    VERB_IPV6 = 8,
    VERB_COMPILE = 16,
    VERB_OPEN = 32,
    VERB_SWAP = 64,
    VERB_SCALE = 128,
    VERB_SCAN = 256,
    VERB_XDP = 512,
    VERBS_LOOKUP = VERB_EXACT | VERB_DOMAIN | VERB_IPV4 | VERB_IPV6,
    VERBS_ALL = 1023
};

static const char *const verb_names[] = {"exact",   "domain", "ipv4", "ipv6",
                                         "compile", "open",   "swap", "scale",
                                         "scan",    "xdp"};

#define VERB_COUNT (sizeof verb_names / sizeof *verb_names)

/* The verbs that take an option; those that are not here all verbs take. */
static const struct {
    int id;
    unsigned verbs;
} option_verbs[] = {
    {OPTION_FORMAT, VERBS_ALL & ~(unsigned)VERB_SCALE},
    {OPTION_HITS, VERBS_LOOKUP | VERB_SCALE | VERB_SCAN | VERB_XDP},
    {OPTION_QUERIES, VERBS_LOOKUP | VERB_SCALE | VERB_XDP},
    {OPTION_BATCH, VERBS_LOOKUP | VERB_SCALE},
    {OPTION_SECONDS, VERBS_LOOKUP | VERB_SWAP | VERB_SCALE | VERB_XDP},
    {OPTION_PEERS,
     VERBS_LOOKUP | VERB_COMPILE | VERB_SCALE | VERB_SCAN | VERB_XDP},
    {OPTION_DPDK, VERBS_LOOKUP | VERB_COMPILE | VERB_SCALE},
    {OPTION_THREADS,
     VERBS_LOOKUP | VERB_COMPILE | VERB_SWAP | VERB_SCALE | VERB_SCAN},
    {OPTION_PAGES, VERBS_LOOKUP | VERB_OPEN | VERB_SCALE | VERB_SCAN},
    {OPTION_CPU_LIMIT, VERBS_LOOKUP | VERB_OPEN | VERB_SCALE | VERB_SCAN},
    {OPTION_KINDS, VERB_COMPILE | VERB_OPEN | VERB_SCALE},
    {OPTION_OUTPUT, VERB_SCALE},
    {OPTION_FEEDS, VERB_SCALE},
    {OPTION_TLP, VERB_SCALE},
    {OPTION_COMPARE, VERB_SCALE},
    {OPTION_TEXT, VERB_SCALE | VERB_SCAN},
    {OPTION_LIMIT, VERB_SCALE | VERB_SCAN},
    {OPTION_LOG, VERB_SCAN},
};

/* Does this verb take the option? Says who does when not. What is no verb is
 * told later. */
static bool is_taken(const char *verb, int id, const char *option)
{
    unsigned verbs = VERBS_ALL, left;
    size_t n = 0;

    for (size_t i = 0; i < sizeof option_verbs / sizeof *option_verbs; i++)
        if (option_verbs[i].id == id)
            verbs = option_verbs[i].verbs;
    while (n < VERB_COUNT && strcmp(verb_names[n], verb) != 0)
        n++;
    if (n == VERB_COUNT || verbs >> n & 1)
        return true;
    fprintf(stderr, "tamis bench %s: no --%s here; it is taken by", verb,
            option);
    left = verbs;
    for (n = 0; n < VERB_COUNT; n++) {
        if (!(left >> n & 1))
            continue;
        left &= ~(1u << n);
        fprintf(stderr, " %s%s", verb_names[n],
                !left                 ? "\n"
                : (left & (left - 1)) ? ","
                                      : " and");
    }
    return false;
}

/* A number with K, M or G behind it; false when it is none, or out of range.
 * *text moves behind it. */
static bool read_number(const char **text, double limit, double *number)
{
    char *end;

    errno = 0;
    *number = strtod(*text, &end);
    if (end == *text || errno || !(*number >= 0))
        return false;
    if (*end == 'K' || *end == 'k')
        *number *= 1e3, end++;
    else if (*end == 'M' || *end == 'm')
        *number *= 1e6, end++;
    else if (*end == 'G' || *end == 'g')
        *number *= 1e9, end++;
    *text = end;
    return *number <= limit;
}

/* Up to PLAN_LIST_MAX numbers with commas between; 0 when it is no list. */
static size_t read_list(const char *text, double limit, double *numbers)
{
    size_t count = 0;

    while (count < PLAN_LIST_MAX) {
        if (!read_number(&text, limit, &numbers[count]))
            return 0;
        count++;
        if (*text == '\0')
            return count;
        if (*text++ != ',')
            return 0;
    }
    return 0;
}

static bool read_one(const char *text, double least, double limit,
                     double *number)
{
    return read_number(&text, limit, number) && *text == '\0' &&
           *number >= least;
}

/* Bytes, as `tamis compile --memory-limit` reads them: a whole number, more
 * than 0, perhaps with K, M, G or T behind it, which are powers of 1024. */
static bool read_bytes(const char *text, uint64_t *bytes)
{
    static const char units[] = "KMGT";
    char *end;
    unsigned long long number;
    const char *unit;
    unsigned shift;

    if (*text < '0' || *text > '9')
        return false;
    errno = 0;
    number = strtoull(text, &end, 10);
    unit = *end ? strchr(units, *end) : NULL;
    shift = unit ? 10u * (unsigned)(unit - units + 1) : 0;
    if (errno || number == 0 || (*end && (!unit || end[1])) ||
        number > UINT64_MAX >> shift)
        return false;
    *bytes = (uint64_t)number << shift;
    return true;
}

/* Goes on to the next word of a list with commas between; false at its end. */
static bool next_word(const char **text, size_t *size)
{
    if (**text == ',')
        (*text)++;
    *size = strcspn(*text, ",");
    return *size > 0;
}

static bool read_kinds(struct bench_plan *plan, const char *text)
{
    enum key_kind kind;
    size_t size;

    memset(plan->is_kind_wanted, 0, sizeof plan->is_kind_wanted);
    for (; next_word(&text, &size); text += size) {
        if (!key_kind_find(&kind, text, size))
            return false;
        plan->is_kind_wanted[kind] = true;
    }
    return *text == '\0';
}

static bool read_pages(struct bench_plan *plan, const char *text)
{
    size_t size;

    plan->pages_count = 0;
    for (; next_word(&text, &size); text += size)
        if (plan->pages_count == PAGES_COUNT ||
            !pages_find(&plan->pages[plan->pages_count++], text, size))
            return false;
    return plan->pages_count > 0 && *text == '\0';
}

static bool take_list(struct bench_plan *plan, int id, const char *text)
{
    double numbers[PLAN_LIST_MAX];
    size_t count = read_list(text,
                             id == OPTION_SIZES     ? 1e9
                             : id == OPTION_THREADS ? 64
                                                    : 100,
                             numbers);

    for (size_t i = 0; i < count; i++) {
        if (id == OPTION_HITS)
            plan->hit_shares[i] = numbers[i] / 100;
        else if (numbers[i] < 1 &&
                 !(id == OPTION_THREADS && !strcmp(plan->verb, "compile")))
            return false;
        else if (id == OPTION_SIZES)
            plan->sizes[i] = (size_t)numbers[i];
        else
            plan->threads[i] = (unsigned)numbers[i];
    }
    if (id == OPTION_HITS)
        plan->hit_share_count = count;
    else if (id == OPTION_SIZES)
        plan->size_count = count;
    else
        plan->thread_count = (unsigned)count;
    return count > 0;
}

static bool take_number(struct bench_plan *plan, int id, const char *text)
{
    double number;

    switch (id) {
    case OPTION_QUERIES:
        if (!read_one(text, 1, 1e9, &number))
            return false;
        plan->queries = (size_t)number;
        return true;
    case OPTION_BATCH:
        if (!read_one(text, 1, 4096, &number))
            return false;
        plan->batch = (size_t)number;
        return true;
    case OPTION_REPEATS:
        if (!read_one(text, 1, 1000, &number))
            return false;
        plan->repeats = (unsigned)number;
        return true;
    case OPTION_TEXT:
        if (!read_one(text, 1000, 1e11, &number))
            return false;
        plan->text_size = (size_t)number;
        return true;
    case OPTION_LIMIT:
        return read_one(text, 0, 86400, &plan->limit);
    case OPTION_SECONDS:
        return read_one(text, 0, 3600, &plan->seconds);
    case OPTION_MEMORY_LIMIT:
        return read_bytes(text, &plan->memory_limit);
    case OPTION_CPU_LIMIT:
        if (!read_one(text, 0, 4294967295.0, &number))
            return false;
        plan->cpu_limit = (uint32_t)number;
        return true;
    default:
        if (!read_one(text, 0, 9e15, &number))
            return false;
        plan->seed = (uint64_t)number;
        return true;
    }
}

static bool take_word(struct bench_plan *plan, int id, const char *text)
{
    switch (id) {
    case OPTION_KINDS:
        return read_kinds(plan, text);
    case OPTION_PAGES:
        return read_pages(plan, text);
    case OPTION_FORMAT:
        plan->format = strcmp(text, "json") ? PLAN_TEXT : PLAN_JSON;
        return !strcmp(text, "json") || !strcmp(text, "text");
    case OPTION_PEERS:
        plan->peers = text;
        return true;
    case OPTION_FOLDER:
        plan->folder = text;
        return true;
    case OPTION_DPDK:
        plan->dpdk = text;
        return true;
    case OPTION_LOG:
        plan->log = text;
        return true;
    case OPTION_OUTPUT:
        plan->output = text;
        return true;
    case OPTION_FEEDS:
        plan->manifest = text;
        return true;
    case OPTION_TLP:
        plan->tlp = text;
        return tamis_tlp_parse(text, strlen(text)) != TAMIS_TLP_UNMARKED;
    case OPTION_COMPARE:
        plan->compare = text;
        return true;
    default:
        plan->is_quiet = true;
        return true;
    }
}

static bool take_option(struct bench_plan *plan, int id, const char *text)
{
    if (id == OPTION_SIZES || id == OPTION_HITS || id == OPTION_THREADS)
        return take_list(plan, id, text);
    if (id == OPTION_QUERIES || id == OPTION_BATCH || id == OPTION_REPEATS ||
        id == OPTION_SECONDS || id == OPTION_CPU_LIMIT ||
        id == OPTION_MEMORY_LIMIT || id == OPTION_SEED || id == OPTION_TEXT ||
        id == OPTION_LIMIT)
        return take_number(plan, id, text);
    return take_word(plan, id, text);
}

static void set_defaults(struct bench_plan *plan, const char *verb)
{
    bool is_scale = !strcmp(verb, "scale");
    bool is_scan = !strcmp(verb, "scan");
    bool is_xdp = !strcmp(verb, "xdp");

    memset(plan, 0, sizeof *plan);
    plan->verb = verb;
    take_list(plan, OPTION_SIZES,
              is_scale  ? "1K,10K,100K,1M,10M"
              : is_scan ? "1K,1M,10M"
              : is_xdp  ? "1860K"
                        : "1K,100K,1M,10M");
    take_list(plan, OPTION_HITS,
              is_scale  ? "0,1,100"
              : is_scan ? "0,0.1,1"
              : is_xdp  ? "0,100"
                        : "0,0.1,1,100");
    take_list(plan, OPTION_THREADS,
              is_scale                   ? "1"
              : !strcmp(verb, "compile") ? "0"
                                         : "1,2");
    for (unsigned i = 0; i <= KEY_KIND_COUNT; i++)
        plan->is_kind_wanted[i] = true;
    read_pages(plan, strcmp(verb, "open") ? "map" : PAGES_ALL);
    plan->batch = 64;
    plan->queries = is_scale || is_xdp ? 2000000 : 10000000;
    plan->repeats = 5;
    plan->seconds = is_scale || is_xdp ? 0.2 : 0.5;
    plan->text_size = is_scale ? 16000000 : 64000000;
    plan->limit = is_scale ? 5 : 60;
    plan->seed = 1;
    plan->format = isatty(STDOUT_FILENO) ? PLAN_TEXT : PLAN_JSON;
    plan->folder = getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp";
    plan->output = "scale";
    plan->results = stdout;
}

void plan_of_one(struct bench_plan *plan, const char *verb, size_t size)
{
    set_defaults(plan, verb);
    plan->sizes[0] = size;
    plan->size_count = 1;
    plan->is_quiet = true;
}

int plan_read(struct bench_plan *plan, int argc, char **argv)
{
    int id, index = 0;

    set_defaults(plan, argv[0]);
    while ((id = getopt_long(argc, argv, "", long_options, &index)) != -1) {
        if (id == OPTION_HELP) {
            fputs(usage, stdout);
            return 0;
        }
        if (id == '?')
            return 2;
        if (!is_taken(plan->verb, id, long_options[index].name))
            return 2;
        if (!take_option(plan, id, optarg)) {
            fprintf(stderr,
                    "tamis bench: --%s does not take '%s'; see 'tamis bench "
                    "--help'\n",
                    long_options[index].name, optarg);
            return 2;
        }
    }
    if ((size_t)(argc - optind) > PLAN_FEEDS_MAX ||
        (optind < argc && strcmp(plan->verb, "scale") != 0)) {
        fprintf(stderr, "tamis bench: '%s' is one argument too many\n",
                argv[optind]);
        return 2;
    }
    for (; optind < argc; optind++)
        plan->feeds[plan->feed_count++] = argv[optind];
    if (plan->feed_count > 0 && !plan->tlp) {
        fputs("tamis bench: feeds on the command line need --tlp: nobody "
              "guesses a label\n",
              stderr);
        return 2;
    }
    return -1;
}

bool plan_wants_peer(const struct bench_plan *plan, const char *name)
{
    const char *at = plan->peers;
    size_t size;

    if (!plan->peers || !strcmp(name, "tamis"))
        return true;
    for (; next_word(&at, &size); at += size)
        if (size == strlen(name) && !memcmp(at, name, size))
            return true;
    return false;
}

const char *plan_temporary(const struct bench_plan *plan, const char *ending)
{
    static char path[4096];

    snprintf(path, sizeof path, "%s/tamis-bench-%ld%s", plan->folder,
             (long)getpid(), ending);
    return path;
}
