/* SPDX-License-Identifier: BSD-2-Clause */
#include "filter/clsact_list.h"

#include "base/failure.h"

#include <errno.h>
#include <linux/netlink.h>
#include <linux/pkt_cls.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* What the kernel puts into one datagram of a dump is below 32 KiB. */
#define ANSWER_SIZE 32768

struct dump {
    int (*visit)(const struct clsact_filter *filter, void *context);
    void *context;
    __u32 parent;
    int result;
};

static int ask(int socket_file, int interface_index, __u32 parent)
{
    struct {
        struct nlmsghdr header;
        struct tcmsg message;
    } request = {
        .header = {.nlmsg_len = sizeof request,
                   .nlmsg_type = RTM_GETTFILTER,
                   .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP,
                   .nlmsg_seq = 1},
        .message = {.tcm_family = AF_UNSPEC,
                    .tcm_ifindex = interface_index,
                    .tcm_parent = parent},
    };

    return send(socket_file, &request, sizeof request, 0) < 0 ? -1 : 0;
}

/* The next attribute of those in size bytes at *at, or NULL. */
static const struct rtattr *next_attribute(const char **at, size_t *size)
{
    struct rtattr head;
    const struct rtattr *found = (const void *)*at;
    size_t step;

    if (*size < sizeof head)
        return NULL;
    memcpy(&head, *at, sizeof head);
    if (head.rta_len < sizeof head || head.rta_len > *size)
        return NULL;
    step = RTA_ALIGN(head.rta_len);
    step = step < *size ? step : *size;
    *at += step;
    *size -= step;
    return found;
}

static size_t payload(const struct rtattr *attribute, const char **data)
{
    *data = (const char *)attribute + RTA_LENGTH(0);
    return attribute->rta_len - RTA_LENGTH(0);
}

static void read_bpf(struct clsact_filter *filter, const char *at, size_t size)
{
    const struct rtattr *attribute;

    while ((attribute = next_attribute(&at, &size))) {
        const char *data;
        size_t length = payload(attribute, &data);

        if (attribute->rta_type == TCA_BPF_ID && length >= sizeof(__u32))
            memcpy(&filter->program, data, sizeof(__u32));
        else if (attribute->rta_type == TCA_BPF_NAME)
            snprintf(filter->name, sizeof filter->name, "%.*s", (int)length,
                     data);
    }
}

static void read_filter(struct dump *dump, const struct nlmsghdr *header)
{
    const struct tcmsg *message = (const void *)(header + 1);
    const char *at = (const char *)message + NLMSG_ALIGN(sizeof *message);
    size_t size, options_size = 0;
    const char *options = NULL;
    const struct rtattr *attribute;
    struct clsact_filter filter = {0};

    if (header->nlmsg_len < NLMSG_LENGTH(sizeof *message) || dump->result)
        return;
    size = header->nlmsg_len - NLMSG_LENGTH(sizeof *message);
    filter.parent = message->tcm_parent;
    filter.handle = message->tcm_handle;
    filter.priority = (__u16)(message->tcm_info >> 16);
    while ((attribute = next_attribute(&at, &size))) {
        const char *data;
        size_t length = payload(attribute, &data);

        if (attribute->rta_type == TCA_KIND)
            snprintf(filter.name, sizeof filter.name, "%.*s", (int)length,
                     data);
        if (attribute->rta_type == TCA_OPTIONS) {
            options = data;
            options_size = length;
        }
    }
    if (options && !strcmp(filter.name, "bpf"))
        read_bpf(&filter, options, options_size);
    if (filter.parent == dump->parent)
        dump->result = dump->visit(&filter, dump->context);
}

/* 1: there is more to come; 0: that was all; negative: an errno. */
static int read_answer(struct dump *dump, const char *answer, size_t size)
{
    while (size >= sizeof(struct nlmsghdr)) {
        const struct nlmsghdr *header = (const void *)answer;
        size_t step = NLMSG_ALIGN(header->nlmsg_len);
        int number;

        if (header->nlmsg_len < sizeof *header || header->nlmsg_len > size)
            return -EBADMSG;
        if (header->nlmsg_type == NLMSG_DONE)
            return 0;
        if (header->nlmsg_type == NLMSG_ERROR) {
            memcpy(&number, header + 1, sizeof number);
            return number;
        }
        if (header->nlmsg_type == RTM_NEWTFILTER)
            read_filter(dump, header);
        step = step < size ? step : size;
        answer += step;
        size -= step;
    }
    return 1;
}

tamis_status clsact_list(int interface_index, __u32 parent,
                         int (*visit)(const struct clsact_filter *filter,
                                      void *context),
                         void *context, int *result, tamis_error *error)
{
    struct dump dump = {visit, context, parent, 0};
    _Alignas(struct nlmsghdr) char answer[ANSWER_SIZE];
    int file = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
    int number = 1;

    if (file < 0)
        return failure_system(error, errno, "cannot open a netlink socket");
    if (ask(file, interface_index, parent))
        number = -errno;
    while (number == 1) {
        ssize_t size = recv(file, answer, sizeof answer, 0);

        if (size < 0 && errno == EINTR)
            continue;
        number = size < 0 ? -errno : read_answer(&dump, answer, (size_t)size);
    }
    close(file);
    *result = dump.result;
    if (number < 0)
        return failure_system(error, number,
                              "cannot list the filters of interface %d",
                              interface_index);
    return TAMIS_OK;
}
