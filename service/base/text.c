/* Growing strings in an arena, and the few questions asked of text everywhere. */
#include "base/text.h"
#include "base/memory.h"

#include <sodium.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unicase.h>
#include <uninorm.h>

enum { FIRST_CAPACITY = 64 };

struct text text_start(struct arena *arena) {
    struct text text = {.arena = arena, .data = arena_alloc(arena, FIRST_CAPACITY), .capacity = FIRST_CAPACITY};
    return text;
}

void text_reserve(struct text *text, size_t more) {
    size_t needed = text->length + more + 1;
    if (needed <= text->capacity) return;
    size_t capacity = text->capacity * 2 > needed ? text->capacity * 2 : needed;
    char *data = arena_take(text->arena, capacity);
    memcpy(data, text->data, text->length + 1);
    text->data = data;
    text->capacity = capacity;
}

void text_add_bytes(struct text *text, const char *bytes, size_t length) {
    text_reserve(text, length);
    memcpy(text->data + text->length, bytes, length);
    text->length += length;
    text->data[text->length] = '\0';
}

void text_add(struct text *text, const char *string) { text_add_bytes(text, string, strlen(string)); }

void text_add_char(struct text *text, char c) { text_add_bytes(text, &c, 1); }

void text_printf(struct text *text, const char *format, ...) {
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    size_t room = text->capacity - text->length;
    int length = vsnprintf(text->data + text->length, room, format, arguments);
    va_end(arguments);
    if (length > 0 && (size_t)length >= room) {
        text_reserve(text, (size_t)length);
        vsnprintf(text->data + text->length, (size_t)length + 1, format, again);
    }
    va_end(again);
    if (length > 0) text->length += (size_t)length;
}

void text_add_double(struct text *text, double value) {
    char digits[32];
    for (int precision = 15; precision <= 17; precision++) {
        snprintf(digits, sizeof digits, "%.*g", precision, value == 0 ? 0 : value);
        if (strtod(digits, NULL) == value) break;
    }
    text_add(text, digits);
}

void text_add_item(struct text *text, const char *string) {
    if (text->length > 0) text_add(text, ", ");
    text_add(text, string);
}

/* What XML cannot hold, not even escaped: control characters, and the last two code points of the first plane. */
static size_t unwritable(const char *at) {
    if ((unsigned char)*at < ' ') return strchr("\t\n\r", *at) == NULL;
    return strncmp(at, "\xEF\xBF\xBE", 3) == 0 || strncmp(at, "\xEF\xBF\xBF", 3) == 0 ? 3 : 0;
}

void text_add_xml(struct text *text, const char *string) {
    static const struct {
        char c;
        const char *escape;
    } escapes[] = {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}, {'\r', "&#13;"}};
    while (*string != '\0') {
        size_t skipped = unwritable(string);
        const char *escape = skipped > 0 ? "\xEF\xBF\xBD" : NULL;
        for (size_t i = 0; i < sizeof escapes / sizeof *escapes; i++)
            if (escapes[i].c == *string) escape = escapes[i].escape;
        if (escape != NULL)
            text_add(text, escape);
        else
            text_add_char(text, *string);
        string += skipped > 0 ? skipped : 1;
    }
}

static bool is_plain_in_json(unsigned char c) { return c >= 0x20 && c != '"' && c != '\\'; }

void text_add_json(struct text *text, const char *string) {
    text_add_char(text, '"');
    while (*string != '\0') {
        size_t plain = 0;
        while (is_plain_in_json((unsigned char)string[plain])) plain++;
        text_add_bytes(text, string, plain);
        string += plain;
        if (*string == '"' || *string == '\\')
            text_printf(text, "\\%c", *string++);
        else if (*string != '\0')
            text_printf(text, "\\u%04x", (unsigned)*string++);
    }
    text_add_char(text, '"');
}

bool text_equal(const char *a, const char *b) { return a != NULL && b != NULL && strcmp(a, b) == 0; }

bool text_equal_fold(const char *a, const char *b) { return strcasecmp(a, b) == 0; }

bool text_starts(const char *string, const char *prefix) { return strncmp(string, prefix, strlen(prefix)) == 0; }

bool text_ends(const char *string, const char *suffix) {
    size_t length = strlen(string), tail = strlen(suffix);
    return length >= tail && memcmp(string + length - tail, suffix, tail) == 0;
}

/* How many continuation bytes follow `lead`, and the range of the first of them; -1 when it leads nothing. */
static int continuation(unsigned char lead, unsigned char *low, unsigned char *high) {
    *low = 0x80;
    *high = 0xBF;
    if (lead < 0x80) return lead == 0 ? -1 : 0;
    if (lead >= 0xC2 && lead <= 0xDF) return 1;
    if (lead == 0xE0) *low = 0xA0;
    if (lead == 0xED) *high = 0x9F;
    if (lead >= 0xE0 && lead <= 0xEF) return 2;
    if (lead == 0xF0) *low = 0x90;
    if (lead == 0xF4) *high = 0x8F;
    return lead >= 0xF0 && lead <= 0xF4 ? 3 : -1;
}

bool text_is_utf8(const char *bytes, size_t length) {
    const unsigned char *at = (const unsigned char *)bytes, *end = at + length;
    while (at < end) {
        unsigned char low, high;
        int more = continuation(*at++, &low, &high);
        if (more < 0 || end - at < more) return false;
        for (int i = 0; i < more; i++, at++) {
            if (*at < low || *at > high) return false;
            low = 0x80;
            high = 0xBF;
        }
    }
    return true;
}

size_t text_characters(const char *utf8) {
    size_t count = 0;
    for (; *utf8 != '\0'; utf8++) count += ((unsigned char)*utf8 & 0xC0) != 0x80;
    return count;
}

size_t text_split(struct arena *arena, const char *string, char separator, char ***parts) {
    size_t count = 1;
    for (const char *at = string; *at != '\0'; at++) count += *at == separator;
    *parts = arena_alloc(arena, count * sizeof **parts);
    for (size_t i = 0; i < count; i++) {
        const char *end = strchr(string, separator);
        size_t length = end == NULL ? strlen(string) : (size_t)(end - string);
        (*parts)[i] = arena_strndup(arena, string, length);
        string += length + 1;
    }
    return count;
}

char *text_lower(struct arena *arena, const char *string) {
    char *lower = arena_strdup(arena, string);
    for (char *at = lower; *at != '\0'; at++)
        if (*at >= 'A' && *at <= 'Z') *at = (char)(*at - 'A' + 'a');
    return lower;
}

/* Everything below U+0300, the first combining character, is composed as it stands. */
static bool is_surely_composed(const char *utf8) {
    for (; *utf8 != '\0'; utf8++)
        if ((unsigned char)*utf8 >= 0xCC) return false;
    return true;
}

static const char *folded(struct arena *arena, const char *utf8) {
    size_t length;
    uint8_t *text = memory_given(u8_casefold((const uint8_t *)utf8, strlen(utf8), NULL, UNINORM_NFC, NULL, &length));
    const char *copy = arena_strndup(arena, (const char *)text, length);
    free(text);
    return copy;
}

bool text_contains_fold(struct arena *arena, const char *text, const char *part) {
    return strstr(folded(arena, text), folded(arena, part)) != NULL;
}

const char *text_nfc(struct arena *arena, const char *utf8) {
    if (is_surely_composed(utf8)) return utf8;
    size_t length;
    uint8_t *composed = memory_given(u8_normalize(UNINORM_NFC, (const uint8_t *)utf8, strlen(utf8), NULL, &length));
    const char *text = arena_strndup(arena, (const char *)composed, length);
    free(composed);
    return text;
}

/* ---- slips ---- */

enum { LONGEST_WORD = 64, LETTERS_PER_SLIP = 3 };

static size_t least(size_t a, size_t b) { return a < b ? a : b; }

/* Row by row: slips between the first letters of both; of the rows before two are kept, for letters that changed
 * places (the restricted distance of Damerau). */
size_t text_slips(const char *a, size_t a_length, const char *b, size_t b_length, size_t most) {
    size_t rows[3][LONGEST_WORD + 1];
    if (a_length > LONGEST_WORD || b_length > LONGEST_WORD) return most + 1;
    if (a_length > b_length + most || b_length > a_length + most) return most + 1;
    for (size_t j = 0; j <= b_length; j++) rows[0][j] = j;
    for (size_t i = 1; i <= a_length; i++) {
        size_t *row = rows[i % 3], *above = rows[(i + 2) % 3], *two_above = rows[(i + 1) % 3];
        row[0] = i;
        for (size_t j = 1; j <= b_length; j++) {
            row[j] = least(least(above[j], row[j - 1]) + 1, above[j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = least(row[j], two_above[j - 2] + 1);
        }
    }
    return least(rows[a_length % 3][b_length], most + 1);
}

size_t text_most_slips(const char *word) { return strlen(word) / LETTERS_PER_SLIP; }

bool text_is_nearer(const char *word, const char *candidate, size_t *most) {
    size_t slips = text_slips(word, strlen(word), candidate, strlen(candidate), *most);
    if (slips == 0 || slips > *most) return false;
    *most = slips - 1;
    return true;
}

/* ---- white space ---- */

/* Bytes of the white space at the start of a text; 0 when there is none. */
static size_t space_at(const char *at) {
    static const char *const wide[] = {"\u00A0", "\u2007", "\u2009", "\u200A", "\u200B", "\u202F", "\u2060", "\uFEFF"};
    if (*at == ' ' || (*at >= '\t' && *at <= '\r')) return 1;
    if ((unsigned char)*at < 0x80) return 0;
    for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
        if (text_starts(at, wide[i])) return strlen(wide[i]);
    return 0;
}

bool text_is_blank(const char *utf8) {
    for (size_t space; *utf8 != '\0'; utf8 += space)
        if ((space = space_at(utf8)) == 0) return false;
    return true;
}

const char *text_trim(struct arena *arena, const char *utf8) {
    size_t space, length = 0;
    while ((space = space_at(utf8)) > 0) utf8 += space;
    for (size_t i = 0; utf8[i] != '\0'; i += space > 0 ? space : 1) {
        space = space_at(utf8 + i);
        if (space == 0) length = i + 1;
    }
    return utf8[length] == '\0' ? utf8 : arena_strndup(arena, utf8, length);
}

char *text_to_base64url(struct arena *arena, const char *bytes, size_t length) {
    size_t size = sodium_base64_ENCODED_LEN(length, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    char *encoded = arena_alloc(arena, size);
    return sodium_bin2base64(encoded, size, (const unsigned char *)bytes, length,
                             sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

char *text_from_base64url(struct arena *arena, const char *string, size_t *length) {
    size_t size = strlen(string);
    char *decoded = arena_alloc(arena, size + 1);
    if (sodium_base642bin((unsigned char *)decoded, size, string, size, NULL, length, NULL,
                          sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0)
        return NULL;
    decoded[*length] = '\0';
    return decoded;
}
