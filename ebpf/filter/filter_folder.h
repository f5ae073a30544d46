/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The two folders of a filter, root's alone: what the kernel holds is pinned
 * below bpf_folder, what only processes need lies below state_folder. Both
 * have a folder for each interface.
 */
#ifndef TAMIS_EBPF_FILTER_FILTER_FOLDER_H
#define TAMIS_EBPF_FILTER_FILTER_FOLDER_H

#include <tamis/status.h>

#include <limits.h>
#include <net/if.h>

#define FILTER_BPF_FOLDER   "/sys/fs/bpf/tamis"
#define FILTER_STATE_FOLDER "/run/tamis/xdp"

struct filter_folder {
    char interface[IF_NAMESIZE];
    char bpf_root[PATH_MAX - 64], state_root[PATH_MAX - 64];
    char bpf[PATH_MAX - 32], state[PATH_MAX - 32]; /* of this interface */
};

/* Names the folders; either root may be NULL for the usual one. Errors:
 * ARGUMENT for a name or path that is too long or no name. */
tamis_status filter_folder_name(struct filter_folder *folder,
                                const char *interface, const char *bpf_root,
                                const char *state_root, tamis_error *error);

/*
 * filter_folder_lock() waits some seconds until no other process changes this
 * filter, and keeps others from it: *lock is closed with
 * filter_folder_unlock(). is_new makes the folders where they are not there.
 * Errors: SYSTEM; NOT_FOUND where there are none.
 */
tamis_status filter_folder_lock(const struct filter_folder *folder, int is_new,
                                int *lock, tamis_error *error);
void filter_folder_unlock(int lock);

/* While the lock is held: filter_folder_clear() removes what is pinned and what
 * a filter and its program write, state first, and filter_folder_remove() what
 * is empty of the folders and their roots. */
tamis_status filter_folder_clear(const struct filter_folder *folder,
                                 tamis_error *error);
void filter_folder_remove(const struct filter_folder *folder);
/* While the lock is held: removes the files of all generations but this one and
 * the one before it. */
void filter_folder_sweep(const struct filter_folder *folder,
                         unsigned long long generation);
/* Is the state folder there, and nothing in it? */
int filter_folder_is_empty(const struct filter_folder *folder);

/* The path of what is pinned, or kept, under a name. */
struct filter_path {
    char text[PATH_MAX];
};
struct filter_path filter_pin_path(const struct filter_folder *folder,
                                   const char *name);
struct filter_path filter_state_path(const struct filter_folder *folder,
                                     const char *name);

#endif
