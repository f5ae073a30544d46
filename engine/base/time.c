/* SPDX-License-Identifier: BSD-2-Clause */
/* time_parse() and time_format() of base/number.h. */
#include "base/number.h"

#include <stdio.h>

#define NS_PER_S     INT64_C(1000000000)
#define S_PER_DAY    INT64_C(86400)
#define SECONDS_LAST INT64_C(9223372036)

/* Days from 1970-01-01 of a date of the proleptic Gregorian calendar, by
 * counting from 0000-03-01, so that the leap day ends the year. */
static int64_t count_days(int64_t year, int64_t month, int64_t day)
{
    int64_t shifted = month > 2 ? month - 3 : month + 9;
    int64_t years = month > 2 ? year : year - 1;

    return years * 365 + years / 4 - years / 100 + years / 400 +
           (shifted * 153 + 2) / 5 + day - 1 - 719468;
}

static bool is_date(int64_t year, int64_t month, int64_t day)
{
    static const uint8_t days[] = {31, 28, 31, 30, 31, 30,
                                   31, 31, 30, 31, 30, 31};
    bool is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

    if (month < 1 || month > 12 || day < 1)
        return false;
    return day <= days[month - 1] + (month == 2 && is_leap);
}

/* Exactly `count` digits off the front. */
static bool take_digits(tamis_slice *text, size_t count, int64_t *value)
{
    int64_t sum = 0;

    if (text->size < count)
        return false;
    for (size_t i = 0; i < count; i++) {
        if (text->data[i] < '0' || text->data[i] > '9')
            return false;
        sum = sum * 10 + (text->data[i] - '0');
    }
    text->data += count;
    text->size -= count;
    *value = sum;
    return true;
}

static bool take_byte(tamis_slice *text, const char *choices)
{
    if (text->size == 0)
        return false;
    for (; *choices; choices++) {
        if (text->data[0] == *choices) {
            text->data++;
            text->size--;
            return true;
        }
    }
    return false;
}

/* A point and digits, when there is one; digits past the ninth are cut. */
static bool take_fraction(tamis_slice *text, int64_t *ns)
{
    int64_t unit = NS_PER_S / 10;
    int64_t digit;
    bool has_digit = false;

    *ns = 0;
    if (!take_byte(text, "."))
        return true;
    while (take_digits(text, 1, &digit)) {
        *ns += digit * unit;
        unit /= 10;
        has_digit = true;
    }
    return has_digit;
}

static bool finish(int64_t seconds, int64_t ns, int64_t *time_ns)
{
    if (seconds < 0 || seconds > SECONDS_LAST ||
        __builtin_mul_overflow(seconds, NS_PER_S, &seconds) ||
        __builtin_add_overflow(seconds, ns, &seconds))
        return false;
    *time_ns = seconds;
    return true;
}

static bool parse_unix(tamis_slice text, int64_t *time_ns)
{
    int64_t seconds = 0;
    int64_t ns, digit;
    size_t count = 0;

    while (count < 12 && take_digits(&text, 1, &digit)) {
        seconds = seconds * 10 + digit;
        count++;
    }
    if (count == 0 || !take_fraction(&text, &ns) || text.size)
        return false;
    return finish(seconds, ns, time_ns);
}

/* Seconds to take away for "Z" or "+HH:MM"; "+HHMM" and "+HH" are also seen. */
static bool take_zone(tamis_slice *text, int64_t *seconds)
{
    int64_t hours, minutes = 0;
    bool is_west;

    *seconds = 0;
    if (text->size == 0 || take_byte(text, "Zz"))
        return true;
    is_west = text->data[0] == '-';
    if (!take_byte(text, "+-") || !take_digits(text, 2, &hours))
        return false;
    if (text->size) {
        (void)take_byte(text, ":");
        if (!take_digits(text, 2, &minutes))
            return false;
    }
    if (hours > 23 || minutes > 59)
        return false;
    *seconds = (hours * 60 + minutes) * (is_west ? -60 : 60);
    return true;
}

static bool parse_date(tamis_slice *text, int64_t *days)
{
    int64_t year, month, day;

    if (!take_digits(text, 4, &year) || !take_byte(text, "-") ||
        !take_digits(text, 2, &month) || !take_byte(text, "-") ||
        !take_digits(text, 2, &day) || !is_date(year, month, day))
        return false;
    *days = count_days(year, month, day);
    return true;
}

bool time_parse(tamis_slice text, int64_t *time_ns)
{
    int64_t days, hour, minute, zone;
    int64_t second = 0;
    int64_t ns = 0;

    if (take_byte(&text, "@"))
        return parse_unix(text, time_ns);
    if (text.size < 5 || text.data[4] != '-')
        return parse_unix(text, time_ns);
    if (!parse_date(&text, &days))
        return false;
    if (text.size == 0)
        return finish(days * S_PER_DAY, 0, time_ns);
    if (!take_byte(&text, "Tt ") || !take_digits(&text, 2, &hour) ||
        !take_byte(&text, ":") || !take_digits(&text, 2, &minute))
        return false;
    if (take_byte(&text, ":") &&
        (!take_digits(&text, 2, &second) || !take_fraction(&text, &ns)))
        return false;
    /* "18:10:19 UTC" is how some lists write it. */
    if (text.size == 4 && take_byte(&text, " ") && text.data[0] == 'U' &&
        text.data[1] == 'T' && text.data[2] == 'C')
        text.size = 0;
    /* A leap second is the second that follows it. */
    if (!take_zone(&text, &zone) || text.size || hour > 23 || minute > 59 ||
        second > 60)
        return false;
    return finish(days * S_PER_DAY + hour * 3600 + minute * 60 + second - zone,
                  ns, time_ns);
}

/* The fraction in three, six or nine digits, as few as keep it. */
static size_t format_fraction(int64_t ns, char *text, size_t size)
{
    int length;

    if (ns == 0)
        return 0;
    if (ns % 1000000 == 0)
        length = snprintf(text, size, ".%03d", (int)(ns / 1000000));
    else if (ns % 1000 == 0)
        length = snprintf(text, size, ".%06d", (int)(ns / 1000));
    else
        length = snprintf(text, size, ".%09d", (int)ns);
    return length > 0 ? (size_t)length : 0;
}

size_t time_format(int64_t time_ns, char text[TIME_TEXT_SIZE])
{
    int64_t ns = time_ns % NS_PER_S;
    int64_t seconds = time_ns / NS_PER_S;
    int64_t days, era, day_of_era, year, day_of_year, month;
    size_t length;

    if (ns < 0) {
        ns += NS_PER_S;
        seconds--;
    }
    days = seconds / S_PER_DAY;
    seconds %= S_PER_DAY;
    if (seconds < 0) {
        seconds += S_PER_DAY;
        days--;
    }
    /* The civil date from a day count, in eras of 400 years from 0000-03-01;
     * 64 bits of nanoseconds stay within 1677..2262, so days + 719468 > 0. */
    days += 719468;
    era = days / 146097;
    day_of_era = days % 146097;
    year = (day_of_era - day_of_era / 1460 + day_of_era / 36524 -
            day_of_era / 146096) /
           365;
    day_of_year = day_of_era - (365 * year + year / 4 - year / 100);
    month = (5 * day_of_year + 2) / 153;
    length = (size_t)snprintf(
        text, TIME_TEXT_SIZE, "%04d-%02d-%02dT%02d:%02d:%02d",
        (int)(year + era * 400 + (month >= 10)),
        (int)(month < 10 ? month + 3 : month - 9),
        (int)(day_of_year - (153 * month + 2) / 5 + 1), (int)(seconds / 3600),
        (int)(seconds / 60 % 60), (int)(seconds % 60));
    length += format_fraction(ns, text + length, TIME_TEXT_SIZE - length);
    text[length++] = 'Z';
    text[length] = '\0';
    return length;
}
