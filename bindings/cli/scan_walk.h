/* SPDX-License-Identifier: BSD-2-Clause */
/* From arguments to files: folders, globs, and what is passed over. */
#ifndef TAMIS_CLI_SCAN_WALK_H
#define TAMIS_CLI_SCAN_WALK_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct walk_glob {
    const char *pattern;
    bool is_include;
};

/* --include, --exclude and --exclude-dir as grep has them: of the globs that
 * match a name, or the end of a path after a slash, the last one given says
 * what happens; where none does, files are taken unless the first glob is an
 * include. Zeroed: everything but dot-files. */
struct walk_rules {
    struct walk_glob *files;
    const char **folders; /* left out */
    size_t file_count, folder_count;
    bool takes_hidden, stays_on_device;
    bool skips_made_up; /* folders that the kernel makes up, as /proc */
};

struct walk_visitor {
    void *context;
    /* False ends the walk. "-" is standard input. */
    bool (*file)(void *context, const char *path);
    /* A folder that could not be read; the walk goes on. */
    void (*fail)(void *context, const char *path, int system_errno);
    /* Something in a folder that is no file: "a device". */
    void (*skip)(void *context, const char *path, const char *what);
};

/* Both copy the pointer, not the text. False when memory is out. */
bool walk_rules_add_file(struct walk_rules *rules, const char *pattern,
                         bool is_include);
bool walk_rules_add_folder(struct walk_rules *rules, const char *pattern);
void walk_rules_release(struct walk_rules *rules);

/* A file, or every file of a folder in the byte order of the names. Symbolic
 * links inside a folder are not followed: no loop can happen. False when a
 * visitor ended it. */
bool scan_walk(const struct walk_rules *rules, const char *path,
               const struct walk_visitor *visitor);

#endif
