/* The provider's keys: reading, ageing, failing, many threads at once. */
#include <criterion/criterion.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "auth/token-private.h"
#include "base/clock.h"
#include "base/text.h"
#include "test_auth_forge.h"

static struct arena *arena;
static char folder[] = "/tmp/tillit-keys-XXXXXX", path[64];

static void start(void) {
    arena = arena_create();
    cr_assert_not_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/keys.json", folder);
    cr_assert_not_null(freopen("/dev/null", "w", stderr));
}

static void stop(void) {
    forge_forget();
    arena_destroy(arena);
    unlink(path);
    rmdir(folder);
}

TestSuite(auth_keys, .init = start, .fini = stop, .timeout = 120);

static void publish(const char *text) {
    FILE *file = fopen(path, "w");
    fputs(text, file);
    fclose(file);
}

static void publish_key(enum forge_key key, const char *kid) {
    publish(arena_printf(arena, "{\"keys\":[%s]}", forge_jwk(arena, key, arena_printf(arena, "\"kid\":\"%s\"", kid))));
}

static enum token_fault find(struct key_cache *cache, const char *kid) {
    struct jws jws = {.algorithm = algorithm_find("ES256"), .kid = kid};
    EVP_PKEY *key;
    enum token_fault fault = key_cache_find(cache, &jws, &key);
    EVP_PKEY_free(key);
    return fault;
}

static struct key_cache *create(long max_age_s, long interval_s) {
    struct token_rules rules = {.jwks = path, .keys_max_age_s = max_age_s, .keys_interval_s = interval_s};
    return key_cache_create(&rules);
}

static const struct {
    const char *name, *text;
    size_t count;
} documents[] = {
    {"empty", "", 0},
    {"no JSON", "<html>", 0},
    {"list", "[]", 0},
    {"no keys", "{}", 0},
    {"keys no list", "{\"keys\":{}}", 0},
    {"no entry", "{\"keys\":[]}", 0},
    {"keys twice", "{\"keys\":[],\"keys\":[]}", 0},
    {"entries of other kinds", "{\"keys\":[1,null,\"a\",[],{},{\"kty\":\"EC\"},{\"kty\":\"OKP\",\"crv\":\"X25519\"}]}",
     0},
    {"a broken number", "{\"keys\":[{\"kty\":\"RSA\",\"n\":\"===\",\"e\":\"AQAB\"}]}", 0},
    {"a number of the wrong type", "{\"keys\":[{\"kty\":\"RSA\",\"n\":5,\"e\":\"AQAB\"}]}", 0},
    {"a point that is cut", "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AQAB\",\"y\":\"\"}]}", 0},
    {"a point without y", "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AQAB\"}]}", 0},
    {"a point too long",
     "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"__________________________________________________________"
     "\","
     "\"y\":\"AQAB\"}]}",
     0},
    {"an Ed25519 key too short", "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"AQAB\"}]}", 0},
    /* RFC 8037, appendix A.2; and RFC 7517, appendix A.1, the first key */
    {"Ed25519 of the RFC",
     "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}]}", 1},
    {"P-256 of the RFC",
     "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4\","
     "\"y\":\"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM\",\"kid\":\"1\"}]}",
     1},
    {"P-256 with a zero in front, as GnuTLS prints it",
     "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"ADCgQkzSHClEg4otdckrN-duog2fAIk6O07uijwKr-w-\","
     "\"y\":\"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM\",\"kid\":\"1\"}]}",
     1},
};

Test(auth_keys, are_read_from_a_document) {
    for (size_t i = 0; i < sizeof documents / sizeof *documents; i++) {
        struct key_set *set = key_set_read(documents[i].text, strlen(documents[i].text));
        cr_expect_eq(set == NULL ? 0 : key_set_count(set), documents[i].count, "%s", documents[i].name);
        key_set_destroy(set);
    }
}

/* All ones but for the last bytes: of 2048 bits, odd, and divided by three, or by no small prime. */
Test(auth_keys, of_a_modulus_with_small_factors_are_left_out) {
    static const struct {
        const char *last;
        size_t count;
    } cases[] = {{"_w", 0}, {"4w", 1}};
    char ones[341];
    memset(ones, '_', 340);
    ones[340] = '\0';
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *text =
            arena_printf(arena, "{\"keys\":[{\"kty\":\"RSA\",\"n\":\"%s%s\",\"e\":\"AQAB\"}]}", ones, cases[i].last);
        struct key_set *set = key_set_read(text, strlen(text));
        cr_expect_eq(set == NULL ? 0 : key_set_count(set), cases[i].count, "%s", cases[i].last);
        key_set_destroy(set);
    }
}

/* RFC 7515, appendix A.3: a token signed by somebody else's library. */
Test(auth_keys, verify_the_example_of_the_rfc) {
    static const char document[] =
        "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\","
        "\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"}]}";
    static const char token[] =
        "eyJhbGciOiJFUzI1NiJ9"
        ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
        ".DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
    struct key_set *set = key_set_read(document, strlen(document));
    struct jws jws;
    cr_assert_not_null(set);
    cr_assert_eq(jws_read(arena, token, strlen(token), &jws), TOKEN_GOOD);
    cr_expect(algorithm_verify(jws.algorithm, key_set_find(set, &jws), (const unsigned char *)jws.text,
                               jws.signed_length, (const unsigned char *)jws.signature, jws.signature_length));
    key_set_destroy(set);
}

Test(auth_keys, are_found_anew_after_the_interval_only) {
    struct key_cache *cache = create(600, 1);
    publish_key(FORGE_P256, "one");
    cr_expect_eq(find(cache, "one"), TOKEN_GOOD);
    publish_key(FORGE_P256, "two");
    cr_expect_eq(find(cache, "two"), TOKEN_NO_KEY); /* too soon to look */
    cr_expect_eq(find(cache, "one"), TOKEN_GOOD);
    clock_sleep_ms(1050);
    cr_expect_eq(find(cache, "one"), TOKEN_GOOD); /* known and fresh: nobody looks */
    cr_expect_eq(find(cache, "two"), TOKEN_GOOD);
    cr_expect_eq(find(cache, "one"), TOKEN_NO_KEY); /* withdrawn */
    key_cache_destroy(cache);
}

Test(auth_keys, are_read_anew_when_old) {
    struct key_cache *cache = create(1, 1);
    publish_key(FORGE_P256, "one");
    cr_expect_eq(find(cache, "one"), TOKEN_GOOD);
    publish_key(FORGE_P256, "two");
    clock_sleep_ms(1050);
    cr_expect_eq(find(cache, "one"), TOKEN_NO_KEY);
    cr_expect_eq(find(cache, "two"), TOKEN_GOOD);
    key_cache_destroy(cache);
}

Test(auth_keys, that_cannot_be_had_are_no_fault_of_the_token) {
    struct key_cache *cache = create(1, 1);
    cr_expect_eq(find(cache, "one"), TOKEN_KEYS);
    publish("{\"keys\":[]}");
    clock_sleep_ms(1050);
    cr_expect_eq(find(cache, "one"), TOKEN_KEYS);
    publish_key(FORGE_P256, "one");
    clock_sleep_ms(1050);
    cr_expect_eq(find(cache, "one"), TOKEN_GOOD);
    unlink(path);
    clock_sleep_ms(1050);
    cr_expect_eq(find(cache, "one"), TOKEN_GOOD); /* the old ones serve on */
    cr_expect_eq(find(cache, "two"), TOKEN_KEYS); /* nobody can tell */
    clock_sleep_ms(9000);
    cr_expect_eq(find(cache, "one"), TOKEN_KEYS); /* ten times the age: too old */
    key_cache_destroy(cache);
}

Test(auth_keys, longer_than_the_limit_are_not_read) {
    struct key_cache *cache = create(600, 1);
    char *filler = arena_alloc(arena, KEYS_MOST_BYTES + 1);
    memset(filler, ' ', KEYS_MOST_BYTES);
    publish(arena_printf(arena, "%s{\"keys\":[%s]}", filler, forge_jwk(arena, FORGE_P256, "\"kid\":\"one\"")));
    cr_expect_eq(find(cache, "one"), TOKEN_KEYS);
    key_cache_destroy(cache);
}

Test(auth_keys, are_many_at_most) {
    struct text document = text_start(arena);
    const char *key = forge_jwk(arena, FORGE_P256, "\"use\":\"sig\"");
    text_printf(&document, "{\"keys\":[%s", key);
    for (int i = 0; i < 100; i++) text_printf(&document, ",%s", key);
    text_add(&document, "]}");
    struct key_set *set = key_set_read(document.data, document.length);
    cr_expect_eq(key_set_count(set), KEYS_MOST);
    key_set_destroy(set);
}

/* --- threads */

enum { THREADS = 16, ROUNDS = 2000 };

static struct token_verifier *shared;
static const char *token_one, *token_unknown;

static void *verify_many(void *wrong) {
    struct arena *own = arena_create();
    for (int i = 0; i < ROUNDS; i++) {
        struct principal principal;
        bool unknown = i % 8 == 7;
        const char *token = unknown ? token_unknown : token_one;
        enum token_fault fault = token_check(shared, own, token, strlen(token), 1800000100, &principal);
        if (fault != (unknown ? TOKEN_NO_KEY : TOKEN_GOOD)) __atomic_fetch_add((int *)wrong, 1, __ATOMIC_RELAXED);
        arena_reset(own);
    }
    arena_destroy(own);
    return NULL;
}

static const char *token_with(const char *kid) {
    static const char payload[] = "{\"iss\":\"a\",\"aud\":\"b\",\"sub\":\"c\",\"exp\":1900000000}";
    const char *header = arena_printf(arena, "{\"alg\":\"EdDSA\",\"kid\":\"%s\"}", kid);
    return forge_sign(arena, forge_unsigned(arena, header, strlen(header), payload, strlen(payload)), "EdDSA",
                      FORGE_ED25519);
}

Test(auth_keys, serve_many_threads) {
    pthread_t threads[THREADS];
    int wrong = 0;
    struct token_rules rules = {.issuer = "a",
                                .audience = "b",
                                .jwks = path,
                                .municipality_claim = "",
                                .role_claim = "r",
                                .keys_max_age_s = 1,
                                .keys_interval_s = 0};
    publish_key(FORGE_ED25519, "one");
    shared = token_verifier_create(&rules);
    token_one = token_with("one");
    token_unknown = token_with("unknown");
    for (int i = 0; i < THREADS; i++) cr_assert_eq(pthread_create(&threads[i], NULL, verify_many, &wrong), 0);
    for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
    cr_expect_eq(wrong, 0, "%d wrong answers", wrong);
    token_verifier_destroy(shared);
}
