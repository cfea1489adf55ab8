/* Qualities of alternatives. */
#include "base/quality.h"

#include <stdbool.h>
#include <string.h>

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static const char *skip_blank(const char *at, const char *end) {
    while (at < end && (*at == ' ' || *at == '\t')) at++;
    return at;
}

/* Whole numbers other than 0 and 1 all count as 2: too much. */
static int read_whole(const char **at, const char *end) {
    int whole = 0;
    for (; *at < end && is_digit(**at); (*at)++) whole = whole > 0 || **at > '1' ? 2 : **at - '0';
    return whole;
}

/* Thousandths; what is smaller than one of them counts as one. */
static int read_fraction(const char **at, const char *end) {
    int fraction = 0;
    bool is_small = false;
    for (int unit = 100; *at < end && is_digit(**at); (*at)++, unit /= 10) {
        fraction += (**at - '0') * unit;
        is_small = is_small || (unit == 0 && **at != '0');
    }
    return fraction == 0 && is_small ? 1 : fraction;
}

static int read(const char *at, const char *end) {
    const char *start = at = skip_blank(at, end);
    int quality = read_whole(&at, end) * QUALITY_FULL;
    size_t digits = (size_t)(at - start);
    if (at < end && *at == '.') {
        at++;
        const char *fraction = at;
        quality += read_fraction(&at, end);
        digits += (size_t)(at - fraction);
    }
    bool is_number = digits > 0 && skip_blank(at, end) == end;
    return is_number && quality <= QUALITY_FULL ? quality : QUALITY_FULL;
}

/* Where the value of a parameter `q` begins; NULL when it is another parameter. */
static const char *value_of_q(const char *at, const char *end) {
    at = skip_blank(at, end);
    if (at == end || (*at != 'q' && *at != 'Q')) return NULL;
    at = skip_blank(at + 1, end);
    return at < end && *at == '=' ? at + 1 : NULL;
}

int quality_find(const char *parameters, size_t length) {
    const char *end = parameters + length;
    for (const char *at = parameters; at < end;) {
        const char *separator = memchr(at, ';', (size_t)(end - at));
        const char *part_end = separator == NULL ? end : separator;
        const char *value = value_of_q(at, part_end);
        if (value != NULL) return read(value, part_end);
        at = part_end + 1;
    }
    return QUALITY_FULL;
}
