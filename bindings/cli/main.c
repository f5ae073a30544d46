/* SPDX-License-Identifier: BSD-2-Clause */
/* tamis: the verbs, and where to find the ones that are programs. */
#include "command.h"
#include "find_program.h"
#include "message.h"

#include <tamis/version.h>

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name, *summary;
    int (*run)(int argc, char **argv);
} verbs[] = {
    {"compile", "feeds in, one database out", command_compile},
    {"lookup", "is this listed, by whom, and who may know?", command_lookup},
    {"scan", "find listed values in logs and any text", command_scan},
    {"extract", "the indicators in any text", command_extract},
    {"inspect", "what is in a database", command_inspect},
    {"verify", "check every byte of a database", command_verify},
    {"diff", "what one database lists and another does not", command_diff},
};

/* Verbs that are programs of their own and may not be installed. */
static const struct {
    const char *name, *summary, *needs;
} programs[] = {
    {"xdp", "drop or report listed packets in the kernel",
     "where there are clang 19, bpftool, libbpf and libcap"},
    {"bench", "how fast, with how many indicators, on this machine?",
     "unless TAMIS_BUILD_BENCH is off"},
};

static void print_help(void)
{
    puts("usage: tamis VERB [OPTION...] [ARGUMENT...]\n"
         "\n"
         "Compiles threat-intelligence feeds into one file and answers: is\n"
         "this listed, by whom, and who may know?\n");
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        printf("  %-9s %s\n", verbs[i].name, verbs[i].summary);
    puts("");
    for (size_t i = 0; i < sizeof programs / sizeof *programs; i++)
        printf("  %-9s %s\n", programs[i].name, programs[i].summary);
    puts("\n"
         "'tamis VERB --help' and the man page tamis-VERB(1) tell more.\n"
         "Exit codes: 0 matched or done, 1 nothing matched (diff: different),\n"
         "2 error.");
}

/* A verb with dependencies of its own is the program tamis-VERB. */
static int run_program(int argc, char **argv)
{
    char name[64];

    if (argc < 2 ||
        strspn(argv[1], "abcdefghijklmnopqrstuvwxyz-") != strlen(argv[1]) ||
        strlen(argv[1]) > 40 || argv[1][0] == '-')
        return 0;
    snprintf(name, sizeof name, "tamis-%s", argv[1]);
    argv[1] = name;
    program_run(name, argv + 1);
    argv[1] = name + strlen("tamis-");
    if (errno != ENOENT) {
        fprintf(stderr, "tamis: cannot run %s: %s\n", name, strerror(errno));
        exit(EXIT_ERROR);
    }
    for (size_t i = 0; i < sizeof programs / sizeof *programs; i++)
        if (!strcmp(argv[1], programs[i].name)) {
            fprintf(stderr,
                    "tamis: there is no program %s here: this tamis was built "
                    "or installed\nwithout it. 'make build' makes it %s.\n",
                    name, programs[i].needs);
            exit(EXIT_ERROR);
        }
    fprintf(stderr,
            "tamis: '%s' is no verb of tamis, and there is no program %s.\n"
            "Try 'tamis --help'.\n",
            argv[1], name);
    exit(EXIT_ERROR);
}

int main(int argc, char **argv)
{
    /* A reader that goes away (head) is an ordinary end of writing. */
    signal(SIGPIPE, SIG_IGN);
    /* A file that may not grow is a write error, told in a sentence. */
    signal(SIGXFSZ, SIG_IGN);
    if (argc < 2) {
        print_help();
        return EXIT_ERROR;
    }
    if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") ||
        !strcmp(argv[1], "help")) {
        print_help();
        return EXIT_MATCHED;
    }
    if (!strcmp(argv[1], "--version")) {
        printf("tamis %s\n", tamis_version());
        return EXIT_MATCHED;
    }
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if (!strcmp(argv[1], verbs[i].name))
            return verbs[i].run(argc - 1, argv + 1);
    run_program(argc, argv);
    fprintf(stderr, "tamis: '%s' is no verb of tamis. Try 'tamis --help'.\n",
            argv[1]);
    return EXIT_ERROR;
}
