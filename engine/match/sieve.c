/* SPDX-License-Identifier: BSD-2-Clause */
/* Word after word: from pieces of text to the words that wait for answers. */
#include "match/sieve.h"

#include "database/database.h"
#include "match/sieve_piece.h"
#include "match/sieve_word.h"

/* What tells of a token is never longer, so that pieces of one long word that
 * overlap by so much miss none. */
#define OVERLAP (2 * SCAN_BLOCK_SIZE)

void sieve_open(struct sieve *sieve, const struct tamis_database *database,
                bool asks_expressions)
{
    sieve->database = database;
    sieve->kernels = outline_kernels_pick(database->kernels->required);
    sieve->asks_expressions = asks_expressions;
}

void sieve_begin(struct sieve *sieve, const void *text, size_t size)
{
    sieve->text = text;
    sieve->size = size;
    sieve->drawn = 0;
    sieve->next = 0;
    sieve->outline.end = 0;
    sieve->word_count = 0;
    sieve->word_next = 0;
}

static bool draw(struct sieve *sieve, size_t start)
{
    bool is_cut;

    /* What waits is told by words, and then by places. */
    if (sieve->word_count > 0)
        sieve_ask_all(sieve);
    sieve->base = start;
    sieve->drawn =
        start + outline_draw(&sieve->outline, sieve->kernels, sieve->text,
                             sieve->size, start, &is_cut);
    sieve->next = OUTLINE_FIRST;
    if (!is_cut)
        sieve_ask_piece(sieve);
    return is_cut;
}

/* A word that is longer than a piece: walked, unless nothing in it tells of a
 * token. The next piece begins behind it. */
static void take_long_word(struct sieve *sieve)
{
    const struct outline *outline = &sieve->outline;
    size_t start = sieve->base, gap = outline->end;
    bool is_worth = outline_has(outline->anchor, OUTLINE_FIRST, gap);

    while (gap == outline->end && sieve->drawn < sieve->size) {
        bool is_cut = draw(sieve, sieve->drawn - OVERLAP);

        gap = is_cut ? outline->end
                     : outline_next_before(outline->gap, OUTLINE_FIRST,
                                           outline->end);
        is_worth |= outline_has(outline->anchor, OUTLINE_FIRST, gap);
    }
    sieve->drawn = sieve->base + gap - OUTLINE_FIRST;
    sieve->next = outline->end;
    if (is_worth)
        sieve_add_word(sieve, start, sieve->drawn)->is_worth = true;
}

/* Words of the piece that are worth it, as long as there is room for them.
 * What is behind a word tells of it, too; behind the last one of the text
 * there is no gap. What begins behind the piece is left to the next one. */
static void take_words(struct sieve *sieve)
{
    const struct outline *outline = &sieve->outline;
    size_t place = sieve->next;
    size_t behind = outline->end + (sieve->drawn == sieve->size);

    while (sieve->word_count < SIEVE_WORDS &&
           (place = outline_next_before(outline->worth, place, behind)) <
               behind) {
        size_t start = outline_last(outline->gap, place) + 1;

        place = outline_next(outline->gap, place);
        sieve_ask_word(sieve, start, place);
        place++;
    }
    sieve->next = sieve->word_count < SIEVE_WORDS ? outline->end : place;
}

bool sieve_next(struct sieve *sieve, size_t *start, size_t *end)
{
    for (;;) {
        while (sieve->word_next < sieve->word_count) {
            const struct sieve_word *word = &sieve->words[sieve->word_next++];

            if (!word->is_worth)
                continue;
            *start = word->start;
            *end = word->end;
            return true;
        }
        sieve->word_count = sieve->word_next = 0;
        while (sieve->word_count < SIEVE_WORDS) {
            if (sieve->next < sieve->outline.end)
                take_words(sieve);
            else if (sieve->drawn == sieve->size)
                break;
            else if (draw(sieve, sieve->drawn))
                take_long_word(sieve);
        }
        if (sieve->word_count == 0)
            return false;
        sieve_ask_all(sieve);
    }
}
