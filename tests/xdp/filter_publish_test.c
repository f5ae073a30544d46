/* SPDX-License-Identifier: BSD-2-Clause */
/* Generations that follow each other: whole, and with the counts of before. */
#include "xdp/filter_case.h"

#include "filter/filter.h"

#include <criterion/criterion.h>
#include <pthread.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define ROUNDS 100

static tamis_xdp *begin(void)
{
    tamis_xdp_options options;
    tamis_xdp *filter;

    private_network_enter();
    options = private_options();
    filter = case_attach(&options, "default drop");
    ASSERT_OK(tamis_xdp_enforce(filter, TAMIS_XDP_FOREVER, error));
    return filter;
}

static void end(tamis_xdp *filter)
{
    ASSERT_OK(tamis_xdp_detach(filter, error));
    tamis_xdp_close(filter);
    cr_assert(private_is_clean());
}

/* All hits of the generation that packets meet; only one value is met here. */
static uint64_t hits_of(tamis_xdp *filter)
{
    struct image_view view;
    uint64_t count = 0;

    ASSERT_OK(filter_refresh(filter, error));
    view = generation_view(&filter->generation, &filter->owner.secret);
    for (__u32 n = 1; n <= generation_header(&filter->generation)->answer_count;
         n++) {
        const __u64 *hit = image_hit(&view, n);

        count += hit ? *hit >> IMAGE_HIT_COUNT_SHIFT : 0;
    }
    return count;
}

static void publish(tamis_xdp *filter, int more)
{
    tamis_xdp_image *image = case_image(filter, "default drop", more);

    ASSERT_OK(tamis_xdp_publish(filter, image, error));
    case_image_destroy(image);
}

Test(filter_publish, counts_are_taken_along)
{
    tamis_xdp *filter = begin();

    cr_assert_eq(case_arriving(LISTED, 100), 0);
    cr_assert_eq(hits_of(filter), 100);
    publish(filter, 1);
    cr_assert_eq(hits_of(filter), 100);
    cr_assert_eq(case_arriving(LISTED, 50), 0);
    cr_assert_eq(hits_of(filter), 150);
    publish(filter, 0);
    cr_assert_eq(hits_of(filter), 150);
    end(filter);
}

Test(filter_publish, what_one_process_publishes_another_finds)
{
    tamis_xdp_options options;
    tamis_xdp *filter = begin(), *other;
    tamis_xdp_info info = {.struct_size = sizeof info};

    options = private_options();
    ASSERT_OK(tamis_xdp_open(&other, NEAR_END, &options, error));
    publish(filter, 1);
    publish(other, 0);
    publish(filter, 1);
    ASSERT_OK(tamis_xdp_info_get(other, &info, error));
    cr_assert_eq(info.generation, 4);
    for (__u64 generation = 1; generation <= 4; generation++)
        cr_assert_eq(access(filter_image_path(filter, generation).text, F_OK) ==
                         0,
                     generation >= 3);
    tamis_xdp_close(other);
    end(filter);
}

Test(filter_publish, an_image_of_another_secret_is_refused)
{
    tamis_xdp *filter = begin();
    tamis_xdp_image *image = case_image(NULL, NULL, 0);
    tamis_error error;

    cr_assert_eq(tamis_xdp_publish(filter, image, &error),
                 TAMIS_ERROR_ARGUMENT);
    cr_assert_not_null(strstr(error.message, "another secret"), "%s",
                       error.message);
    case_image_destroy(image);
    cr_assert_eq(case_arriving(LISTED, 10), 0);
    end(filter);
}

struct sending {
    int socket_file;
    int is_over;
    uint64_t count;
};

static void *keep_sending(void *context)
{
    struct sending *sending = context;
    const struct timespec pause = {0, 20000}; /* sockets keep pace */

    while (!__atomic_load_n(&sending->is_over, __ATOMIC_RELAXED)) {
        frame_send(sending->socket_file, LISTED, OF_OURS, 64);
        frame_send(sending->socket_file, NOT_LISTED, OF_OURS, 64);
        sending->count++;
        nanosleep(&pause, NULL);
    }
    frame_send(sending->socket_file, LAST, OF_OURS, 64);
    return NULL;
}

struct receiving {
    int socket_file;
    struct frame_tally tallies[2];
};

static void *keep_receiving(void *context)
{
    struct receiving *receiving = context;

    frame_tally_until(receiving->socket_file, LAST, receiving->tallies, 2);
    return NULL;
}

/* No packet is lost, none is let through, and no count is lost or doubled. */
Test(filter_publish, no_packet_notices)
{
    tamis_xdp *filter = begin();
    tamis_xdp_image *images[] = {case_image(filter, "default drop", 0),
                                 case_image(filter, "default drop", 1)};
    struct sending sending = {.socket_file = frame_socket(FAR_END)};
    struct receiving receiving = {frame_socket(NEAR_END),
                                  {{LISTED, 0}, {NOT_LISTED, 0}}};
    pthread_t sender, receiver;

    cr_assert_eq(pthread_create(&receiver, NULL, keep_receiving, &receiving),
                 0);
    cr_assert_eq(pthread_create(&sender, NULL, keep_sending, &sending), 0);
    for (int round = 0; round < ROUNDS; round++)
        ASSERT_OK(tamis_xdp_publish(filter, images[round % 2], error));
    __atomic_store_n(&sending.is_over, 1, __ATOMIC_RELAXED);
    pthread_join(sender, NULL);
    pthread_join(receiver, NULL);
    cr_assert_gt(sending.count, ROUNDS);
    cr_assert_eq(receiving.tallies[0].count, 0);
    cr_assert_eq(receiving.tallies[1].count, sending.count);
    cr_assert_eq(hits_of(filter), sending.count);
    case_image_destroy(images[0]);
    case_image_destroy(images[1]);
    end(filter);
}
