/* The patterns of domain.md 5, matched by hand: no backtracking over the whole text. */
#include "domain/privacy.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/* Letters beyond ASCII count as the end of a word: rather one refusal too many than a number that slips through. */
static bool is_word(char c) { return is_digit(c) || is_letter(c); }

static size_t digits(const char *at) {
    size_t count = 0;
    while (is_digit(at[count])) count++;
    return count;
}

static int number(const char *at) { return (at[0] - '0') * 10 + (at[1] - '0'); }

/* ---- personal numbers ---- */

/* Luhn over ten digits, the first one doubled. */
static bool has_check_digit(const char *ten) {
    int sum = 0;
    for (int i = 0; i < 10; i++) {
        int product = (ten[i] - '0') * (i % 2 == 0 ? 2 : 1);
        sum += product / 10 + product % 10;
    }
    return sum % 10 == 0;
}

static bool is_personnummer(const char *ten) {
    int month = number(ten + 2), day = number(ten + 4);
    bool calendar = month >= 1 && month <= 12 && ((day >= 1 && day <= 31) || (day >= 61 && day <= 91));
    return calendar && has_check_digit(ten);
}

static bool is_cpr(const char *ten) {
    int day = number(ten), month = number(ten + 2);
    return day >= 1 && day <= 31 && month >= 1 && month <= 12;
}

enum { MOST_SPACES = 3 };

static const char *skip_spaces(const char *at) {
    for (int i = 0; i < MOST_SPACES && (*at == ' ' || *at == '\t'); i++) at++;
    return at;
}

struct ten {
    char digits[11];
    char sign; /* between them; 0 when there was none */
    bool apart;
};

/* Reads six digits, four digits and the end of the word; between them nothing, one of `signs`, spaces, or both. */
static bool read_ten(const char *at, const char *signs, struct ten *ten) {
    size_t first = digits(at);
    if (first != 6 && first != 10) return false;
    const char *last = first == 6 ? skip_spaces(at + 6) : at + 6;
    *ten = (struct ten){.sign = first == 6 && *last != '\0' && strchr(signs, *last) != NULL ? *last : '\0'};
    if (ten->sign != '\0') last = skip_spaces(last + 1);
    ten->apart = last > at + 6;
    if (first == 6 && !ten->apart) return false;
    if (digits(last) != 4 || is_word(last[4])) return false;
    memcpy(ten->digits, at, 6);
    memcpy(ten->digits + 6, last, 4);
    ten->digits[10] = '\0';
    return true;
}

/* Without a check digit, an amount and a year look the same: 150320 2024. */
static bool ends_in_year(const struct ten *ten) {
    int century = number(ten->digits + 6);
    return ten->apart && ten->sign == '\0' && (century == 19 || century == 20);
}

static const char *personal_number(const char *text) {
    struct ten ten;
    for (const char *at = text; *at != '\0'; at++) {
        if (!is_digit(*at) || (at > text && is_word(at[-1]))) continue;
        size_t run = digits(at);
        bool century = run == 8 || run == 12;
        if ((read_ten(at, "-+", &ten) || (century && read_ten(at + 2, "-+", &ten))) && is_personnummer(ten.digits))
            return "personnummer";
        if (read_ten(at, "-", &ten) && is_cpr(ten.digits) && !ends_in_year(&ten)) return "cpr";
        at += run - 1;
    }
    return NULL;
}

/* ---- e-mail ---- */

static bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

static bool is_address_part(char c) { return c != '\0' && c != '@' && !is_space(c); }

static bool has_email(const char *text) {
    for (const char *at = strchr(text, '@'); at != NULL; at = strchr(at + 1, '@')) {
        if (at == text || !is_address_part(at[-1])) continue;
        for (const char *host = at + 1; is_address_part(*host); host++)
            if (*host == '.' && host > at + 1 && is_letter(host[1]) && is_letter(host[2])) return true;
    }
    return false;
}

/* ---- phone ---- */

static const char *skip_separator(const char *at) {
    for (int i = 0; i < MOST_SPACES && (*at == ' ' || *at == '-'); i++) at++;
    return at;
}

/* +46 70..., 0045 ... */
static bool is_international(const char *at, bool word_starts) {
    const char *country = *at == '+' ? at + 1 : word_starts && text_starts(at, "00") ? at + 2 : NULL;
    if (country == NULL || country[0] != '4' || (country[1] != '5' && country[1] != '6')) return false;
    const char *rest = skip_separator(country + 2);
    rest += *rest == '('; /* +46 (0)70 */
    return is_digit(*rest) && strspn(rest + 1, "0123456789 -()") >= 6;
}

/* Groups of digits of the given lengths with or without separators between them, up to the end of a word. */
static bool is_grouped(const char *at, const size_t *lengths, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (i > 0) at = skip_separator(at);
        if (digits(at) < lengths[i]) return false;
        at += lengths[i];
    }
    return !is_word(*at);
}

/* 01-02-2024, as Danes write a day: four digits at once are no part of a phone number */
static bool is_day(const char *at) {
    int day = number(at), month = digits(at) == 2 && at[2] == '-' && digits(at + 3) == 2 ? number(at + 3) : 0;
    return day >= 1 && day <= 31 && month >= 1 && month <= 12 && at[5] == '-' && digits(at + 6) == 4;
}

/* 070-123 45 67, 08-12 34 56 */
static bool is_national(const char *at) {
    if (*at != '0' || is_day(at)) return false;
    for (size_t area = 2; area <= 4; area++)
        for (size_t first = 2; first <= 3; first++)
            if (is_grouped(at, (const size_t[]){area, first, 2, 2}, 4)) return true;
    return false;
}

/* 12 34 56 78 */
static bool is_danish(const char *at) {
    for (int i = 0; i < 4; i++)
        if (digits(at + 3 * i) != 2 || (i < 3 && at[3 * i + 2] != ' ')) return false;
    return !is_word(at[11]);
}

static bool has_phone(const char *text) {
    for (const char *at = text; *at != '\0'; at++) {
        bool word_starts = is_digit(*at) && (at == text || !is_word(at[-1]));
        if ((*at == '+' || word_starts) && is_international(at, word_starts)) return true;
        bool in_date = at > text + 1 && at[-1] == '-' && is_digit(at[-2]); /* 2025-01-01 2026-12-31 */
        if (word_starts && ((!in_date && is_national(at)) || is_danish(at))) return true;
    }
    return false;
}

/* ---- the whole ---- */

/* Every number above has at least eight digits: most texts need no closer look. */
static bool has_many_digits(const char *text) {
    size_t count = 0;
    for (; *text != '\0'; text++) count += is_digit(*text);
    return count >= 8;
}

static const char *check_code(const char *code) {
    const char *rule = has_many_digits(code) ? personal_number(code) : NULL;
    return rule == NULL && has_email(code) ? "e_mail" : rule;
}

static const char *check_text(const char *text) {
    const char *rule = check_code(text);
    return rule == NULL && has_many_digits(text) && has_phone(text) ? "phone" : rule;
}

/* ---- what looks the same ---- */

/* The first and the last of the characters, in UTF-8, that are read as another: word processors write dashes for
 * hyphens and spaces that do not break, some keyboards full-width digits. */
static const struct {
    const char *first, *last;
    char
        as; /* 0: not seen at all; of a range it is what the first is read as, when the others follow it in ASCII too */
    bool follows;
} look_alikes[] = {
    /* spaces */
    {"\u00A0", "\u00A0", ' ', false},
    {"\u1680", "\u1680", ' ', false},
    {"\u2000", "\u200A", ' ', false},
    {"\u2028", "\u2029", ' ', false},
    {"\u202F", "\u202F", ' ', false},
    {"\u205F", "\u205F", ' ', false},
    {"\u3000", "\u3000", ' ', false},
    /* hyphens, dashes and the minus */
    {"\u02D7", "\u02D7", '-', false},
    {"\u2010", "\u2015", '-', false},
    {"\u2043", "\u2043", '-', false},
    {"\u2212", "\u2212", '-', false},
    {"\uFE58", "\uFE58", '-', false},
    {"\uFE63", "\uFE63", '-', false},
    /* digits, and full-width characters as a whole */
    {"\u0660", "\u0669", '0', true},
    {"\u06F0", "\u06F9", '0', true},
    {"\uFE6B", "\uFE6B", '@', false},
    {"\uFF01", "\uFF3F", '!', true},
    {"\uFF40", "\uFF5E", '`', true},
    /* what cannot be seen */
    {"\u00AD", "\u00AD", 0, false},
    {"\u034F", "\u034F", 0, false},
    {"\u061C", "\u061C", 0, false},
    {"\u180E", "\u180E", 0, false},
    {"\u200B", "\u200F", 0, false},
    {"\u202A", "\u202E", 0, false},
    {"\u2060", "\u206F", 0, false},
    {"\u20E3", "\u20E3", 0, false},
    {"\uFE00", "\uFE0F", 0, false},
    {"\uFEFF", "\uFEFF", 0, false},
};

/* Bytes of a character; what is no UTF-8 is taken byte by byte. */
static size_t character_length(const char *at) {
    unsigned char lead = (unsigned char)*at;
    size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
    for (size_t i = 1; i < length; i++)
        if (((unsigned char)at[i] & 0xC0) != 0x80) return 1;
    return length;
}

/* Where in its range a character stands; the last byte holds six bits of it, the one before the higher ones. */
static int distance(const char *first, const char *at, size_t length) {
    return ((unsigned char)at[length - 2] - (unsigned char)first[length - 2]) * 64 +
           ((unsigned char)at[length - 1] - (unsigned char)first[length - 1]);
}

static char *add_plain(char *end, const char *at, size_t length) {
    for (size_t i = 0; length > 1 && i < sizeof look_alikes / sizeof *look_alikes; i++) {
        if (strlen(look_alikes[i].first) != length || memcmp(at, look_alikes[i].first, length) < 0 ||
            memcmp(at, look_alikes[i].last, length) > 0)
            continue;
        int further = look_alikes[i].follows ? distance(look_alikes[i].first, at, length) : 0;
        if (look_alikes[i].as != 0) *end++ = (char)(look_alikes[i].as + further);
        return end;
    }
    memcpy(end, at, length);
    return end + length;
}

static const char *plain(struct arena *arena, const char *text) {
    char *folded = arena_alloc(arena, strlen(text) + 1), *end = folded;
    for (size_t length; *text != '\0'; text += length) {
        length = character_length(text);
        end = add_plain(end, text, length);
    }
    return folded;
}

static bool is_ascii(const char *text) {
    while (*text != '\0' && (unsigned char)*text < 0x80) text++;
    return *text == '\0';
}

static const char *check_plain(const char *(*check)(const char *text), const char *text) {
    if (is_ascii(text)) return check(text);
    struct arena *arena = arena_create();
    const char *rule = check(plain(arena, text));
    arena_destroy(arena);
    return rule;
}

const char *privacy_check_code(const char *code) { return check_plain(check_code, code); }

const char *privacy_check(const char *text) { return check_plain(check_text, text); }

static bool has_long_number(const char *text) {
    for (; *text != '\0'; text++) {
        size_t run = digits(text);
        if (run >= 8 && run <= 15) return true;
        if (run > 0) text += run - 1;
    }
    return false;
}

static bool has_street_address(const char *text) {
    static const char *const streets[] = {"gatan ", "gata ", "vägen ",  "väg ",    "stigen ", "torget ",
                                          "gade ",  "vej ",  "stræde ", "torvet ", "allé ",   "allén "};
    for (size_t i = 0; i < sizeof streets / sizeof *streets; i++)
        for (const char *at = strstr(text, streets[i]); at != NULL; at = strstr(at + 1, streets[i]))
            if (is_digit(at[strlen(streets[i])])) return true;
    return false;
}

const char *privacy_warning(const char *text) {
    if (has_long_number(text)) return "digits";
    return has_street_address(text) ? "street_address" : NULL;
}
