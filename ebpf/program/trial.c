/* SPDX-License-Identifier: BSD-2-Clause */
#include "program/trial.h"

#include "program/duration.h"
#include "program/filter_swap.h"
#include "program/speech.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

/* The clock of what is enforced: it counts while the host sleeps. */
static uint64_t now_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_BOOTTIME, &now);
    return (uint64_t)now.tv_sec * SECOND_NS + (uint64_t)now.tv_nsec;
}

static int enforce(tamis_xdp *filter, uint64_t duration_ns)
{
    tamis_error error;

    if (tamis_xdp_enforce(filter, duration_ns, &error) < 0)
        return speech_failure(NULL, &error);
    return 0;
}

int trial_begin(struct trial *trial, struct settings *settings,
                tamis_xdp *filter)
{
    uint64_t confirm_ns = trial->order->confirm_ns;
    tamis_xdp_info info = {.struct_size = sizeof info};
    tamis_error error;

    if (!confirm_ns)
        return 0;
    if (tamis_xdp_info_get(filter, &info, &error) < 0)
        return speech_failure(NULL, &error);
    if (!info.enforce_left_ns) {
        trial->only_reports = true;
        return 0;
    }
    /* Of two changes on trial what was before the first comes back. */
    if (!settings->trial_until_ns) {
        if (settings_keep(settings))
            return EXIT_ERROR;
        trial->keeps_settings = true;
        settings->trial_enforces = info.enforce_left_ns == TAMIS_XDP_FOREVER;
    }
    if (enforce(filter, confirm_ns))
        return EXIT_ERROR;
    settings->trial_until_ns = now_ns() + confirm_ns;
    trial->left_ns = info.enforce_left_ns;
    trial->is_begun = true;
    return 0;
}

void trial_abandon(struct trial *trial, struct settings *settings,
                   tamis_xdp *filter)
{
    if (trial->is_begun)
        enforce(filter, trial->left_ns);
    if (trial->keeps_settings) {
        settings_drop_kept(settings);
        settings->trial_until_ns = 0;
        settings->trial_enforces = false;
    }
    trial->is_begun = trial->keeps_settings = false;
}

void trial_say(const struct trial *trial)
{
    char text[32];

    if (trial->only_reports)
        speech_note("--confirm: it only reports, there is nothing to confirm");
    if (trial->is_begun)
        speech_note("this holds for %s, unless confirmed: tamis xdp confirm %s",
                    duration_format(trial->order->confirm_ns, text),
                    trial->order->arguments[0]);
}

int trial_confirm(struct settings *settings)
{
    if (!settings->trial_until_ns)
        return 0;
    settings->trial_until_ns = 0;
    settings->trial_enforces = false;
    if (settings_write(settings))
        return EXIT_ERROR;
    settings_drop_kept(settings);
    return 0;
}

bool trial_is_over(const struct settings *settings)
{
    return settings->trial_until_ns && now_ns() >= settings->trial_until_ns;
}

/* Whether both name the same file's same bytes, for the same eyes: then words
 * in the kernel are all there is to put back. */
static bool is_same_image(const struct settings *one,
                          const struct settings *other)
{
    return !strcmp(one->database, other->database) &&
           file_identity_equal(&one->identity, &other->identity) &&
           one->image.clearance.tlp == other->image.clearance.tlp &&
           !strcmp(one->audience, other->audience);
}

static int put_back(const struct settings *settings, struct settings *kept,
                    tamis_xdp *filter)
{
    tamis_xdp_image *image;
    tamis_xdp_policy *policy;
    tamis_status status = TAMIS_ERROR_ARGUMENT;
    tamis_error error;
    int result;

    if (is_same_image(settings, kept)) {
        if (settings_policy(kept, &policy))
            return EXIT_ERROR;
        status = tamis_xdp_set_policy(filter, policy, &error);
        tamis_xdp_policy_destroy(policy);
        if (status < 0 && status != TAMIS_ERROR_ARGUMENT)
            return speech_failure(NULL, &error);
    }
    if (status >= 0)
        return settings_write(kept);
    result = filter_swap(filter, kept, NULL, &image);
    tamis_xdp_image_destroy(image);
    return result;
}

/* It drops again only where exactly what dropped before does. */
static int settle(struct settings *settings, struct settings *kept,
                  tamis_xdp *filter)
{
    const struct file_identity before = kept->identity;
    bool drops;

    if (put_back(settings, kept, filter))
        return EXIT_ERROR;
    drops = settings->trial_enforces &&
            file_identity_equal(&before, &kept->identity);
    if (drops && enforce(filter, TAMIS_XDP_FOREVER))
        return EXIT_ERROR;
    settings_drop_kept(settings);
    speech_note("the last change was not confirmed in time: what was before "
                "holds again%s",
                drops                      ? ", and drops"
                : settings->trial_enforces ? "; it only reports, as the "
                                             "database's file is another"
                                           : "; it only reports");
    return settings_read(settings);
}

int trial_settle(struct settings *settings, tamis_xdp *filter)
{
    struct settings kept;
    int result;

    if (!trial_is_over(settings))
        return 0;
    memset(&kept, 0, sizeof kept);
    strcpy(kept.folder, settings->folder);
    result = settings_read_kept(&kept);
    kept.dead_man_ns = settings->dead_man_ns;
    if (!result)
        result = settle(settings, &kept, filter);
    settings_end(&kept);
    /* Said once: it is the operator's again, and drops nothing until told. */
    if (result && trial_confirm(settings) == 0)
        speech_note("the last change was not confirmed in time, and what was "
                    "before cannot be put back: it stays, and only reports");
    return result;
}
