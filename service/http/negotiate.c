/* Which format to answer with, and what a body claims to be. */
#include "negotiate-private.h"

#include <string.h>
#include <strings.h>

#include "base/quality.h"
#include "base/text.h"
#include "http/http.h"

/* A piece of a header: not terminated. */
struct span {
    const char *at;
    size_t length;
};

static struct span trim(struct span span) {
    while (span.length > 0 && strchr(" \t", span.at[0]) != NULL) {
        span.at++;
        span.length--;
    }
    while (span.length > 0 && strchr(" \t", span.at[span.length - 1]) != NULL) span.length--;
    return span;
}

/* The length of the part before `separator`, which does not count between quotes (RFC 9110, 5.6.4). */
static size_t part_length(struct span span, char separator) {
    bool quoted = false;
    for (size_t i = 0; i < span.length; i++) {
        if (span.at[i] == '"') quoted = !quoted;
        if (quoted && span.at[i] == '\\') i++;
        if (!quoted && span.at[i] == separator) return i;
    }
    return span.length;
}

/* Takes what stands before `separator` off *rest. */
static struct span take(struct span *rest, char separator) {
    struct span part = {rest->at, part_length(*rest, separator)};
    size_t used = part.length == rest->length ? part.length : part.length + 1;
    rest->at += used;
    rest->length -= used;
    return trim(part);
}

static bool span_is(struct span span, const char *string) {
    return span.length == strlen(string) && strncasecmp(span.at, string, span.length) == 0;
}

/* How closely a range names a type: 3 itself, 2 by its first half, 1 by the wildcard, 0 not. */
static int closeness(struct span range, const char *type) {
    size_t half = strcspn(type, "/") + 1;
    if (span_is(range, type)) return 3;
    if (range.length == half + 1 && strncasecmp(range.at, type, half) == 0 && range.at[half] == '*') return 2;
    return span_is(range, "*/*") || span_is(range, "*") ? 1 : 0; /* older Java writes "*" */
}

/* The quality that the closest range gives to `type`. */
static int accepted_quality(const char *accept, const char *type) {
    struct span rest = {accept, strlen(accept)};
    int closest = 0, quality = 0;
    while (rest.length > 0) {
        struct span item = take(&rest, ',');
        struct span range = take(&item, ';');
        int close = closeness(range, type);
        if (close <= closest) continue;
        closest = close;
        quality = quality_find(item.at, item.length);
    }
    return quality;
}

static int lowest(unsigned set) {
    for (int media = 0; media < MEDIA_COUNT; media++)
        if ((set & (1u << media)) != 0) return media;
    return MEDIA_JSON;
}

/* Of two with one media type the upper one is meant by it. Browsers accept pictures wherever they go: the one of
 * figures is for who asks for it by its name. */
static bool is_by_name(int media) {
    for (int upper = 0; upper < media; upper++)
        if (text_equal(media_types[upper].type, media_types[media].type)) return true;
    return false;
}

int negotiate_accept(const char *accept, unsigned produces) {
    int best = -1, best_quality = 0;
    if (accept == NULL || accept[strspn(accept, " \t,")] == '\0' || produces == 0) return lowest(produces);
    for (int media = 0; media < MEDIA_COUNT; media++) {
        if ((produces & (1u << media)) == 0 || is_by_name(media)) continue;
        int quality = accepted_quality(accept, media_types[media].type);
        if (quality <= best_quality) continue;
        best = media;
        best_quality = quality;
    }
    return best;
}

int negotiate_format(const char *format, unsigned produces) {
    for (int media = 0; media < MEDIA_COUNT; media++) {
        const char *name = media_types[media].format;
        if ((produces & (1u << media)) != 0 && name != NULL && text_equal(name, format)) return media;
    }
    return -1;
}

/* The quality of a coding in an Accept-Encoding; "*" stands for those that are not named. */
static int coding_quality(const char *accept, const char *coding, int otherwise) {
    struct span rest = {accept, strlen(accept)};
    while (rest.length > 0) {
        struct span item = take(&rest, ',');
        struct span name = take(&item, ';');
        if (span_is(name, coding)) return quality_find(item.at, item.length);
        if (span_is(name, "*")) otherwise = quality_find(item.at, item.length);
    }
    return otherwise;
}

enum cache_coding negotiate_coding(const char *accept_encoding) {
    if (accept_encoding == NULL) return CODING_IDENTITY;
    int brotli = coding_quality(accept_encoding, "br", 0), gzip = coding_quality(accept_encoding, "gzip", 0);
    /* what is not named is accepted, but not preferred to what is */
    int identity = coding_quality(accept_encoding, "identity", 0);
    if (brotli > 0 && brotli >= gzip && brotli >= identity) return CODING_BROTLI;
    return gzip > 0 && gzip >= identity ? CODING_GZIP : CODING_IDENTITY;
}

/* RFC 9110 knows double quotes only, some clients write single ones. */
static struct span unquote(struct span span) {
    bool quoted = span.length >= 2 && strchr("\"'", span.at[0]) != NULL && span.at[span.length - 1] == span.at[0];
    return quoted ? trim((struct span){span.at + 1, span.length - 2}) : span;
}

/* A parameter without a value says nothing. */
static bool names_utf8(struct span charset) {
    static const char *const names[] = {"", "utf-8", "utf8", "us-ascii", "ascii"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (span_is(charset, names[i])) return true;
    return false;
}

static bool charset_is_utf8(struct span parameters) {
    while (parameters.length > 0) {
        struct span parameter = take(&parameters, ';');
        struct span name = take(&parameter, '=');
        if (span_is(name, "charset") && !names_utf8(unquote(parameter))) return false;
    }
    return true;
}

int negotiate_content_type(const char *content_type, unsigned accepts) {
    struct span rest = {content_type, strlen(content_type)};
    struct span type = take(&rest, ';');
    if (!charset_is_utf8(rest)) return -1;
    for (int media = 0; media < MEDIA_COUNT; media++)
        if ((accepts & (1u << media)) != 0 && span_is(type, media_types[media].type)) return media;
    return -1;
}

bool negotiate_has_formats(unsigned set) {
    for (int media = 0; media < MEDIA_COUNT; media++)
        if ((set & (1u << media)) != 0 && media_types[media].format != NULL) return true;
    return false;
}

const char *negotiate_formats(struct arena *arena, unsigned set) {
    struct text list = text_start(arena);
    for (int media = 0; media < MEDIA_COUNT; media++)
        if ((set & (1u << media)) != 0 && media_types[media].format != NULL)
            text_add_item(&list, media_types[media].format);
    return list.data;
}

const char *negotiate_types(struct arena *arena, unsigned set) {
    struct text list = text_start(arena);
    for (int media = 0; media < MEDIA_COUNT; media++)
        if ((set & (1u << media)) != 0 && !is_by_name(media)) text_add_item(&list, media_types[media].type);
    return list.data;
}
