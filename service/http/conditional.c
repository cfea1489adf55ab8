/* Entity tags and conditional reading. */
#include "conditional-private.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <xxhash.h>

const char *etag_make(struct arena *arena, int64_t revision, const char *body, size_t length) {
    return arena_printf(arena, "\"%" PRId64 "-%016" PRIx64 "\"", revision, XXH3_64bits(body, length));
}

/* Whether that tag is ours, possibly with what a proxy appends to the tag of a reply that it compresses ("-gzip" of
 * Apache, "--gzip" of Jetty, ";br" of others). */
static bool is_same(const char *tag, size_t length, const char *etag) {
    size_t own = strlen(etag) - 1; /* without the closing quote */
    if (length <= own || memcmp(tag, etag, own) != 0) return false;
    const char *rest = tag + own, *end = tag + length - 1;
    size_t separators = strspn(rest, "-;");
    for (rest += separators; rest < end; rest++)
        if (separators == 0 || *rest < 'a' || *rest > 'z') return false;
    return true;
}

bool etag_listed(const char *if_none_match, const char *etag) {
    for (const char *at = if_none_match; *(at += strspn(at, " \t,")) != '\0';) {
        if (*at == '*') return true;
        if (at[0] == 'W' && at[1] == '/') at += 2;
        const char *end = *at == '"' ? strchr(at + 1, '"') : NULL;
        if (end == NULL) return false; /* not a list of tags */
        size_t length = (size_t)(end - at) + 1;
        if (is_same(at, length, etag)) return true;
        at += length;
    }
    return false;
}

/* The end of an entity tag; NULL when there is none at `at`. */
static const char *tag_end(const char *at) {
    if (at[0] == 'W' && at[1] == '/') at += 2;
    if (*at != '"') return NULL;
    for (at++; *at != '"'; at++)
        if ((unsigned char)*at < 0x21 || *at == 0x7F) return NULL;
    return at + 1;
}

static bool has_revision(const char *tag, int64_t revision) {
    if (tag[0] == 'W') tag += strlen("W/");
    char wanted[24];
    int length = snprintf(wanted, sizeof wanted, "\"%" PRId64 "-", revision);
    return strncmp(tag, wanted, (size_t)length) == 0;
}

enum if_match etag_matches(const char *if_match, int64_t revision) {
    static const char space[] = " \t";
    bool fits = false, any = false;
    const char *at = if_match + strspn(if_match, space);
    if (*at == '*') return at[1 + strspn(at + 1, space)] == '\0' ? IF_MATCH_FITS : IF_MATCH_MALFORMED;
    for (; *at != '\0'; at += strspn(at, space)) {
        if (*at == ',') {
            at++;
            continue;
        }
        const char *end = tag_end(at);
        if (end == NULL) return IF_MATCH_MALFORMED;
        fits = fits || has_revision(at, revision);
        any = true;
        at = end + strspn(end, space);
        if (*at != ',' && *at != '\0') return IF_MATCH_MALFORMED;
    }
    if (!any) return IF_MATCH_MALFORMED;
    return fits ? IF_MATCH_FITS : IF_MATCH_STALE;
}
