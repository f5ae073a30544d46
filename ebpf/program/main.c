/* SPDX-License-Identifier: BSD-2-Clause */
/* tamis-xdp, which `tamis xdp` runs: listed values dropped or reported where
 * packets come in and leave. */
#include "program/speech.h"
#include "program/verb.h"

#include <tamis/version.h>

#include <signal.h>
#include <stdio.h>
#include <string.h>

static const struct verb *const verbs[] = {
    &verb_attach, &verb_status,  &verb_top,     &verb_events,  &verb_check,
    &verb_policy, &verb_enforce, &verb_confirm, &verb_monitor, &verb_swap,
    &verb_agent,  &verb_metrics, &verb_detach,
};

static void print_help(void)
{
    puts("usage: tamis xdp VERB [OPTION...] INTERFACE [ARGUMENT...]\n"
         "\n"
         "Drops or reports listed packets in the kernel, on the way in (XDP)\n"
         "and on the way out (tc). A new filter only reports.\n");
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        printf("  %-8s %s\n", verbs[i]->name, verbs[i]->summary);
    puts("\n"
         "'tamis xdp VERB --help' and the man page tamis-xdp(1) tell more.\n"
         "Exit codes: 0 done or listed, 1 not listed, 2 error.");
}

int main(int argc, char **argv)
{
    struct order order;
    int result;

    signal(SIGPIPE, SIG_IGN);
    if (argc < 2) {
        print_help();
        return EXIT_ERROR;
    }
    if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") ||
        !strcmp(argv[1], "help")) {
        print_help();
        return speech_output_is_whole() ? EXIT_MATCHED : EXIT_ERROR;
    }
    if (!strcmp(argv[1], "--version")) {
        printf("tamis-xdp %s\n", tamis_version());
        return EXIT_MATCHED;
    }
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if (!strcmp(argv[1], verbs[i]->name)) {
            result = order_read(&order, verbs[i], argc - 1, argv + 1);
            return result >= 0 ? result : verbs[i]->run(&order);
        }
    return speech_usage("'%s' is no verb of it", argv[1]);
}
