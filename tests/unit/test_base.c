/* Arena, text, addresses, errors, languages and the log. */
#include <criterion/criterion.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/address.h"
#include "base/arena.h"
#include "base/error.h"
#include "base/lang.h"
#include "base/log.h"
#include "base/text.h"

static char order[8];
static size_t ordered;

static void note(void *letter) { order[ordered++] = *(const char *)letter; }

Test(arena, releases_what_was_deferred_last_first) {
    static char a = 'a', b = 'b';
    struct arena *arena = arena_create();
    arena_defer(arena, note, &a);
    arena_defer(arena, note, &b);
    arena_destroy(arena);
    cr_expect_str_eq(order, "ba");
}

Test(arena, grows_an_array_and_keeps_what_is_in_it) {
    struct arena *arena = arena_create();
    int *numbers = NULL;
    size_t room = 0, moves = 0;
    for (int i = 0; i < 1000; i++) {
        int *grown = arena_grow(arena, numbers, (size_t)i, (size_t)i + 1, &room, sizeof *numbers);
        if (grown != numbers) moves++;
        numbers = grown;
        numbers[i] = i;
    }
    cr_expect_leq(moves, 11, "moved %zu times", moves);
    for (int i = 0; i < 1000; i++) cr_expect_eq(numbers[i], i);
    numbers = arena_grow(arena, numbers, 0, 5000, &room, sizeof *numbers);
    cr_expect_eq(room, 5000);
    cr_expect_eq(numbers[4999], 0);
    arena_destroy(arena);
}

Test(arena, puts_large_pieces_apart) {
    struct arena *arena = arena_create();
    for (int round = 0; round < 3; round++) {
        const char *before = arena_take(arena, 16);
        memset(arena_take(arena, 100000), 'x', 100000);
        const char *after = arena_take(arena, 16);
        cr_expect(after > before && after - before <= 64, "round %d: a small piece went elsewhere", round);
        arena_reset(arena);
    }
    arena_destroy(arena);
}

Test(arena, prints_what_is_longer_than_the_room_there_is) {
    char word[600] = "";
    struct arena *arena = arena_create();
    for (size_t length = 0; length < sizeof word; length++) {
        memset(word, 'x', length);
        struct text text = text_start(arena);
        text_add(&text, "<");
        text_printf(&text, "%s>%d", word, 7);
        const char *printed = arena_printf(arena, "<%s>%d", word, 7);
        cr_expect(strlen(printed) == length + 3 && text_ends(printed, "x>7") == (length > 0), "%zu", length);
        cr_expect(text.length == length + 3 && text_equal(text.data, printed), "%zu", length);
    }
    arena_destroy(arena);
}

Test(arena, gives_zeroed_memory_of_any_size_again_and_again) {
    struct arena *arena = arena_create();
    for (int round = 0; round < 3; round++) {
        for (size_t size = 1; size < 3000000; size *= 7) {
            char *memory = arena_alloc(arena, size);
            for (size_t i = 0; i < size; i += 997) cr_assert_eq(memory[i], 0);
            memset(memory, 'x', size);
        }
        arena_reset(arena);
    }
    arena_destroy(arena);
}

static const struct {
    const char *bytes;
    size_t length;
    bool good;
} utf8[] = {
    {"", 0, true},
    {"Björkhöjden", 13, true},
    {"\xf0\x9f\x98\x80", 4, true},
    {"a\0b", 3, false},
    {"\xc0\xaf", 2, false},
    {"\xe0\x80\xaf", 3, false},
    {"\xed\xa0\x80", 3, false},
    {"\xf4\x90\x80\x80", 4, false},
    {"\xf8\x88\x80\x80\x80", 5, false},
    {"\xc3", 1, false},
    {"\x80", 1, false},
};

Test(text, knows_utf8) {
    for (size_t i = 0; i < sizeof utf8 / sizeof *utf8; i++)
        cr_expect_eq(text_is_utf8(utf8[i].bytes, utf8[i].length), utf8[i].good, "row %zu", i);
}

Test(text, equals_nothing_that_is_not_there) {
    cr_assert(text_equal("a", "a"));
    cr_assert_not(text_equal("a", "b"));
    cr_assert_not(text_equal("a", NULL));
    cr_assert_not(text_equal(NULL, "a"));
    cr_assert_not(text_equal(NULL, NULL));
}

Test(text, counts_slips) {
    static const struct {
        const char *a, *b;
        size_t most, slips;
    } cases[] = {
        {"", "", 1, 0},
        {"port", "port", 0, 0},
        {"prot", "port", 2, 1},
        {"prt", "port", 2, 1},
        {"porrt", "port", 2, 1},
        {"part", "port", 2, 1},
        {"", "ab", 2, 2},
        {"ab", "", 1, 2},
        {"ca", "abc", 5, 3},
        {"kitten", "sitting", 5, 3},
        {"kitten", "sitting", 2, 3},
        {"0123456789012345678901234567890123456789012345678901234567890123456789", "0", 80, 81},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *a = cases[i].a, *b = cases[i].b;
        cr_expect_eq(text_slips(a, strlen(a), b, strlen(b), cases[i].most), cases[i].slips, "row %zu", i);
        cr_expect_eq(text_slips(b, strlen(b), a, strlen(a), cases[i].most), cases[i].slips, "row %zu", i);
    }
}

Test(text, is_nearer_than_what_was_before) {
    size_t most = text_most_slips("serveice");
    cr_expect_eq(most, 2);
    cr_expect(text_is_nearer("serveice", "services", &most), "two slips are few enough");
    cr_expect_not(text_is_nearer("serveice", "servient", &most), "no nearer");
    cr_expect(text_is_nearer("serveice", "service", &most));
    cr_expect_not(text_is_nearer("serveice", "serveice", &most), "which is no slip");
}

Test(text, splits_and_joins) {
    struct arena *arena = arena_create();
    char **parts;
    cr_expect_eq(text_split(arena, "a,,b", ',', &parts), 3);
    cr_expect_str_eq(parts[1], "");
    cr_expect_eq(text_split(arena, "", ',', &parts), 1);
    size_t length;
    cr_expect_str_eq(text_from_base64url(arena, text_to_base64url(arena, "å?>", 4), &length), "å?>");
    cr_expect_null(text_from_base64url(arena, "a+b/", &length));
    arena_destroy(arena);
}

static const struct {
    const char *header;
    enum lang lang;
} negotiations[] = {
    {NULL, LANG_EN},           {"", LANG_EN},
    {"sv", LANG_SV},           {"sv-FI, en;q=0.5", LANG_SV},
    {"fi, da;q=0.7", LANG_DA}, {"en;q=0.2, sv;q=0.3", LANG_SV},
    {"nb", LANG_DA},           {"fr, de", LANG_EN},
    {"svx", LANG_EN},          {"da;q=0, sv;q=0.1", LANG_SV},
};

Test(text, is_found_whatever_its_case) {
    static const struct {
        const char *text, *part;
        bool is_found;
    } cases[] = {
        {"F\u00f6rtroende f\u00f6r kommunen", "F\u00d6RTROENDE", true},
        {"F\u00f6rtroende", "fo", false},
        {"Straße", "STRASSE", true},
        {"\u00c5kilde", "a\u030akilde", true},
        {"abc", "", true},
        {"", "a", false},
    };
    struct arena *arena = arena_create();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_expect_eq(text_contains_fold(arena, cases[i].text, cases[i].part), cases[i].is_found, "%s", cases[i].text);
    arena_destroy(arena);
}

Test(text, becomes_a_json_string) {
    struct arena *arena = arena_create();
    struct text text = text_start(arena);
    text_add_json(&text, "a\"b\\c\n\x01\u00e5");
    cr_expect_str_eq(text.data, "\"a\\\"b\\\\c\\u000a\\u0001\u00e5\"");
    arena_destroy(arena);
}

static const struct {
    const char *list, *address;
    bool is_listed;
} address_lists[] = {
    {"", "127.0.0.1", false},
    {"127.0.0.1", "127.0.0.1", true},
    {"127.0.0.1", "::ffff:127.0.0.1", true},
    {"127.0.0.1", "127.0.0.2", false},
    {"127.0.0.0/8", "127.255.255.255", true},
    {"127.0.0.0/8", "128.0.0.0", false},
    {"10.0.0.0/9", "10.127.0.1", true},
    {"10.0.0.0/9", "10.128.0.1", false},
    {"0.0.0.0/0", "192.0.2.1", true},
    {"0.0.0.0/0", "2001:db8::1", false},
    {"::/0", "192.0.2.1", true},
    {"192.0.2.1,2001:db8::/33", "2001:db8:7fff::1", true},
    {"192.0.2.1, 2001:db8::/33", "2001:db8:8000::1", false},
    {" , 192.0.2.1 ,", "192.0.2.1", true},
};

Test(address, is_listed) {
    for (size_t i = 0; i < sizeof address_lists / sizeof *address_lists; i++) {
        struct address address;
        cr_assert(address_read(address_lists[i].address, &address));
        cr_assert(address_list_is_valid(address_lists[i].list));
        cr_expect_eq(address_is_listed(&address, address_lists[i].list), address_lists[i].is_listed, "%s in %s",
                     address_lists[i].address, address_lists[i].list);
    }
}

Test(address, is_written_as_it_was_read_and_cut_to_a_subscriber) {
    static const struct {
        const char *text, *written, *site;
    } rows[] = {
        {"192.0.2.1", "192.0.2.1", "192.0.2.1"},
        {"::ffff:192.0.2.1", "192.0.2.1", "192.0.2.1"},
        {"2001:DB8:1:2:3:4:5:6", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[ADDRESS_TEXT_SIZE];
        struct address address, site;
        cr_assert(address_read(rows[i].text, &address));
        address_write(&address, text);
        cr_expect_str_eq(text, rows[i].written);
        site = address_of_site(&address);
        address_write(&site, text);
        cr_expect_str_eq(text, rows[i].site);
    }
    struct address address;
    static const char *const wrong[] = {"", "localhost", "1.2.3", "1.2.3.4:80", "[::1]", "1.2.3.4/8"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) cr_expect_not(address_read(wrong[i], &address));
}

Test(lang, is_the_best_of_three) {
    for (size_t i = 0; i < sizeof negotiations / sizeof *negotiations; i++)
        cr_expect_eq(lang_negotiate(negotiations[i].header, LANG_EN), negotiations[i].lang, "row %zu", i);
}

Test(error, says_what_libpq_says_on_one_line) {
    struct arena *arena = arena_create();
    struct error err = error_start(arena);
    error_cause(&err, PROBLEM_UNAVAILABLE, "database: %s", "away\n\n");
    cr_expect_str_eq(err.cause, "database: away");
    arena_destroy(arena);
}

Test(error, keeps_its_first_kind_and_counts_beyond_the_hundredth) {
    struct arena *arena = arena_create();
    struct error err = error_start(arena);
    for (int i = 0; i < 150; i++)
        error_add(&err, PROBLEM_INVALID_BODY, PLACE_COLUMN, "x", i, VIOLATION_RULE, "no", NULL);
    error_set(&err, PROBLEM_INTERNAL);
    cr_expect_eq(err.kind, PROBLEM_INVALID_BODY);
    cr_expect_eq(err.violation_count, 100);
    cr_expect_eq(err.violation_total, 150);
    arena_destroy(arena);
}

/* ---- log ---- */

enum { LOGGERS = 4, LOGGED_EACH = 100, LOGGED_TOGETHER = 60 };

static char filler[1200];

static void *log_much(void *name) {
    for (int i = 0; i < LOGGED_EACH; i++) log_info("much", "%s %d %s", (const char *)name, i, filler);
    return NULL;
}

static void log_requests(void) {
    const struct log_request request = {.method = "GET", .path = filler, .status = 200};
    for (int i = 0; i < LOGGED_TOGETHER; i++) log_access(&request);
    log_flush();
}

/* Slower than what is written, so that lines have to wait; counts those that are whole. */
static void *read_slowly(void *end) {
    static int whole;
    const struct timespec pause = {.tv_nsec = 200000};
    FILE *file = fdopen(*(int *)end, "r");
    char line[4096];
    for (whole = 0; fgets(line, sizeof line, file) != NULL; nanosleep(&pause, NULL))
        whole += strncmp(line, "{\"time\":", 8) == 0 && strstr(line, "}\n") != NULL;
    fclose(file);
    return &whole;
}

Test(log, loses_no_line_to_a_slow_reader) {
    static char names[LOGGERS][2] = {"a", "b", "c", "d"};
    pthread_t loggers[LOGGERS], reader;
    int ends[2], former = dup(STDERR_FILENO);
    void *whole;
    memset(filler, 'x', sizeof filler - 1);
    cr_assert(pipe(ends) == 0 && dup2(ends[1], STDERR_FILENO) == STDERR_FILENO);
    close(ends[1]);
    pthread_create(&reader, NULL, read_slowly, &ends[0]);
    for (int i = 0; i < LOGGERS; i++) pthread_create(&loggers[i], NULL, log_much, names[i]);
    for (int i = 0; i < LOGGERS; i++) pthread_join(loggers[i], NULL);
    log_requests();
    dup2(former, STDERR_FILENO);
    pthread_join(reader, &whole);
    cr_expect_eq(*(int *)whole, LOGGERS * LOGGED_EACH + LOGGED_TOGETHER, "%d", *(int *)whole);
}
