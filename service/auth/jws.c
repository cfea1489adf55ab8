/* The guard: everything that can be said of a token before any cryptography. */
#include <string.h>

#include "base/text.h"
#include "token-private.h"

enum { SEGMENTS = 3, MOST_MEMBER_LENGTH = 256 };

struct segment {
    const char *start;
    size_t length;
};

static bool is_base64url(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

/* Just three segments, none empty, of base64url's characters only. */
static bool split(const char *token, size_t length, struct segment segments[SEGMENTS]) {
    size_t count = 0, start = 0;
    for (size_t i = 0; i <= length; i++) {
        if (i < length && is_base64url(token[i])) continue;
        if (i < length && token[i] != '.') return false;
        if (i == start || count == SEGMENTS) return false;
        segments[count++] = (struct segment){token + start, i - start};
        start = i + 1;
    }
    return count == SEGMENTS;
}

static const char *decode(struct arena *arena, struct segment segment, size_t *length) {
    return text_from_base64url(arena, arena_strndup(arena, segment.start, segment.length), length);
}

/* RFC 9068 4: "at+jwt" or "application/at+jwt"; ordinary providers say "JWT" or nothing. */
static bool is_right_type(const char *typ) {
    static const char *const types[] = {"JWT", "at+jwt", "application/at+jwt"};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (text_equal_fold(types[i], typ)) return true;
    return false;
}

/* The members a header may have, all texts. x5t, a thumbprint that nobody follows, is let by because AD FS and Entra
 * put it into every token. jku, x5u, jwk and x5c bring keys of the sender's choice, crit, zip, b64 and cty change what
 * the token means. */
static bool has_known_members(json_t *header) {
    static const char *const known[] = {"alg", "kid", "typ", "x5t"};
    const char *name;
    json_t *value;
    json_object_foreach(header, name, value) {
        bool found = false;
        for (size_t i = 0; i < sizeof known / sizeof *known; i++) found = found || text_equal(known[i], name);
        size_t length = json_string_length(value); /* 0 when it is no string */
        if (!found || length == 0 || length > MOST_MEMBER_LENGTH) return false;
    }
    return true;
}

static enum token_fault read_header(struct arena *arena, struct segment segment, struct jws *jws) {
    size_t length;
    const char *bytes = decode(arena, segment, &length);
    if (bytes == NULL) return TOKEN_ENCODING;
    json_t *header = json_read_object(arena, bytes, length);
    if (header == NULL) return TOKEN_HEADER;
    if (!has_known_members(header)) return TOKEN_HEADER_MEMBER;
    const char *alg = json_string_value(json_object_get(header, "alg"));
    const char *typ = json_string_value(json_object_get(header, "typ"));
    jws->algorithm = alg == NULL ? NULL : algorithm_find(alg);
    jws->kid = json_string_value(json_object_get(header, "kid"));
    if (jws->algorithm == NULL) return TOKEN_ALGORITHM;
    return typ == NULL || is_right_type(typ) ? TOKEN_GOOD : TOKEN_TYPE;
}

enum token_fault jws_read(struct arena *arena, const char *token, size_t length, struct jws *jws) {
    struct segment segments[SEGMENTS] = {{NULL, 0}};
    memset(jws, 0, sizeof *jws);
    if (length > TOKEN_MOST_BYTES) return TOKEN_TOO_LONG;
    if (!split(token, length, segments)) return TOKEN_SEGMENTS;
    enum token_fault fault = read_header(arena, segments[0], jws);
    if (fault != TOKEN_GOOD) return fault;
    jws->text = token;
    jws->signed_length = segments[0].length + 1 + segments[1].length;
    jws->payload = decode(arena, segments[1], &jws->payload_length);
    jws->signature = decode(arena, segments[2], &jws->signature_length);
    return jws->payload == NULL || jws->signature == NULL ? TOKEN_ENCODING : TOKEN_GOOD;
}
