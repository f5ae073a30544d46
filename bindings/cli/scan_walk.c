/* SPDX-License-Identifier: BSD-2-Clause */
#include "scan_walk.h"

#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>

struct walk {
    const struct walk_rules *rules;
    const struct walk_visitor *visitor;
    dev_t device; /* of the folder that was named */
};

bool walk_rules_add_file(struct walk_rules *rules, const char *pattern,
                         bool is_include)
{
    struct walk_glob *larger =
        realloc(rules->files, (rules->file_count + 1) * sizeof *rules->files);

    if (!larger)
        return false;
    rules->files = larger;
    rules->files[rules->file_count].pattern = pattern;
    rules->files[rules->file_count++].is_include = is_include;
    return true;
}

bool walk_rules_add_folder(struct walk_rules *rules, const char *pattern)
{
    const char **larger = realloc(rules->folders, (rules->folder_count + 1) *
                                                      sizeof *rules->folders);

    if (!larger)
        return false;
    rules->folders = larger;
    rules->folders[rules->folder_count++] = pattern;
    return true;
}

void walk_rules_release(struct walk_rules *rules)
{
    free(rules->files);
    free(rules->folders);
    memset(rules, 0, sizeof *rules);
}

/* The whole path, or what follows one of its slashes. */
static bool matches(const char *pattern, const char *path)
{
    const char *from = path;

    for (;;) {
        if (*from && fnmatch(pattern, from, 0) == 0)
            return true;
        from = strchr(from, '/');
        if (!from)
            return false;
        from++;
    }
}

static bool takes_file(const struct walk_rules *rules, const char *path)
{
    for (size_t i = rules->file_count; i > 0; i--)
        if (matches(rules->files[i - 1].pattern, path))
            return rules->files[i - 1].is_include;
    return rules->file_count == 0 || !rules->files[0].is_include;
}

static bool takes_folder(const struct walk_rules *rules, const char *path)
{
    char *name;
    bool result = true;

    if (rules->folder_count == 0 || !(name = strdup(path)))
        return true;
    for (size_t size = strlen(name); size > 1 && name[size - 1] == '/'; size--)
        name[size - 1] = '\0';
    for (size_t i = 0; i < rules->folder_count && result; i++)
        result = !matches(rules->folders[i], name);
    free(name);
    return result;
}

static int is_no_dot_file(const struct dirent *item)
{
    return item->d_name[0] != '.';
}

static int is_no_dot(const struct dirent *item)
{
    return strcmp(item->d_name, ".") != 0 && strcmp(item->d_name, "..") != 0;
}

static int compare_names(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static bool walk_folder(const struct walk *walk, const char *path);

static const char made_up[] = "made up by the kernel";

static const char *describe(mode_t mode)
{
    return S_ISFIFO(mode) ? "a pipe" : S_ISSOCK(mode) ? "a socket" : "a device";
}

/* File systems whose files have no end, or an effect when they are read. */
static bool is_made_up(const struct walk *walk, const char *path)
{
    static const long kinds[] = {
        PROC_SUPER_MAGIC, SYSFS_MAGIC,        DEBUGFS_MAGIC,
        TRACEFS_MAGIC,    SECURITYFS_MAGIC,   SELINUX_MAGIC,
        BPF_FS_MAGIC,     CGROUP_SUPER_MAGIC, CGROUP2_SUPER_MAGIC,
        PSTOREFS_MAGIC,   DEVPTS_SUPER_MAGIC, EFIVARFS_MAGIC,
        NSFS_MAGIC};
    struct statfs facts;

    if (!walk->rules->skips_made_up || statfs(path, &facts) != 0)
        return false;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if ((long)facts.f_type == kinds[i])
            return true;
    return false;
}

static bool walk_item(const struct walk *walk, const char *path)
{
    const struct walk_visitor *visitor = walk->visitor;
    struct stat facts;

    if (lstat(path, &facts) < 0) {
        visitor->fail(visitor->context, path, errno);
        return true;
    }
    if (S_ISLNK(facts.st_mode))
        return true;
    if (S_ISDIR(facts.st_mode)) {
        if ((walk->rules->stays_on_device && facts.st_dev != walk->device) ||
            !takes_folder(walk->rules, path))
            return true;
        if (facts.st_dev != walk->device && is_made_up(walk, path)) {
            visitor->skip(visitor->context, path, made_up);
            return true;
        }
        return walk_folder(walk, path);
    }
    if (!takes_file(walk->rules, path))
        return true;
    if (S_ISREG(facts.st_mode))
        return visitor->file(visitor->context, path);
    visitor->skip(visitor->context, path, describe(facts.st_mode));
    return true;
}

static bool walk_folder(const struct walk *walk, const char *path)
{
    struct dirent **items;
    bool goes_on = true;
    size_t size = strlen(path);
    const char *slash = size > 0 && path[size - 1] == '/' ? "" : "/";
    int count = scandir(path, &items,
                        walk->rules->takes_hidden ? is_no_dot : is_no_dot_file,
                        compare_names);

    if (count < 0) {
        walk->visitor->fail(walk->visitor->context, path, errno);
        return true;
    }
    for (int i = 0; i < count; i++) {
        char *name = NULL;

        if (goes_on &&
            asprintf(&name, "%s%s%s", path, slash, items[i]->d_name) < 0) {
            name = NULL;
            walk->visitor->fail(walk->visitor->context, path, ENOMEM);
        }
        if (goes_on && name)
            goes_on = walk_item(walk, name);
        free(name);
        free(items[i]);
    }
    free(items);
    return goes_on;
}

bool scan_walk(const struct walk_rules *rules, const char *path,
               const struct walk_visitor *visitor)
{
    struct walk walk = {rules, visitor, 0};
    struct stat facts;

    if (strcmp(path, "-") == 0)
        return visitor->file(visitor->context, path);
    if (stat(path, &facts) < 0 || !S_ISDIR(facts.st_mode))
        return !takes_file(rules, path) ||
               visitor->file(visitor->context, path);
    walk.device = facts.st_dev;
    if (is_made_up(&walk, path)) {
        visitor->skip(visitor->context, path, made_up);
        return true;
    }
    return !takes_folder(rules, path) || walk_folder(&walk, path);
}
