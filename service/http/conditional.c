/* Entity tags and conditional reading. */
#include "conditional-private.h"

#include <inttypes.h>
#include <sodium.h>
#include <string.h>

enum { HASH_SHOWN = 8 };

const char *etag_make(struct arena *arena, int64_t revision, const char *body, size_t length) {
    unsigned char hash[crypto_generichash_BYTES];
    char hex[HASH_SHOWN * 2 + 1];
    crypto_generichash(hash, sizeof hash, (const unsigned char *)body, length, NULL, 0);
    sodium_bin2hex(hex, sizeof hex, hash, HASH_SHOWN);
    return arena_printf(arena, "\"%" PRId64 "-%s\"", revision, hex);
}

bool etag_listed(const char *if_none_match, const char *etag) {
    size_t etag_length = strlen(etag);
    for (const char *at = if_none_match; *(at += strspn(at, " \t,")) != '\0';) {
        if (*at == '*') return true;
        if (at[0] == 'W' && at[1] == '/') at += 2;
        const char *end = *at == '"' ? strchr(at + 1, '"') : NULL;
        if (end == NULL) return false; /* not a list of tags */
        size_t length = (size_t)(end - at) + 1;
        if (length == etag_length && memcmp(at, etag, length) == 0) return true;
        at += length;
    }
    return false;
}
