/* SPDX-License-Identifier: BSD-2-Clause */
#include "program/viewer.h"

#include "program/speech.h"

#include <string.h>
#include <time.h>

void viewer_begin(struct viewer *viewer)
{
    struct timespec now;

    memset(viewer, 0, sizeof *viewer);
    tamis_clearance_init(&viewer->clearance);
    clock_gettime(CLOCK_REALTIME, &now);
    viewer->clearance.flags = 0;
    viewer->clearance.time_ns = (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int viewer_take_tlp(struct viewer *viewer, const char *option, const char *text)
{
    tamis_tlp tlp = tamis_tlp_parse(text, strlen(text));

    /* The library reads unknown marks as RED, which is safe for a feed's mark
     * and the opposite for a clearance. */
    if (tlp == TAMIS_TLP_UNMARKED ||
        (tlp == TAMIS_TLP_RED && !strcasestr(text, "red")))
        return speech_usage("%s %s: the labels are clear, green, amber, "
                            "amber+strict and red",
                            option, text);
    viewer->clearance.tlp = tlp;
    return 0;
}

static bool is_in(const struct viewer *viewer, tamis_slice name)
{
    for (size_t i = 0; i < viewer->clearance.audience_count; i++)
        if (viewer->audience[i].size == name.size &&
            memcmp(viewer->audience[i].data, name.data, name.size) == 0)
            return true;
    return false;
}

static int add_name(struct viewer *viewer, const char *option, tamis_slice name)
{
    if (is_in(viewer, name))
        return 0;
    if (viewer->clearance.audience_count == VIEWER_AUDIENCE_MAX)
        return speech_usage("%s: at most %d names", option,
                            VIEWER_AUDIENCE_MAX);
    viewer->audience[viewer->clearance.audience_count++] = name;
    viewer->clearance.audience = viewer->audience;
    return 0;
}

int viewer_take_audience(struct viewer *viewer, const char *option,
                         const char *text)
{
    size_t before = viewer->clearance.audience_count;

    while (*text) {
        tamis_slice name = {text, strcspn(text, ",")};

        if (name.size && add_name(viewer, option, name))
            return EXIT_ERROR;
        text += name.size + (text[name.size] == ',');
    }
    if (viewer->clearance.audience_count == before)
        return speech_usage("%s names nobody; leave it out for the default, or "
                            "write %s self",
                            option, option);
    return 0;
}

/* An entry is visible when all of an audience are in the entry's: to both, when
 * all of both are. Nobody is self. */
int viewer_narrow(struct viewer *viewer, const struct viewer *other)
{
    const tamis_slice self = {TAMIS_AUDIENCE_SELF,
                              sizeof TAMIS_AUDIENCE_SELF - 1};
    size_t count = other->clearance.audience_count;

    if (other->clearance.tlp < viewer->clearance.tlp)
        viewer->clearance.tlp = other->clearance.tlp;
    if (!count && !viewer->clearance.audience_count)
        return 0;
    if ((!count || !viewer->clearance.audience_count) &&
        add_name(viewer, "--audience", self))
        return EXIT_ERROR;
    for (size_t i = 0; i < count; i++)
        if (add_name(viewer, "--audience", other->audience[i]))
            return EXIT_ERROR;
    return 0;
}

bool viewer_format_audience(const struct viewer *viewer, char *text,
                            size_t capacity)
{
    size_t size = 0;

    for (size_t i = 0; i < viewer->clearance.audience_count; i++) {
        tamis_slice name = viewer->audience[i];

        if (size + name.size + 2 > capacity)
            return false;
        if (i)
            text[size++] = ',';
        memcpy(text + size, name.data, name.size);
        size += name.size;
    }
    text[size] = '\0';
    return true;
}

static void say(const struct viewer *viewer, const char *what)
{
    char names[4096];

    if (!viewer_format_audience(viewer, names, sizeof names))
        strcpy(names, "many");
    speech_note("%s up to TLP:%s%s%s", what,
                tamis_tlp_name(viewer->clearance.tlp), *names ? " to " : "",
                names);
}

void viewer_say(const struct viewer *viewer)
{
    say(viewer, "showing");
}

void viewer_say_image(const struct viewer *viewer)
{
    say(viewer, "in the kernel: what may be shown");
}
