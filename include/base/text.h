/* Growing strings in an arena, and the few questions asked of text everywhere. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

/* `data` is always terminated; start with text_start. */
struct text {
    struct arena *arena;
    char *data;
    size_t length;
    size_t capacity;
};

struct text text_start(struct arena *arena);
void text_add(struct text *text, const char *string);
void text_add_bytes(struct text *text, const char *bytes, size_t length);
void text_add_char(struct text *text, char c);
void text_printf(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Makes room for that many bytes more, so that a long text is not moved again and again while it grows. */
void text_reserve(struct text *text, size_t more);

/* The shortest decimal that reads back as the same double, which is finite. */
void text_add_double(struct text *text, double value);

/* Adds `string` with ", " before it unless the text is empty: lists for readers. */
void text_add_item(struct text *text, const char *string);

/* Adds well-formed UTF-8 as a JSON string, with its quotes. */
void text_add_json(struct text *text, const char *string);

/* Adds well-formed UTF-8 as XML, between tags or quotes; what XML cannot hold becomes U+FFFD. */
void text_add_xml(struct text *text, const char *string);

/* NULL equals nothing, not even NULL: what is not there is never what was asked for. */
bool text_equal(const char *a, const char *b);
bool text_equal_fold(const char *a, const char *b); /* ASCII case only */
bool text_starts(const char *string, const char *prefix);
bool text_ends(const char *string, const char *suffix);

/* How many slips lie between two words: a letter missing, one too many, another one, or two neighbours that have
 * changed places; most + 1 when they are more, or when a word is too long to be one. */
size_t text_slips(const char *a, size_t a_length, const char *b, size_t b_length, size_t most);

/* Whether `candidate` is what `word` may have meant, and nearer to it than all that were asked about before. *most is
 * how many slips there may be, to begin with text_most_slips(word). */
bool text_is_nearer(const char *word, const char *candidate, size_t *most);
size_t text_most_slips(const char *word);

/* Whether `part` stands in `text`, whatever the case of letters in any script. */
bool text_contains_fold(struct arena *arena, const char *text, const char *part);

/* Well-formed UTF-8 without NUL (Unicode 15, table 3-7). */
bool text_is_utf8(const char *bytes, size_t length);

/* Code points of well-formed UTF-8. */
size_t text_characters(const char *utf8);

/* Splits at `separator` into arena strings; an empty string gives one empty part. */
size_t text_split(struct arena *arena, const char *string, char separator, char ***parts);

/* Lower case in ASCII only; the rest untouched. */
char *text_lower(struct arena *arena, const char *string);

/* Canonical composition (Unicode NFC) of well-formed UTF-8: what looks the same is stored and found as the same. */
const char *text_nfc(struct arena *arena, const char *utf8);

/* Without the white space around it: also what does not break, has no width or is a byte order mark. */
const char *text_trim(struct arena *arena, const char *utf8);
bool text_is_blank(const char *utf8);

/* base64url without padding (RFC 4648, section 5). NULL when `string` is not of that form. */
char *text_to_base64url(struct arena *arena, const char *bytes, size_t length);
char *text_from_base64url(struct arena *arena, const char *string, size_t *length);

#endif
