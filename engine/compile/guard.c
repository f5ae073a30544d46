/* SPDX-License-Identifier: BSD-2-Clause */
#include "compile/guard.h"

#include "base/bytes.h"
#include "base/slice.h"
#include "compile/pattern_guard.h"
#include "indicator/address.h"
#include "indicator/kind.h"

/* Digests of "", "\n" and "\r\n": size, first and last eight bytes. Sorted by
 * the first ones. */
static const struct {
    uint64_t start, end;
    uint32_t size;
} trivial_digests[] = {
    {UINT64_C(0x01ba4719c80b6fe9), UINT64_C(0xef8f9805daca546b),
     32}, /* sha256 */
    {UINT64_C(0x03b81275bd0494ad), UINT64_C(0x8e7ff46835ab7e20),
     32}, /* sha512/256 */
    {UINT64_C(0x03fe1ceaa32b17bf), UINT64_C(0x99cc436ab1bfde74),
     32}, /* sha512/256 */
    {UINT64_C(0x07b2c0e2ce98fbf3), UINT64_C(0x0791c520ababe3fb),
     64}, /* sha3-512 */
    {UINT64_C(0x0bd50b6b7f23d583), UINT64_C(0x60c2328df636e723),
     48}, /* sha384 */
    {UINT64_C(0x0c63a75b845e4f7d), UINT64_C(0xfb6bd1e058d5f004),
     48}, /* sha3-384 */
    {UINT64_C(0x1946d8da4c40ae89), UINT64_C(0x8efe6af4d9ca86f9),
     28}, /* sha3-224 */
    {UINT64_C(0x1b302a2f1e624a5f), UINT64_C(0xd7535451eb697b5d),
     64}, /* sha512 */
    {UINT64_C(0x25e221811310adf8), UINT64_C(0x50165ff3c86a9cde),
     48}, /* sha3-384 */
    {UINT64_C(0x38b060a751ac9638), UINT64_C(0xd51ad2f14898b95b),
     48}, /* sha384 */
    {UINT64_C(0x4406cc01278da04e), UINT64_C(0x824935ab99354267),
     28}, /* sha224 */
    {UINT64_C(0x48837a787f076735), UINT64_C(0x1966d856c197e69e),
     28}, /* sha224 */
    {UINT64_C(0x50b02220a63bff17), UINT64_C(0x9bef039c1ab53326),
     48}, /* sha3-384 */
    {UINT64_C(0x68b329da9893e340), UINT64_C(0x99c7d8ad5cb9c940), 16}, /* md5 */
    {UINT64_C(0x6b4e03423667dbb7), UINT64_C(0x1b078e3f5b5a6bc7),
     28}, /* sha3-224 */
    {UINT64_C(0x6ed0dd02806fa89e), UINT64_C(0xa0ddd05c333b84f4),
     28}, /* sha512/224 */
    {UINT64_C(0x7186d65cda74aa1f), UINT64_C(0x94d3f7d059fb6638),
     64}, /* sha3-512 */
    {UINT64_C(0x789273e7012d1d3a), UINT64_C(0xfb36933813b2c60d),
     28}, /* sha3-224 */
    {UINT64_C(0x7eb70257593da06f), UINT64_C(0x5ca74b08f8da61a6),
     32}, /* sha256 */
    {UINT64_C(0x81051bcc2cf1bedf), UINT64_C(0x378224b0a93e2877), 16}, /* md5 */
    {UINT64_C(0xa69f73cca23a9ac5), UINT64_C(0x01758586281dcd26),
     64}, /* sha3-512 */
    {UINT64_C(0xa78f2c566b243946), UINT64_C(0xebdd507f277542bd),
     32}, /* sha3-256 */
    {UINT64_C(0xa7ffc6f8bf1ed766), UINT64_C(0x82d80a4b80f8434a),
     32}, /* sha3-256 */
    {UINT64_C(0xadc83b19e793491b), UINT64_C(0x8b46cd9f32e592fc), 20}, /* sha1 */
    {UINT64_C(0xba8ab5a0280b953a), UINT64_C(0x8946cbcbb2755a27), 20}, /* sha1 */
    {UINT64_C(0xbba8292cc455595f), UINT64_C(0x85159cc004a9f73f),
     28}, /* sha512/224 */
    {UINT64_C(0xbe688838ca8686e5), UINT64_C(0x8ed03577cf74be09),
     64}, /* sha512 */
    {UINT64_C(0xc672b8d1ef56ed28), UINT64_C(0x98d0c01ecef0967a),
     32}, /* sha512/256 */
    {UINT64_C(0xcf83e1357eefb8bd), UINT64_C(0xa538327af927da3e),
     64}, /* sha512 */
    {UINT64_C(0xd14a028c2a3a2bc9), UINT64_C(0x828ea62ac5b3e42f),
     28}, /* sha224 */
    {UINT64_C(0xd41d8cd98f00b204), UINT64_C(0xe9800998ecf8427e), 16}, /* md5 */
    {UINT64_C(0xd47cd024fc612b1f), UINT64_C(0x7d59b43eb4302359),
     28}, /* sha512/224 */
    {UINT64_C(0xda39a3ee5e6b4b0d), UINT64_C(0x95601890afd80709), 20}, /* sha1 */
    {UINT64_C(0xe3b0c44298fc1c14), UINT64_C(0xa495991b7852b855),
     32}, /* sha256 */
    {UINT64_C(0xe7a9cc349f9261df), UINT64_C(0x889b8475477fe7a3),
     32}, /* sha3-256 */
    {UINT64_C(0xec664e889ed6c1b2), UINT64_C(0x5854049091789c3e),
     48}, /* sha384 */
};

/* Their first bytes, and that of a digest of zeros: few others are looked at
 * further. */
static const bool may_be_trivial[256] = {
    [0x00] = true, [0x01] = true, [0x03] = true, [0x07] = true, [0x0b] = true,
    [0x0c] = true, [0x19] = true, [0x1b] = true, [0x25] = true, [0x38] = true,
    [0x44] = true, [0x48] = true, [0x50] = true, [0x68] = true, [0x6b] = true,
    [0x6e] = true, [0x71] = true, [0x78] = true, [0x7e] = true, [0x81] = true,
    [0xa6] = true, [0xa7] = true, [0xad] = true, [0xba] = true, [0xbb] = true,
    [0xbe] = true, [0xc6] = true, [0xcf] = true, [0xd1] = true, [0xd4] = true,
    [0xda] = true, [0xe3] = true, [0xe7] = true, [0xec] = true};

#define TRIVIAL_DIGESTS (sizeof trivial_digests / sizeof *trivial_digests)

static uint64_t load_eight(const uint8_t *bytes)
{
    return (uint64_t)load_be32(bytes) << 32 | load_be32(bytes + 4);
}

static bool is_special(const uint8_t *address, uint32_t size, uint32_t length)
{
    struct address_prefix prefix = {.address.size = size, .length = length};

    memcpy(prefix.address.bytes, address, size);
    return address_is_special_use(&prefix);
}

static tamis_reason check_prefix(const uint8_t *key, uint32_t key_size,
                                 tamis_action action, uint32_t flags)
{
    uint32_t length = key[key_size - 1];
    uint32_t length_min =
        key_size == 5 ? GUARD_IPV4_LENGTH_MIN : GUARD_IPV6_LENGTH_MIN;

    if (length == 0)
        return TAMIS_REASON_PREFIX_TOO_SHORT;
    if (action != TAMIS_ACTION_LIST)
        return TAMIS_REASON_NONE;
    if (length < length_min && !(flags & TAMIS_COMPILER_ALLOW_SHORT))
        return TAMIS_REASON_PREFIX_TOO_SHORT;
    if (!(flags & TAMIS_COMPILER_ALLOW_SPECIAL) &&
        is_special(key, key_size - 1, length))
        return TAMIS_REASON_SPECIAL_USE;
    return TAMIS_REASON_NONE;
}

static tamis_reason check_address_and_port(const uint8_t *key, uint32_t flags)
{
    struct address address = {.size = 16};
    struct address_prefix prefix;

    if (flags & TAMIS_COMPILER_ALLOW_SPECIAL)
        return TAMIS_REASON_NONE;
    memcpy(address.bytes, key, 16);
    address_unmap(&address);
    prefix = (struct address_prefix){address, address.size * 8};
    return address_is_special_use(&prefix) ? TAMIS_REASON_SPECIAL_USE
                                           : TAMIS_REASON_NONE;
}

static tamis_reason check_digest(const uint8_t *key, size_t key_size)
{
    uint64_t start = load_eight(key);
    size_t low = 0, high = TRIVIAL_DIGESTS;
    uint8_t all = 0;

    for (size_t i = 0; i < key_size; i++)
        all |= key[i];
    if (all == 0)
        return TAMIS_REASON_TRIVIAL_HASH;
    while (low < high) {
        size_t middle = (low + high) / 2;

        if (trivial_digests[middle].start < start)
            low = middle + 1;
        else
            high = middle;
    }
    return low < TRIVIAL_DIGESTS && trivial_digests[low].start == start &&
                   trivial_digests[low].size == key_size &&
                   trivial_digests[low].end == load_eight(key + key_size - 8)
               ? TAMIS_REASON_TRIVIAL_HASH
               : TAMIS_REASON_NONE;
}

tamis_reason guard_check_address(uint32_t address, tamis_action action,
                                 uint32_t flags)
{
    uint8_t key[5] = {[4] = 32};

    store_be32(key, address);
    return check_prefix(key, sizeof key, action, flags);
}

tamis_reason guard_check(tamis_kind kind, tamis_slice key, tamis_action action,
                         uint32_t flags)
{
    const uint8_t *bytes = (const uint8_t *)key.data;
    const struct kind_info *info;

    if (kind == TAMIS_KIND_IP && key.size > 1)
        return check_prefix(bytes, (uint32_t)key.size, action, flags);
    if (kind == TAMIS_KIND_PATTERN)
        return pattern_guard_check(key);
    if (action != TAMIS_ACTION_LIST)
        return TAMIS_REASON_NONE;
    if (kind == TAMIS_KIND_IP_PORT && key.size == 18)
        return check_address_and_port(bytes, flags);
    if (key.size < 16 || !may_be_trivial[bytes[0]])
        return TAMIS_REASON_NONE;
    info = kind_get(kind);
    return info && info->digest_size == key.size ? check_digest(bytes, key.size)
                                                 : TAMIS_REASON_NONE;
}

/* What the format says, unless the value itself says more. */
static tamis_mode read_stated(const struct guard_mode_question *question)
{
    if (question->stated == TAMIS_MODE_SUFFIX ||
        question->stated == TAMIS_MODE_SUBDOMAINS)
        return question->stated;
    if (question->wildcard == TAMIS_MODE_SUFFIX ||
        question->wildcard == TAMIS_MODE_SUBDOMAINS)
        return question->wildcard;
    if (question->stated == TAMIS_MODE_EXACT)
        return TAMIS_MODE_EXACT;
    return question->fallback;
}

bool guard_asks_place(const struct guard_mode_question *question)
{
    tamis_mode stated = read_stated(question);

    return stated == TAMIS_MODE_AUTO || (stated != TAMIS_MODE_EXACT &&
                                         question->action == TAMIS_ACTION_LIST);
}

struct guard_mode_answer
guard_choose_mode(const struct guard_mode_question *question,
                  enum public_suffix_place place)
{
    tamis_mode stated = read_stated(question);
    struct guard_mode_answer answer = {stated, stated == TAMIS_MODE_AUTO,
                                       TAMIS_REASON_NONE};

    if (!guard_asks_place(question))
        return answer;
    if (answer.is_auto)
        answer.mode = place == PUBLIC_SUFFIX_REGISTRABLE ? TAMIS_MODE_SUFFIX
                                                         : TAMIS_MODE_EXACT;
    if (question->action != TAMIS_ACTION_LIST)
        return answer;
    if (place == PUBLIC_SUFFIX_ICANN)
        answer.reason = TAMIS_REASON_PUBLIC_SUFFIX;
    if (place == PUBLIC_SUFFIX_PRIVATE) {
        /* Its own name was not meant by SUBDOMAINS, so nothing is left. */
        if (stated == TAMIS_MODE_SUBDOMAINS)
            answer.reason = TAMIS_REASON_PUBLIC_SUFFIX;
        answer.mode = TAMIS_MODE_EXACT;
    }
    return answer;
}
