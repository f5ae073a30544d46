/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a filter was made from, for the verbs that go on with it: a small file
 * in its state folder, which only its owner may read, and which goes when the
 * filter is detached.
 */
#ifndef TAMIS_XDP_PROGRAM_SETTINGS_H
#define TAMIS_XDP_PROGRAM_SETTINGS_H

#include "program/viewer.h"

#include <tamis/xdp.h>

#include <limits.h>
#include <sys/stat.h>

/* A file as it was when it was read. */
struct file_identity {
    unsigned long long device, inode, size, seconds, nanoseconds;
};

struct settings {
    char folder[PATH_MAX]; /* of this filter's state */
    char database[PATH_MAX];
    struct file_identity identity; /* of the database's file */
    struct viewer image;           /* what went into the kernel */
    char audience[4096];           /* the names in image */
    uint64_t dead_man_ns;          /* 0: none */
    int64_t next_end_ns; /* when a statement in the image begins or ends */
    /* A change waits to be confirmed until then, of CLOCK_BOOTTIME; 0: none.
     * Whether it drops without end where the change is taken back. */
    uint64_t trial_until_ns;
    bool trial_enforces;
    char *policy_text; /* owned */
    size_t policy_size;
    /* The lines of --protect and --protect-host, which are in the policy too:
     * another policy does not take them away. Owned. */
    char *protect_text;
    size_t protect_size;
};

struct file_identity file_identity_of(const struct stat *file);
bool file_identity_equal(const struct file_identity *one,
                         const struct file_identity *other);

/* Names the folder; 0, or EXIT_ERROR after a message. */
int settings_begin(struct settings *settings, const char *interface,
                   const tamis_xdp_options *options);
void settings_end(struct settings *settings);

/* Whether a filter's settings are there; whether that is not for this user to
 * know. */
bool settings_exist(const struct settings *settings);
bool settings_are_hidden(const struct settings *settings);
/* settings_read() forgets what was there before. settings_write() replaces
 * the file whole. Both: 0, or EXIT_ERROR after a message. */
int settings_read(struct settings *settings);
int settings_write(const struct settings *settings);

/* Keeps the file as it is beside the one that is written next; reads that one;
 * removes it. The first two: 0, or EXIT_ERROR after a message. */
int settings_keep(const struct settings *settings);
int settings_read_kept(struct settings *settings);
void settings_drop_kept(const struct settings *settings);

/* The policy, as an object, from the settings and back into them. 0, or
 * EXIT_ERROR after a message. */
int settings_policy(const struct settings *settings, tamis_xdp_policy **policy);
int settings_take_policy(struct settings *settings,
                         const tamis_xdp_policy *policy);
/* Only its protect lines are kept. */
int settings_take_protections(struct settings *settings,
                              const tamis_xdp_policy *policy);
int settings_take_image_viewer(struct settings *settings,
                               const struct viewer *image);

/*
 * Between these no other process reads the settings to change them. The lock
 * is a descriptor, -1 after a message.
 */
int settings_lock(const struct settings *settings);
void settings_unlock(int lock);

#endif
