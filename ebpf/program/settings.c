/* SPDX-License-Identifier: BSD-2-Clause */
#include "program/settings.h"

#include "program/speech.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define STATE_FOLDER "/run/tamis/xdp"
#define FIRST_LINE   "tamis-xdp settings 1"
/* Lines of the policy follow this one, to the end of the file. */
#define LAST_LINE "policy"
#define KEPT      "settings.kept"

struct settings_path {
    char text[PATH_MAX + 16];
};

static struct settings_path path_of(const struct settings *settings,
                                    const char *name)
{
    struct settings_path path;

    snprintf(path.text, sizeof path.text, "%s/%s", settings->folder, name);
    return path;
}

struct file_identity file_identity_of(const struct stat *file)
{
    return (struct file_identity){file->st_dev, file->st_ino,
                                  (unsigned long long)file->st_size,
                                  (unsigned long long)file->st_mtim.tv_sec,
                                  (unsigned long long)file->st_mtim.tv_nsec};
}

bool file_identity_equal(const struct file_identity *one,
                         const struct file_identity *other)
{
    return one->device == other->device && one->inode == other->inode &&
           one->size == other->size && one->seconds == other->seconds &&
           one->nanoseconds == other->nanoseconds;
}

int settings_begin(struct settings *settings, const char *interface,
                   const tamis_xdp_options *options)
{
    const char *root =
        options->state_folder ? options->state_folder : STATE_FOLDER;
    int size;

    memset(settings, 0, sizeof *settings);
    viewer_begin(&settings->image);
    settings->next_end_ns = INT64_MAX;
    if (!*interface || !strcmp(interface, ".") || !strcmp(interface, "..") ||
        strlen(interface) > 15 || strchr(interface, '/'))
        return speech_error("'%s' is no interface's name", interface);
    size = snprintf(settings->folder, sizeof settings->folder, "%s/%s", root,
                    interface);
    if (size < 0 || (size_t)size >= sizeof settings->folder)
        return speech_error("--state-folder: the path is too long");
    return 0;
}

void settings_end(struct settings *settings)
{
    free(settings->policy_text);
    free(settings->protect_text);
    settings->policy_text = settings->protect_text = NULL;
    settings->policy_size = settings->protect_size = 0;
}

bool settings_exist(const struct settings *settings)
{
    return access(path_of(settings, "settings").text, F_OK) == 0;
}

bool settings_are_hidden(const struct settings *settings)
{
    return access(path_of(settings, "settings").text, F_OK) != 0 &&
           errno == EACCES;
}

static int say_damaged(const struct settings *settings)
{
    return speech_error("%s/settings is damaged; detach and attach anew",
                        settings->folder);
}

/* The text behind "name ", or NULL where the line is another. */
static const char *value_of(const char *line, const char *name)
{
    size_t size = strlen(name);

    if (strncmp(line, name, size) != 0 || line[size] != ' ')
        return NULL;
    return line + size + 1;
}

static bool add_protection(struct settings *settings, const char *line)
{
    size_t size = strlen(line);
    char *text =
        realloc(settings->protect_text, settings->protect_size + size + 1);

    if (!text)
        return false;
    memcpy(text + settings->protect_size, line, size);
    settings->protect_text = text;
    settings->protect_size += size;
    text[settings->protect_size++] = '\n';
    return true;
}

/* False for a value that is none. Names that are not known are for later
 * versions to understand. */
static bool take_line(struct settings *settings, const char *line)
{
    struct file_identity *file = &settings->identity;
    const char *value;

    if ((value = value_of(line, "database"))) {
        if (strlen(value) >= sizeof settings->database)
            return false;
        strcpy(settings->database, value);
    } else if ((value = value_of(line, "identity"))) {
        return sscanf(value, "%llu %llu %llu %llu %llu", &file->device,
                      &file->inode, &file->size, &file->seconds,
                      &file->nanoseconds) == 5;
    } else if ((value = value_of(line, "tlp"))) {
        return viewer_take_tlp(&settings->image, "tlp", value) == 0;
    } else if ((value = value_of(line, "audience"))) {
        if (strlen(value) >= sizeof settings->audience)
            return false;
        strcpy(settings->audience, value);
        return viewer_take_audience(&settings->image, "audience",
                                    settings->audience) == 0;
    } else if (value_of(line, "protect")) {
        return add_protection(settings, line);
    } else if ((value = value_of(line, "dead_man_ns"))) {
        return sscanf(value, "%" SCNu64, &settings->dead_man_ns) == 1;
    } else if ((value = value_of(line, "trial_until_ns"))) {
        return sscanf(value, "%" SCNu64, &settings->trial_until_ns) == 1;
    } else if ((value = value_of(line, "trial_enforces"))) {
        settings->trial_enforces = !strcmp(value, "1");
    } else if ((value = value_of(line, "next_end_ns"))) {
        return sscanf(value, "%" SCNd64, &settings->next_end_ns) == 1;
    }
    return true;
}

static bool take_policy(struct settings *settings, FILE *file)
{
    const size_t most = (size_t)64 << 20;
    size_t capacity = 65536;

    for (;;) {
        char *larger = realloc(settings->policy_text, capacity);

        if (!larger)
            return false;
        settings->policy_text = larger;
        settings->policy_size += fread(larger + settings->policy_size, 1,
                                       capacity - settings->policy_size, file);
        if (settings->policy_size < capacity)
            return !ferror(file);
        if (capacity >= most)
            return false;
        capacity *= 2;
    }
}

static bool take_file(struct settings *settings, FILE *file)
{
    char line[PATH_MAX + 64];
    bool is_first = true;

    while (fgets(line, sizeof line, file)) {
        size_t size = strlen(line);

        if (!size || line[size - 1] != '\n')
            return false;
        line[size - 1] = '\0';
        if (is_first && strcmp(line, FIRST_LINE) != 0)
            return false;
        if (!is_first && !strcmp(line, LAST_LINE))
            return *settings->database && take_policy(settings, file);
        if (!is_first && !take_line(settings, line))
            return false;
        is_first = false;
    }
    return false;
}

static void forget(struct settings *settings)
{
    settings_end(settings);
    viewer_begin(&settings->image);
    settings->database[0] = '\0';
    settings->dead_man_ns = settings->trial_until_ns = 0;
    settings->trial_enforces = false;
    settings->next_end_ns = INT64_MAX;
}

static int say_unreadable(const struct settings *settings, const char *name)
{
    int number = errno;

    if (number == ENOENT)
        return speech_error("no filter is attached by 'tamis xdp attach' with "
                            "this --state-folder: there is no %s/%s; where one "
                            "is, what it was made from is lost: detach it and "
                            "attach anew",
                            settings->folder, name);
    return speech_error("cannot read %s/%s: %s", settings->folder, name,
                        strerror(number));
}

static int read_named(struct settings *settings, const char *name)
{
    FILE *file = fopen(path_of(settings, name).text, "re");
    bool is_good;

    if (!file)
        return say_unreadable(settings, name);
    forget(settings);
    is_good = take_file(settings, file);
    fclose(file);
    return is_good ? 0 : say_damaged(settings);
}

int settings_read(struct settings *settings)
{
    return read_named(settings, "settings");
}

int settings_read_kept(struct settings *settings)
{
    return read_named(settings, KEPT);
}

int settings_keep(const struct settings *settings)
{
    struct settings_path now = path_of(settings, "settings");
    struct settings_path kept = path_of(settings, KEPT);

    unlink(kept.text);
    if (link(now.text, kept.text) == 0)
        return 0;
    return speech_error("cannot make %s: %s", kept.text, strerror(errno));
}

void settings_drop_kept(const struct settings *settings)
{
    unlink(path_of(settings, KEPT).text);
}

static bool write_file(const struct settings *settings, FILE *file)
{
    const struct file_identity *identity = &settings->identity;

    fprintf(file, "%s\ndatabase %s\nidentity %llu %llu %llu %llu %llu\n",
            FIRST_LINE, settings->database, identity->device, identity->inode,
            identity->size, identity->seconds, identity->nanoseconds);
    fprintf(file, "tlp %s\n", tamis_tlp_name(settings->image.clearance.tlp));
    if (*settings->audience)
        fprintf(file, "audience %s\n", settings->audience);
    fprintf(file, "dead_man_ns %" PRIu64 "\nnext_end_ns %" PRId64 "\n",
            settings->dead_man_ns, settings->next_end_ns);
    if (settings->trial_until_ns)
        fprintf(file, "trial_until_ns %" PRIu64 "\ntrial_enforces %d\n",
                settings->trial_until_ns, settings->trial_enforces);
    if (settings->protect_size)
        fwrite(settings->protect_text, 1, settings->protect_size, file);
    fprintf(file, "%s\n", LAST_LINE);
    if (settings->policy_size)
        fwrite(settings->policy_text, 1, settings->policy_size, file);
    return fflush(file) == 0 && !ferror(file);
}

int settings_write(const struct settings *settings)
{
    struct settings_path path = path_of(settings, "settings");
    struct settings_path fresh = path_of(settings, "settings.new");
    bool is_good;
    FILE *file;
    int descriptor;

    unlink(fresh.text);
    descriptor = open(fresh.text, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
                      S_IRUSR | S_IWUSR);
    file = descriptor < 0 ? NULL : fdopen(descriptor, "w");
    if (!file) {
        int number = errno;

        if (descriptor >= 0)
            close(descriptor);
        return speech_error("cannot write %s: %s", fresh.text,
                            strerror(number));
    }
    is_good = write_file(settings, file);
    if (fclose(file) == 0 && is_good && rename(fresh.text, path.text) == 0)
        return 0;
    speech_error("cannot write %s: %s", path.text, strerror(errno));
    unlink(fresh.text);
    return EXIT_ERROR;
}

int settings_policy(const struct settings *settings, tamis_xdp_policy **policy)
{
    tamis_error error;

    if (tamis_xdp_policy_create(policy, NULL, &error) < 0)
        return speech_failure(NULL, &error);
    if (settings->policy_size &&
        tamis_xdp_policy_parse(*policy, "settings", settings->policy_text,
                               settings->policy_size, &error) < 0) {
        tamis_xdp_policy_destroy(*policy);
        *policy = NULL;
        return speech_failure(NULL, &error);
    }
    return 0;
}

/* Owned, with a zero behind it; NULL after a message. */
static char *format(const tamis_xdp_policy *policy, size_t *size)
{
    char *text;

    *size = tamis_xdp_policy_format(policy, NULL, 0);
    text = malloc(*size + 1);
    if (!text) {
        speech_error("no memory for the policy's text");
        return NULL;
    }
    tamis_xdp_policy_format(policy, text, *size);
    text[*size] = '\0';
    return text;
}

int settings_take_policy(struct settings *settings,
                         const tamis_xdp_policy *policy)
{
    size_t size;
    char *text = format(policy, &size);

    if (!text)
        return EXIT_ERROR;
    free(settings->policy_text);
    settings->policy_text = text;
    settings->policy_size = size;
    return 0;
}

int settings_take_protections(struct settings *settings,
                              const tamis_xdp_policy *policy)
{
    size_t size;
    char *text = format(policy, &size), *first;

    if (!text)
        return EXIT_ERROR;
    /* They are a policy's last lines. */
    first = strstr(text, "\nprotect ");
    first = first ? first + 1 : text + size;
    size -= (size_t)(first - text);
    memmove(text, first, size);
    free(settings->protect_text);
    settings->protect_text = text;
    settings->protect_size = size;
    return 0;
}

int settings_take_image_viewer(struct settings *settings,
                               const struct viewer *image)
{
    char names[sizeof settings->audience];

    if (!viewer_format_audience(image, names, sizeof names) ||
        strchr(names, '\n'))
        return speech_error("--for: the names are too many or too long");
    strcpy(settings->audience, names);
    viewer_begin(&settings->image);
    settings->image.clearance.tlp = image->clearance.tlp;
    if (!*names)
        return 0;
    return viewer_take_audience(&settings->image, "--for", settings->audience);
}

int settings_lock(const struct settings *settings)
{
    struct settings_path path = path_of(settings, "settings");
    struct stat locked, now;

    for (;;) {
        int lock = open(path.text, O_RDONLY | O_CLOEXEC);

        if (lock < 0) {
            say_unreadable(settings, "settings");
            return -1;
        }
        if (flock(lock, LOCK_EX) != 0 || fstat(lock, &locked) != 0) {
            speech_error("cannot lock %s: %s", path.text, strerror(errno));
            close(lock);
            return -1;
        }
        /* Who waited may hold what was replaced meanwhile. */
        if (stat(path.text, &now) == 0 && now.st_ino == locked.st_ino &&
            now.st_dev == locked.st_dev)
            return lock;
        close(lock);
    }
}

void settings_unlock(int lock)
{
    if (lock >= 0)
        close(lock);
}
