/* Kept replies: what is found when, how many are kept, and how their bodies travel. */
#include <criterion/criterion.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "cache/cache.h"

enum { FAR_MS = 1000000 };

static struct cache *cache;

static void open_cache(void) {
    cache = cache_create(1000 * 1000, 100);
    cache_trust(cache, clock_now_ms() + FAR_MS);
}
static void close_cache(void) { cache_destroy(cache); }

TestSuite(cache, .init = open_cache, .fini = close_cache);

static struct cache_flight *flight;
static struct cache_entry *entry;

static enum cache_answer ask(const char *key) {
    return cache_find(cache, key, strlen(key), clock_now_ms() + 100, &entry, &flight);
}

static const struct cache_reply *reply_of(const char *body, size_t length) {
    static const struct parameter headers[] = {{"Vary", "Accept"}, {"Link", ""}};
    static struct cache_reply reply;
    reply =
        (struct cache_reply){.headers = headers, .header_count = 2, .etag = "\"1-a\"", .body = body, .length = length};
    return &reply;
}

static void answer(const char *body) { cache_release(cache_finish(flight, reply_of(body, strlen(body)))); }

static bool has(const char *key, const char *body) {
    if (ask(key) != CACHE_HIT) {
        if (flight != NULL) cache_release(cache_finish(flight, NULL));
        return false;
    }
    const struct cache_reply *reply = cache_reply_of(entry);
    bool same = reply->length == strlen(body) && memcmp(reply->body, body, reply->length) == 0;
    cache_release(entry);
    return same;
}

static void keep(const char *key, const char *body) {
    cr_assert_eq(ask(key), CACHE_LEAD);
    answer(body);
}

Test(cache, is_what_was_kept) {
    keep("a", "one");
    keep("b", "two");
    cr_expect(has("a", "one") && has("b", "two"));
    cr_expect_not(has("c", ""));
    cr_assert_eq(ask("a"), CACHE_HIT);
    const struct cache_reply *reply = cache_reply_of(entry);
    cr_expect_eq(reply->header_count, 2);
    cr_expect_str_eq(reply->headers[0].name, "Vary");
    cr_expect_str_eq(reply->headers[1].value, "");
    cr_expect_str_eq(reply->etag, "\"1-a\"");
    cache_release(entry);
    struct cache_counts counts = cache_count(cache);
    cr_expect_eq(counts.hits, 3);
    cr_expect_eq(counts.misses, 3);
    cr_expect_eq(counts.entries, 2);
}

Test(cache, ends_with_a_change) {
    keep("a", "one");
    cache_change(cache, INT64_MAX);
    cr_expect_not(has("a", "one"));
    keep("a", "two");
    cr_expect(has("a", "two"));
    cr_expect_eq(cache_count(cache).entries, 1);
}

Test(cache, keeps_nothing_that_began_before_a_change) {
    cr_assert_eq(ask("a"), CACHE_LEAD);
    cache_change(cache, INT64_MAX);
    answer("old");
    cr_expect_not(has("a", "old"));
    cr_expect_eq(cache_count(cache).entries, 0);
}

/* Who asks after a change must not be given what is being found out since before it. */
Test(cache, joins_no_flight_from_before_a_change) {
    cr_assert_eq(ask("a"), CACHE_LEAD);
    struct cache_flight *before = flight;
    cache_change(cache, INT64_MAX);
    cr_assert_eq(ask("a"), CACHE_LEAD);
    cr_assert_neq(flight, before);
    answer("new");
    flight = before;
    answer("old");
    cr_expect(has("a", "new"));
}

static void *ask_and_tell(void *body) {
    struct cache_entry *found;
    struct cache_flight *own;
    enum cache_answer told = cache_find(cache, "a", 1, clock_now_ms() + 5000, &found, &own);
    if (told != CACHE_HIT) return NULL;
    const struct cache_reply *reply = cache_reply_of(found);
    snprintf(body, 8, "%.*s", (int)reply->length, reply->body);
    cache_release(found);
    return body;
}

Test(cache, others_wait_for_the_first) {
    pthread_t threads[8];
    char bodies[8][8] = {{0}};
    cr_assert_eq(ask("a"), CACHE_LEAD);
    for (int i = 0; i < 8; i++) pthread_create(&threads[i], NULL, ask_and_tell, bodies[i]);
    clock_sleep_ms(100);
    cache_change(cache, INT64_MAX); /* they began before it: what is found is true for them, and not kept */
    answer("one");
    for (int i = 0; i < 8; i++) {
        void *told;
        pthread_join(threads[i], &told);
        cr_expect_not_null(told);
        cr_expect_str_eq(bodies[i], "one");
    }
    cr_expect_eq(cache_count(cache).shared, 8);
    cr_expect_eq(cache_count(cache).entries, 0);
}

Test(cache, who_waits_in_vain_asks_himself) {
    pthread_t thread;
    void *told;
    char body[8];
    cr_assert_eq(ask("a"), CACHE_LEAD);
    pthread_create(&thread, NULL, ask_and_tell, body);
    clock_sleep_ms(50);
    cr_expect_null(cache_finish(flight, NULL));
    pthread_join(thread, &told);
    cr_expect_null(told);
    cr_assert_eq(ask("a"), CACHE_LEAD);
    struct cache_flight *slow = flight;
    cr_expect_eq(ask("a"), CACHE_PASS); /* after its time */
    cr_expect_null(cache_finish(slow, NULL));
}

Test(cache, serves_and_keeps_only_in_trust) {
    keep("a", "one");
    cache_trust(cache, clock_now_ms() + 50);
    cr_expect(has("a", "one"));
    cr_assert_eq(ask("b"), CACHE_LEAD);
    clock_sleep_ms(60);
    cr_expect_eq(cache_count(cache).is_trusted, false);
    answer("two");
    cr_expect_eq(ask("a"), CACHE_PASS);
    cr_expect_eq(ask("c"), CACHE_PASS);
    cache_trust(cache, clock_now_ms() + FAR_MS);
    cr_expect(has("a", "one"));
    cr_expect_not(has("b", "two"));
}

Test(cache, a_change_may_end_trust_early) {
    keep("a", "one");
    cache_change(cache, clock_now_ms() + 30);
    keep("a", "two");
    cr_expect(has("a", "two"));
    clock_sleep_ms(40);
    cr_expect_eq(ask("a"), CACHE_PASS);
    cache_change(cache, INT64_MAX);
    cr_expect_eq(ask("a"), CACHE_PASS);
}

static bool is_stale(const char *key) {
    long age;
    struct cache_entry *stale = cache_find_stale(cache, key, strlen(key), &age);
    cache_release(stale);
    return stale != NULL;
}

Test(cache, stale_is_what_was_true_last) {
    keep("old", "one");
    cache_change(cache, INT64_MAX);
    keep("a", "one");
    cr_expect_not(is_stale("a"));
    cache_trust(cache, 0);
    cr_expect(is_stale("a"));
    cr_expect_not(is_stale("old"));
    cr_expect_not(is_stale("b"));
    cache_change(cache, INT64_MAX);
    cr_expect_not(is_stale("a"));
}

Test(cache, stale_ends) {
    struct cache *other = cache_create(1000 * 1000, 0);
    struct cache *mine = cache;
    cache = other;
    cache_trust(cache, clock_now_ms() + FAR_MS);
    keep("a", "one");
    cache_trust(cache, 0);
    clock_sleep_ms(5);
    cr_expect_not(is_stale("a"));
    cache = mine;
    cache_destroy(other);
}

Test(cache, is_bounded_and_forgets_the_least_used) {
    static char body[10000];
    char key[16];
    memset(body, 'x', sizeof body - 1);
    keep("used", body);
    for (int i = 0; i < 1000; i++) {
        snprintf(key, sizeof key, "%d", i);
        keep(key, body);
        cr_assert(has("used", body));
        cr_assert_leq(cache_count(cache).bytes, 1000 * 1000);
    }
    cr_expect_not(has("0", body));
    cr_expect(has("999", body));
    struct cache_counts counts = cache_count(cache);
    cr_expect_gt(counts.entries, 90);
    cr_expect_eq(counts.entries + counts.evictions, 1001);
}

Test(cache, an_entry_outlives_its_place) {
    keep("a", "one");
    cr_assert_eq(ask("a"), CACHE_HIT);
    struct cache_entry *held = entry;
    cache_change(cache, INT64_MAX);
    keep("a", "two");
    cr_expect_eq(memcmp(cache_reply_of(held)->body, "one", 3), 0);
    cache_release(held);
}

Test(cache, leaves_large_ones_to_the_others) {
    static char body[200 * 1000];
    cr_assert_eq(ask("a"), CACHE_LEAD);
    cr_expect_null(cache_finish(flight, reply_of(body, sizeof body)));
    cr_expect_eq(cache_count(cache).entries, 0);
}

Test(cache, codes_what_gets_smaller) {
    char text[4000], noise[4000];
    for (size_t i = 0; i < sizeof text; i++) text[i] = "some words that come again "[i % 27];
    unsigned state = 1;
    for (size_t i = 0; i < sizeof noise; i++) noise[i] = (char)((state = state * 1664525 + 1013904223) >> 24);
    const struct {
        const char *body;
        size_t length;
        bool gets_smaller;
    } cases[] = {{text, sizeof text, true}, {text, 500, false}, {noise, sizeof noise, false}, {"", 0, false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (enum cache_coding coding = CODING_IDENTITY; coding <= CODING_BROTLI; coding++) {
            const char *body;
            size_t length;
            cr_assert_eq(ask("a"), CACHE_LEAD);
            entry = cache_finish(flight, reply_of(cases[i].body, cases[i].length));
            size_t before = cache_count(cache).bytes;
            bool is_coded = cases[i].gets_smaller && coding != CODING_IDENTITY;
            for (int again = 0; again < 2; again++) {
                cr_expect_eq(cache_body(entry, coding, &body, &length), is_coded ? coding : CODING_IDENTITY);
                cr_expect_eq(length < cases[i].length, is_coded, "%zu %d", i, (int)coding);
            }
            if (is_coded) cr_expect_gt(cache_count(cache).bytes, before);
            cache_release(entry);
            cache_change(cache, INT64_MAX);
        }
}
