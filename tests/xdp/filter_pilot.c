/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libtamis-xdp driven a line at a time, for tests written in Python. Each
 * command is answered by one line: "ok ..." or "error SENTENCE".
 *
 *   attach INTERFACE DATABASE POLICY native|generic DIRECTIONS
 *   open INTERFACE               a filter that is attached
 *   close                        which leaves it attached
 *   detach
 *   publish DATABASE POLICY
 *   policy POLICY                without a new image
 *   enforce MS | renew MS        or `forever`
 *   names 0|1                    answer by NXDOMAIN
 *   swaps N MS FIRST SECOND POLICY    publishes one and the other, N times
 *   pass INTERFACE               a program that lets everything pass
 */
#include <tamis/database.h>
#include <tamis/xdp.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/bpf.h>
#include <linux/if_link.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define WORDS_MAX 8u

static tamis_xdp *filter;

static void tell_failure(tamis_status status, const tamis_error *error)
{
    if (status >= 0)
        return;
    printf("error %s\n", error->message);
}

static tamis_status read_policy(const char *path, tamis_xdp_policy **policy,
                                tamis_error *error)
{
    static char text[1 << 20];
    FILE *file = fopen(path, "r");
    size_t size = file ? fread(text, 1, sizeof text, file) : 0;
    tamis_status status = tamis_xdp_policy_create(policy, NULL, error);

    if (file)
        fclose(file);
    if (status >= 0)
        status = tamis_xdp_policy_parse(*policy, path, text, size, error);
    return status;
}

static tamis_status build(const char *path, const char *policy_path,
                          tamis_xdp_image **image, tamis_error *error)
{
    tamis_xdp_image_options options = TAMIS_XDP_IMAGE_OPTIONS_INIT;
    tamis_xdp_policy *policy = NULL;
    tamis_database *database = NULL;
    tamis_status status = read_policy(policy_path, &policy, error);

    *image = NULL;
    if (status >= 0)
        status = tamis_database_open(&database, path, NULL, error);
    options.policy = policy;
    options.filter = filter;
    if (status >= 0)
        status = tamis_xdp_image_build(image, database, &options, error);
    tamis_database_release(database);
    tamis_xdp_policy_destroy(policy);
    return status;
}

static uint64_t duration_of(const char *word)
{
    if (!strcmp(word, "forever"))
        return TAMIS_XDP_FOREVER;
    return strtoull(word, NULL, 10) * 1000000u;
}

static tamis_status attach(char **words, tamis_error *error)
{
    tamis_xdp_options options = TAMIS_XDP_OPTIONS_INIT;
    tamis_xdp_image *image;
    tamis_status status = build(words[2], words[3], &image, error);

    options.mode =
        strcmp(words[4], "native") ? TAMIS_XDP_GENERIC : TAMIS_XDP_NATIVE;
    options.directions = (uint32_t)strtoul(words[5], NULL, 10);
    if (status >= 0)
        status = tamis_xdp_attach(&filter, words[1], image, &options, error);
    if (status < 0)
        filter = NULL;
    tamis_xdp_image_destroy(image);
    return status;
}

static tamis_status publish(char **words, tamis_error *error)
{
    tamis_xdp_image *image;
    tamis_status status = build(words[1], words[2], &image, error);

    if (status >= 0)
        status = tamis_xdp_publish(filter, image, error);
    tamis_xdp_image_destroy(image);
    return status;
}

static tamis_status set_policy(const char *path, tamis_error *error)
{
    tamis_xdp_policy *policy = NULL;
    tamis_status status = read_policy(path, &policy, error);

    if (status >= 0)
        status = tamis_xdp_set_policy(filter, policy, error);
    tamis_xdp_policy_destroy(policy);
    return status;
}

static double seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* Two images in turn, each as often as it is asked for. */
static tamis_status swaps(char **words, tamis_error *error)
{
    unsigned long count = strtoul(words[1], NULL, 10);
    unsigned long pause = strtoul(words[2], NULL, 10) * 1000;
    tamis_xdp_image *images[2] = {NULL, NULL};
    double longest = 0, begin = seconds();
    tamis_status status = build(words[3], words[5], &images[0], error);

    if (status >= 0)
        status = build(words[4], words[5], &images[1], error);
    for (unsigned long n = 0; status >= 0 && n < count; n++) {
        double start = seconds();

        status = tamis_xdp_publish(filter, images[n % 2], error);
        if (seconds() - start > longest)
            longest = seconds() - start;
        usleep((unsigned)pause);
    }
    tamis_xdp_image_destroy(images[0]);
    tamis_xdp_image_destroy(images[1]);
    if (status >= 0)
        printf("ok %lu swaps in %.1f ms, the longest %.2f ms\n", count,
               (seconds() - begin) * 1e3, longest * 1e3);
    return status;
}

static tamis_status leave(char **words, tamis_error *error)
{
    tamis_status status = TAMIS_OK;

    if (!strcmp(words[0], "detach"))
        status = tamis_xdp_detach(filter, error);
    if (status >= 0 || !strcmp(words[0], "close")) {
        tamis_xdp_close(filter);
        filter = NULL;
    }
    return status;
}

/* "return XDP_PASS" on an interface that is not filtered. */
static tamis_status let_pass(const char *interface, tamis_error *error)
{
    const struct bpf_insn code[] = {
        {.code = BPF_ALU64 | BPF_MOV | BPF_K, .imm = XDP_PASS},
        {.code = BPF_JMP | BPF_EXIT}};
    int program =
        bpf_prog_load(BPF_PROG_TYPE_XDP, "pass", "GPL", code, 2, NULL);

    if (program >= 0 && bpf_xdp_attach((int)if_nametoindex(interface), program,
                                       XDP_FLAGS_DRV_MODE, NULL) == 0)
        return TAMIS_OK;
    snprintf(error->message, sizeof error->message, "no program on %s: %s",
             interface, strerror(errno));
    return TAMIS_ERROR_SYSTEM;
}

/* Of the filter that is open; it stays attached. */
static void let_go(void)
{
    tamis_xdp_close(filter);
    filter = NULL;
}

static tamis_status act(char **words, size_t count, tamis_error *error)
{
    const char *verb = words[0];

    if (!strcmp(verb, "attach") && count == 6) {
        let_go();
        return attach(words, error);
    }
    if (!strcmp(verb, "open") && count == 2) {
        let_go();
        return tamis_xdp_open(&filter, words[1], NULL, error);
    }
    if ((!strcmp(verb, "close") || !strcmp(verb, "detach")) && count == 1)
        return leave(words, error);
    if (!strcmp(verb, "publish") && count == 3)
        return publish(words, error);
    if (!strcmp(verb, "policy") && count == 2)
        return set_policy(words[1], error);
    if (!strcmp(verb, "enforce") && count == 2)
        return tamis_xdp_enforce(filter, duration_of(words[1]), error);
    if (!strcmp(verb, "renew") && count == 2)
        return tamis_xdp_renew(filter, duration_of(words[1]), error);
    if (!strcmp(verb, "names") && count == 2)
        return tamis_xdp_answer_names(filter, *words[1] == '1', error);
    if (!strcmp(verb, "pass") && count == 2)
        return let_pass(words[1], error);
    if (!strcmp(verb, "swaps") && count == 6)
        return swaps(words, error);
    snprintf(error->message, sizeof error->message, "no such command: %s",
             verb);
    return TAMIS_ERROR_ARGUMENT;
}

int main(void)
{
    char line[4096];

    setvbuf(stdout, NULL, _IOLBF, 0);
    while (fgets(line, sizeof line, stdin)) {
        char *words[WORDS_MAX], *rest = NULL;
        tamis_error error = {.message = ""};
        size_t count = 0;
        tamis_status status;

        for (char *word = strtok_r(line, " \n", &rest);
             word && count < WORDS_MAX; word = strtok_r(NULL, " \n", &rest))
            words[count++] = word;
        if (count == 0)
            continue;
        status = act(words, count, &error);
        tell_failure(status, &error);
        if (status >= 0 && strcmp(words[0], "swaps") != 0)
            puts("ok");
    }
    tamis_xdp_close(filter);
    return 0;
}
