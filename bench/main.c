/* SPDX-License-Identifier: BSD-2-Clause */
/* tamis-bench, which `tamis bench` runs: how fast is it, here and beside
 * others? */
#include "activity.h"
#include "bench.h"
#include "peer.h"

#include <signal.h>
#include <string.h>

static int run_xdp(const struct bench_plan *plan)
{
#ifdef BENCH_XDP
    return bench_xdp(plan);
#else
    (void)plan;
    fputs("tamis bench xdp: this program was built without XDP, which needs "
          "clang 19, bpftool and libbpf\n",
          stderr);
    return 2;
#endif
}

static int run_verb(struct bench_plan *plan)
{
    if (!strcmp(plan->verb, "exact"))
        return bench_lookup(plan, KEY_SHA256);
    if (!strcmp(plan->verb, "domain"))
        return bench_lookup(plan, KEY_DOMAIN);
    if (!strcmp(plan->verb, "ipv4"))
        return bench_lookup(plan, KEY_IPV4);
    if (!strcmp(plan->verb, "ipv6"))
        return bench_lookup(plan, KEY_IPV6);
    if (!strcmp(plan->verb, "compile"))
        return bench_compile(plan);
    if (!strcmp(plan->verb, "open"))
        return bench_open(plan);
    if (!strcmp(plan->verb, "swap"))
        return bench_swap(plan);
    if (!strcmp(plan->verb, "scan"))
        return bench_scan(plan);
    if (!strcmp(plan->verb, "scale"))
        return bench_scale(plan);
    if (!strcmp(plan->verb, "xdp"))
        return run_xdp(plan);
    fprintf(stderr,
            "tamis bench: '%s' is no verb of it; see 'tamis bench --help'\n",
            plan->verb);
    return 2;
}

int main(int argc, char **argv)
{
    struct bench_plan plan;
    int result;

    if (argc < 2) {
        plan_read(&plan, 2, (char *[]){"help", "--help", NULL});
        return 2;
    }
    if (!strcmp(argv[1], "compile-once"))
        return bench_compile_once(argc - 2, argv + 2);
    if (!strcmp(argv[1], "build-once"))
        return bench_build_once(argc - 2, argv + 2);
    if (!strcmp(argv[1], "touch-once"))
        return bench_touch_once(argc - 2, argv + 2);
    if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h"))
        argv--, argc++;
    result = plan_read(&plan, argc - 1, argv + 1);
    if (result >= 0)
        return result;
    if (!peers_are_known(&plan))
        return 2;
    activity_open(plan.is_quiet);
    result = run_verb(&plan);
    activity_clear();
    return result;
}
