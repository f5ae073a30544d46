/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Runs a fuzz target over files without a fuzzer, as an ordinary test.
 *
 * usage: replay_TARGET [--variants N] FILE|FOLDER...
 *
 * Each file is run as it is, cut short, and with bytes changed: N variants of
 * each, the same ones at every run. Of inputs that fail, libFuzzer's file goes
 * into seeds/<target>/ and is then replayed here for ever.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define PATH_SIZE_MAX     4096
#define FILE_SIZE_MAX     ((size_t)16 << 20)
#define VARIANT_SIZE_MAX  ((size_t)1 << 20)
#define VARIANTS_AT_FIRST 32

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct replay {
    size_t files, runs, variants, faults;
    uint64_t state; /* of the generator of variants */
};

static uint64_t next_random(struct replay *replay)
{
    uint64_t value = replay->state += UINT64_C(0x9e3779b97f4a7c15);

    value = (value ^ value >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    value = (value ^ value >> 27) * UINT64_C(0x94d049bb133111eb);
    return value ^ value >> 31;
}

/* Runs a copy of exactly size bytes, so that a sanitizer sees one byte more. */
static void run_copy(struct replay *replay, const uint8_t *data, size_t size)
{
    uint8_t *copy = calloc(size ? size : 1, 1);

    if (!copy) {
        fprintf(stderr, "out of memory\n");
        exit(2);
    }
    if (size)
        memcpy(copy, data, size);
    LLVMFuzzerTestOneInput(copy, size);
    free(copy);
    replay->runs++;
}

static void run_variant(struct replay *replay, const uint8_t *data, size_t size)
{
    uint8_t *changed = malloc(size);
    size_t cut = (size_t)(next_random(replay) % size) + 1;
    size_t flips = (size_t)(next_random(replay) % 4);

    if (!changed)
        return;
    memcpy(changed, data, size);
    for (size_t i = 0; i < flips; i++) {
        uint64_t random = next_random(replay);

        changed[random % size] = (uint8_t)(random >> 56);
    }
    /* Half of the variants are cut, half keep their size. */
    run_copy(replay, changed, next_random(replay) & 1 ? cut : size);
    free(changed);
}

static void run_bytes(struct replay *replay, const uint8_t *data, size_t size)
{
    run_copy(replay, data, size);
    if (size == 0 || size > VARIANT_SIZE_MAX)
        return;
    for (size_t i = 0; i < replay->variants; i++)
        run_variant(replay, data, size);
}

static void run_file(struct replay *replay, const char *path)
{
    FILE *file = fopen(path, "rb");
    uint8_t *data = malloc(FILE_SIZE_MAX);

    if (!file || !data) {
        perror(path);
        replay->faults++;
    } else {
        size_t size = fread(data, 1, FILE_SIZE_MAX, file);

        replay->files++;
        run_bytes(replay, data, size);
    }
    if (file)
        fclose(file);
    free(data);
}

static int compare_names(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static void run_folder(struct replay *replay, const char *path)
{
    struct dirent **names = NULL;
    int count = scandir(path, &names, NULL, compare_names);

    for (int i = 0; i < count; i++) {
        char below[PATH_SIZE_MAX];

        if (names[i]->d_name[0] != '.') {
            snprintf(below, sizeof below, "%s/%s", path, names[i]->d_name);
            run_file(replay, below);
        }
        free(names[i]);
    }
    free(names);
}

int main(int argc, char **argv)
{
    static const uint8_t nothing[1];
    struct replay replay = {.variants = VARIANTS_AT_FIRST};

    run_bytes(&replay, nothing, 0);
    for (int i = 1; i < argc; i++) {
        struct stat status;

        if (!strcmp(argv[i], "--variants") && i + 1 < argc) {
            replay.variants = strtoul(argv[++i], NULL, 10);
        } else if (stat(argv[i], &status) != 0) {
            perror(argv[i]);
            replay.faults++;
        } else if (S_ISDIR(status.st_mode)) {
            run_folder(&replay, argv[i]);
        } else {
            run_file(&replay, argv[i]);
        }
    }
    printf("%zu files, %zu runs\n", replay.files, replay.runs);
    return replay.faults ? 1 : 0;
}
