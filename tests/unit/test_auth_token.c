/* Access tokens: good ones that must pass, and a corpus of hostile ones of which none may. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "auth/token-private.h"
#include "base/text.h"
#include "test_auth_forge.h"
#include "words/words.h"

enum { NOW_S = 1800000100 };

#define ISSUER "https://idp.example/realms/a"

static struct arena *arena;
static char folder[] = "/tmp/tillit-auth-XXXXXX", path[64];
static struct token_verifier *verifier;
static struct token_rules rules = {.issuer = ISSUER,
                                   .audience = "tillit",
                                   .jwks = path,
                                   .municipality_claim = "kommun",
                                   .role_claim = "roles",
                                   .clock_leeway_s = 30,
                                   .keys_max_age_s = 600,
                                   .keys_interval_s = 30};

/* --- the provider: good keys, and some that nothing may be signed with */

static const struct {
    enum forge_key key;
    const char *members;
} published[] = {
    {FORGE_RSA, "\"kid\":\"rsa\",\"use\":\"sig\""},
    {FORGE_RSA_OTHER, "\"kid\":\"rsa256\",\"alg\":\"RS256\",\"key_ops\":[\"verify\"]"},
    {FORGE_P256, "\"kid\":\"ec\",\"use\":\"sig\",\"alg\":\"ES256\",\"x5c\":[\"ignored\"]"},
    {FORGE_P384, "\"kid\":\"ec384\""},
    {FORGE_ED25519, "\"kid\":\"ed\",\"alg\":\"EdDSA\""},
    {FORGE_RSA_1024, "\"kid\":\"short\""},
    {FORGE_RSA_E3, "\"kid\":\"e3\""},
    {FORGE_P521, "\"kid\":\"ec521\""},
    {FORGE_SECP256K1, "\"kid\":\"k1\""},
    {FORGE_P256_OTHER, "\"kid\":\"enc\",\"use\":\"enc\""},
    {FORGE_P256_OTHER, "\"kid\":\"ops\",\"key_ops\":[\"sign\"]"},
    {FORGE_P256_OTHER, "\"kid\":\"private\",\"d\":\"AAAA\""},
    {FORGE_P256_OTHER, "\"kid\":\"otheralg\",\"alg\":\"ES384\""},
    {FORGE_P256_OTHER, "\"kid\":\"ec\""}, /* the name is taken */
};

static void write_keys(void) {
    FILE *file = fopen(path, "w");
    fprintf(file, "{\"keys\":[null,7,{},{\"kty\":\"oct\",\"kid\":\"oct\",\"k\":\"c2VjcmV0\"},");
    fprintf(file, "{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"zero\",\"x\":\"AA\",\"y\":\"AA\"},");
    fprintf(file, "{\"kty\":\"RSA\",\"kid\":\"e1\",\"n\":\"AQAB\",\"e\":\"AQ\"}");
    for (size_t i = 0; i < sizeof published / sizeof *published; i++)
        fprintf(file, ",%s", forge_jwk(arena, published[i].key, published[i].members));
    fprintf(file, "]}");
    fclose(file);
}

static void start(void) {
    arena = arena_create();
    cr_assert_not_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/keys.json", folder);
    write_keys();
    cr_assert_not_null(freopen("/dev/null", "w", stderr)); /* the weak keys are logged */
    verifier = token_verifier_create(&rules);
}

static void stop(void) {
    token_verifier_destroy(verifier);
    forge_forget();
    arena_destroy(arena);
    unlink(path);
    rmdir(folder);
}

TestSuite(auth_token, .init = start, .fini = stop, .timeout = 120);

/* --- good tokens */

#define TIMES "\"iat\":1800000000,\"nbf\":1800000000,\"exp\":1800003600"
#define IDENTITY "\"iss\":\"" ISSUER "\",\"aud\":\"tillit\",\"sub\":\"anna\""
#define ROLES_CLAIM "\"roles\":[\"se-9901:editor\"]"
#define GOOD_PAYLOAD "{" IDENTITY "," TIMES "," ROLES_CLAIM "}"
#define GOOD_HEADER "{\"alg\":\"ES256\",\"kid\":\"ec\",\"typ\":\"at+jwt\"}"

#define WITH(more) "{" IDENTITY "," TIMES "," more "}"
#define WITH_TIMES(times) "{" IDENTITY "," times "," ROLES_CLAIM "}"
#define WITH_ISSUER(issuer) "{\"iss\":" issuer ",\"aud\":\"tillit\",\"sub\":\"anna\"," TIMES "}"
#define WITH_AUDIENCE(audience) "{\"iss\":\"" ISSUER "\",\"aud\":" audience ",\"sub\":\"anna\"," TIMES "}"
#define WITH_SUBJECT(subject) "{\"iss\":\"" ISSUER "\",\"aud\":\"tillit\",\"sub\":" subject "," TIMES "}"

static const struct {
    const char *name, *header, *payload, *algorithm;
    enum forge_key key;
    const char *grants; /* as text, see grants_text */
} good[] = {
    {"ES256", GOOD_HEADER, GOOD_PAYLOAD, "ES256", FORGE_P256, "editor@se-9901"},
    {"ES384", "{\"alg\":\"ES384\",\"kid\":\"ec384\"}", GOOD_PAYLOAD, "ES384", FORGE_P384, "editor@se-9901"},
    {"EdDSA", "{\"alg\":\"EdDSA\",\"kid\":\"ed\"}", GOOD_PAYLOAD, "EdDSA", FORGE_ED25519, "editor@se-9901"},
    {"RS256", "{\"alg\":\"RS256\",\"kid\":\"rsa\"}", GOOD_PAYLOAD, "RS256", FORGE_RSA, "editor@se-9901"},
    {"RS384", "{\"alg\":\"RS384\",\"kid\":\"rsa\"}", GOOD_PAYLOAD, "RS384", FORGE_RSA, "editor@se-9901"},
    {"RS512", "{\"alg\":\"RS512\",\"kid\":\"rsa\"}", GOOD_PAYLOAD, "RS512", FORGE_RSA, "editor@se-9901"},
    {"PS256", "{\"alg\":\"PS256\",\"kid\":\"rsa\"}", GOOD_PAYLOAD, "PS256", FORGE_RSA, "editor@se-9901"},
    {"PS384", "{\"alg\":\"PS384\",\"kid\":\"rsa\"}", GOOD_PAYLOAD, "PS384", FORGE_RSA, "editor@se-9901"},
    {"PS512", "{\"alg\":\"PS512\",\"kid\":\"rsa\"}", GOOD_PAYLOAD, "PS512", FORGE_RSA, "editor@se-9901"},
    {"key with alg", "{\"alg\":\"RS256\",\"kid\":\"rsa256\"}", GOOD_PAYLOAD, "RS256", FORGE_RSA_OTHER,
     "editor@se-9901"},
    {"no kid, one key fits", "{\"alg\":\"ES256\"}", GOOD_PAYLOAD, "ES256", FORGE_P256, "editor@se-9901"},
    {"typ JWT", "{\"typ\":\"JWT\",\"alg\":\"ES256\",\"kid\":\"ec\"}", GOOD_PAYLOAD, "ES256", FORGE_P256,
     "editor@se-9901"},
    {"typ long", "{\"typ\":\"application/at+JWT\",\"alg\":\"ES256\",\"kid\":\"ec\"}", GOOD_PAYLOAD, "ES256", FORGE_P256,
     "editor@se-9901"},
    {"x5t as AD FS", "{\"typ\":\"JWT\",\"alg\":\"ES256\",\"kid\":\"ec\",\"x5t\":\"dGh1bWI\"}", GOOD_PAYLOAD, "ES256",
     FORGE_P256, "editor@se-9901"},
    {"blanks in the JSON", " {\n\"alg\" : \"ES256\" , \"kid\":\"ec\" }\r\n", " " GOOD_PAYLOAD "\n", "ES256", FORGE_P256,
     "editor@se-9901"},
    {"aud list", GOOD_HEADER, WITH_AUDIENCE("[\"other\",\"tillit\"]"), "ES256", FORGE_P256, ""},
    {"exp with decimals", GOOD_HEADER, WITH_TIMES("\"exp\":1800000100.5"), "ES256", FORGE_P256, "editor@se-9901"},
    {"clock ahead within the leeway", GOOD_HEADER,
     WITH_TIMES("\"exp\":1800003600,\"nbf\":1800000130,\"iat\":1800000130"), "ES256", FORGE_P256, "editor@se-9901"},
    {"sub in UTF-8", GOOD_HEADER, WITH_SUBJECT("\"\xc3\x85sa\""), "ES256", FORGE_P256, ""},
    {"no roles", GOOD_HEADER, "{" IDENTITY "," TIMES "}", "ES256", FORGE_P256, ""},
    {"roles in one text", GOOD_HEADER, WITH("\"roles\":\"se-9901:reader,ev-sam:evaluator operator\""), "ES256",
     FORGE_P256, "reader@se-9901 evaluator@ev-sam operator"},
    {"roles of other programs", GOOD_HEADER,
     WITH("\"roles\":[\"offline_access\",\"admin:se-9901\",\"se-9901:root\",\"se-9901:Editor\",\"SE-9901:editor\","
          "\"se-9901:operator\",\":editor\",\"evaluator\",\"editor\",\"se-9901:editor:x\",\"a "
          "b:editor\",\"shared:editor\",\"\"]"),
     "ES256", FORGE_P256, ""},
    {"bare role with the municipality beside it", GOOD_HEADER, WITH("\"roles\":[\"editor\"],\"kommun\":\"se-9901\""),
     "ES256", FORGE_P256, "editor@se-9901"},
    {"both ways", GOOD_HEADER, WITH("\"roles\":[\"reader\",\"se-9901:publisher\"],\"kommun\":[\"se-9901\"]"), "ES256",
     FORGE_P256, "reader@se-9901 publisher@se-9901"},
    {"what belongs to all as municipality", GOOD_HEADER, WITH("\"roles\":[\"editor\"],\"kommun\":\"shared\""), "ES256",
     FORGE_P256, ""},
    {"municipality of another kind", GOOD_HEADER, WITH("\"roles\":[\"editor\"],\"kommun\":\"J\xc3\xa4rf\xc3\xa4lla\""),
     "ES256", FORGE_P256, ""},
};

static const char *grants_text(const struct principal *principal) {
    struct text text = text_start(arena);
    for (size_t i = 0; i < principal->grant_count; i++) {
        const struct grant *grant = &principal->grants[i];
        const char *place = grant->municipality != NULL ? grant->municipality : grant->evaluation;
        if (i > 0) text_add(&text, " ");
        text_printf(&text, "%s%s%s", role_code(grant->role), place == NULL ? "" : "@", place == NULL ? "" : place);
    }
    return text.data;
}

static enum token_fault check(const char *token, size_t length) {
    struct principal principal;
    enum token_fault fault = token_check(verifier, arena, token, length, NOW_S, &principal);
    if (fault != TOKEN_GOOD) {
        cr_expect_null(principal.account, "a refused token left an account");
        cr_expect_eq(principal.grant_count, 0);
    }
    return fault;
}

static char *make(const char *header, const char *payload, const char *algorithm, enum forge_key key) {
    return forge_sign(arena, forge_unsigned(arena, header, strlen(header), payload, strlen(payload)), algorithm, key);
}

Test(auth_token, takes_good_ones) {
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        struct principal principal;
        const char *token = make(good[i].header, good[i].payload, good[i].algorithm, good[i].key);
        enum token_fault fault = token_check(verifier, arena, token, strlen(token), NOW_S, &principal);
        cr_expect_eq(fault, TOKEN_GOOD, "%s: %d", good[i].name, (int)fault);
        if (fault != TOKEN_GOOD) continue;
        cr_expect_eq(strncmp(principal.account, "oidc:", 5), 0, "%s", good[i].name);
        cr_expect_str_eq(grants_text(&principal), good[i].grants, "%s: %s", good[i].name, grants_text(&principal));
    }
}

/* --- hostile tokens: header and payload (NULL: good), signed by `key` with `algorithm` ("": not at all) */

#define HEADER(alg) "{\"alg\":" alg ",\"kid\":\"ec\",\"typ\":\"at+jwt\"}"
#define HEADER_WITH(more) "{\"alg\":\"ES256\",\"kid\":\"ec\"," more "}"
#define HEADER_KID(kid) "{\"alg\":\"ES256\",\"kid\":" kid "}"
#define DEEP "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["

static const struct {
    const char *name, *header, *payload, *algorithm;
    enum forge_key key;
    enum token_fault fault;
} hostile[] = {
    /* algorithms */
    {"alg none, unsigned", HEADER("\"none\""), NULL, "", FORGE_P256, TOKEN_SEGMENTS},
    {"alg none, signed", HEADER("\"none\""), NULL, "ES256", FORGE_P256, TOKEN_ALGORITHM},
    {"alg None", HEADER("\"None\""), NULL, "ES256", FORGE_P256, TOKEN_ALGORITHM},
    {"alg NONE", HEADER("\"NONE\""), NULL, "ES256", FORGE_P256, TOKEN_ALGORITHM},
    {"alg nOnE", HEADER("\"nOnE\""), NULL, "ES256", FORGE_P256, TOKEN_ALGORITHM},
    {"alg none and a blank", HEADER("\"none \""), NULL, "ES256", FORGE_P256, TOKEN_ALGORITHM},
    {"alg none escaped", HEADER("\"\\u006eone\""), NULL, "ES256", FORGE_P256, TOKEN_ALGORITHM},
    {"alg empty", HEADER("\"\""), NULL, "ES256", FORGE_P256, TOKEN_HEADER_MEMBER},
    {"alg null", HEADER("null"), NULL, "ES256", FORGE_P256, TOKEN_HEADER_MEMBER},
    {"alg number", HEADER("256"), NULL, "ES256", FORGE_P256, TOKEN_HEADER_MEMBER},
    {"alg list", HEADER("[\"ES256\"]"), NULL, "ES256", FORGE_P256, TOKEN_HEADER_MEMBER},
    {"alg object", HEADER("{\"a\":\"ES256\"}"), NULL, "ES256", FORGE_P256, TOKEN_HEADER_MEMBER},
    {"alg missing", "{\"kid\":\"ec\"}", NULL, "ES256", FORGE_P256, TOKEN_ALGORITHM},
    {"alg in lower case", HEADER("\"es256\""), NULL, "ES256", FORGE_P256, TOKEN_ALGORITHM},
    {"alg HS256", HEADER("\"HS256\""), NULL, "ES256", FORGE_P256, TOKEN_ALGORITHM},
    {"alg HS512", HEADER("\"HS512\""), NULL, "ES256", FORGE_P256, TOKEN_ALGORITHM},
    {"alg RS1", "{\"alg\":\"RS1\",\"kid\":\"rsa\"}", NULL, "RS1", FORGE_RSA, TOKEN_ALGORITHM},
    {"alg RSA-OAEP", HEADER("\"RSA-OAEP\""), NULL, "ES256", FORGE_P256, TOKEN_ALGORITHM},
    {"alg ES512", "{\"alg\":\"ES512\",\"kid\":\"ec521\"}", NULL, "ES512", FORGE_P521, TOKEN_ALGORITHM},
    {"alg ES256K", HEADER("\"ES256K\""), NULL, "ES256", FORGE_SECP256K1, TOKEN_ALGORITHM},
    {"alg Ed25519", "{\"alg\":\"Ed25519\",\"kid\":\"ed\"}", NULL, "EdDSA", FORGE_ED25519, TOKEN_ALGORITHM},

    /* keys */
    {"another key's signature, EC", NULL, NULL, "ES256", FORGE_P256_OTHER, TOKEN_SIGNATURE},
    {"another key's signature, RSA", "{\"alg\":\"RS256\",\"kid\":\"rsa\"}", NULL, "RS256", FORGE_RSA_OTHER,
     TOKEN_SIGNATURE},
    {"another key's signature, Ed25519", "{\"alg\":\"EdDSA\",\"kid\":\"ed\"}", NULL, "EdDSA", FORGE_ED25519_OTHER,
     TOKEN_SIGNATURE},
    {"another published key's kid", "{\"alg\":\"RS256\",\"kid\":\"rsa256\"}", NULL, "RS256", FORGE_RSA,
     TOKEN_SIGNATURE},
    {"kid of a key for another algorithm", "{\"alg\":\"PS256\",\"kid\":\"rsa256\"}", NULL, "PS256", FORGE_RSA_OTHER,
     TOKEN_NO_KEY},
    {"kid of a key of another kind", HEADER_KID("\"rsa\""), NULL, "ES256", FORGE_P256, TOKEN_NO_KEY},
    {"EC key for RS256", "{\"alg\":\"RS256\",\"kid\":\"ec\"}", NULL, "ES256", FORGE_P256, TOKEN_NO_KEY},
    {"P-384 key for ES256", HEADER_KID("\"ec384\""), NULL, "ES384", FORGE_P384, TOKEN_NO_KEY},
    {"P-256 key for ES384", "{\"alg\":\"ES384\",\"kid\":\"ec\"}", NULL, "ES384", FORGE_P256, TOKEN_NO_KEY},
    {"no kid, two keys fit", "{\"alg\":\"RS256\"}", NULL, "RS256", FORGE_RSA, TOKEN_NO_KEY},
    {"kid unknown", HEADER_KID("\"new\""), NULL, "ES256", FORGE_P256, TOKEN_NO_KEY},
    {"kid in capitals", HEADER_KID("\"EC\""), NULL, "ES256", FORGE_P256, TOKEN_NO_KEY},
    {"kid with a blank", HEADER_KID("\"ec \""), NULL, "ES256", FORGE_P256, TOKEN_NO_KEY},
    {"kid a path", HEADER_KID("\"../../../../dev/null\""), NULL, "ES256", FORGE_P256, TOKEN_NO_KEY},
    {"kid an address", HEADER_KID("\"https://evil.example/keys\""), NULL, "ES256", FORGE_P256, TOKEN_NO_KEY},
    {"kid SQL", HEADER_KID("\"x' union select 'secret' --\""), NULL, "ES256", FORGE_P256, TOKEN_NO_KEY},
    {"kid a format", HEADER_KID("\"%n%n%s%s\""), NULL, "ES256", FORGE_P256, TOKEN_NO_KEY},
    {"kid empty", HEADER_KID("\"\""), NULL, "ES256", FORGE_P256, TOKEN_HEADER_MEMBER},
    {"kid null", HEADER_KID("null"), NULL, "ES256", FORGE_P256, TOKEN_HEADER_MEMBER},
    {"kid number", HEADER_KID("0"), NULL, "ES256", FORGE_P256, TOKEN_HEADER_MEMBER},
    {"kid list", HEADER_KID("[\"ec\"]"), NULL, "ES256", FORGE_P256, TOKEN_HEADER_MEMBER},
    {"kid with NUL", HEADER_KID("\"ec\\u0000\""), NULL, "ES256", FORGE_P256, TOKEN_HEADER},
    {"RSA of 1024 bits", "{\"alg\":\"RS256\",\"kid\":\"short\"}", NULL, "RS256", FORGE_RSA_1024, TOKEN_NO_KEY},
    {"RSA with exponent 3", "{\"alg\":\"RS256\",\"kid\":\"e3\"}", NULL, "RS256", FORGE_RSA_E3, TOKEN_NO_KEY},
    {"RSA with exponent 1", "{\"alg\":\"RS256\",\"kid\":\"e1\"}", NULL, "RS256", FORGE_RSA, TOKEN_NO_KEY},
    {"point off the curve", HEADER_KID("\"k1\""), NULL, "ES256", FORGE_SECP256K1, TOKEN_NO_KEY},
    {"point at zero", HEADER_KID("\"zero\""), NULL, "ES256", FORGE_P256, TOKEN_NO_KEY},
    {"encryption key", HEADER_KID("\"enc\""), NULL, "ES256", FORGE_P256_OTHER, TOKEN_NO_KEY},
    {"key not for verifying", HEADER_KID("\"ops\""), NULL, "ES256", FORGE_P256_OTHER, TOKEN_NO_KEY},
    {"published private key", HEADER_KID("\"private\""), NULL, "ES256", FORGE_P256_OTHER, TOKEN_NO_KEY},
    {"key whose alg is of another kind", HEADER_KID("\"otheralg\""), NULL, "ES256", FORGE_P256_OTHER, TOKEN_NO_KEY},
    {"shared key", HEADER_KID("\"oct\""), NULL, "ES256", FORGE_P256, TOKEN_NO_KEY},

    /* signatures of another kind */
    {"RS384 said to be RS256", "{\"alg\":\"RS256\",\"kid\":\"rsa\"}", NULL, "RS384", FORGE_RSA, TOKEN_SIGNATURE},
    {"RS1 said to be RS256", "{\"alg\":\"RS256\",\"kid\":\"rsa\"}", NULL, "RS1", FORGE_RSA, TOKEN_SIGNATURE},
    {"PS256 said to be RS256", "{\"alg\":\"RS256\",\"kid\":\"rsa\"}", NULL, "PS256", FORGE_RSA, TOKEN_SIGNATURE},
    {"RS256 said to be PS256", "{\"alg\":\"PS256\",\"kid\":\"rsa\"}", NULL, "RS256", FORGE_RSA, TOKEN_SIGNATURE},
    {"PS256 without salt", "{\"alg\":\"PS256\",\"kid\":\"rsa\"}", NULL, "PS256 no salt", FORGE_RSA, TOKEN_SIGNATURE},
    {"ES256 in DER", NULL, NULL, "ES256 DER", FORGE_P256, TOKEN_SIGNATURE},
    {"RSA signature for EC", NULL, NULL, "RS256", FORGE_RSA, TOKEN_SIGNATURE},

    /* header members */
    {"jwk", "", NULL, "ES256", FORGE_P256_OTHER, TOKEN_HEADER_MEMBER}, /* header: see header_of */
    {"jku", HEADER_WITH("\"jku\":\"https://evil.example/keys\""), NULL, "ES256", FORGE_P256, TOKEN_HEADER_MEMBER},
    {"x5u", HEADER_WITH("\"x5u\":\"https://evil.example/a.pem\""), NULL, "ES256", FORGE_P256, TOKEN_HEADER_MEMBER},
    {"x5c", HEADER_WITH("\"x5c\":[\"MIIB\"]"), NULL, "ES256", FORGE_P256, TOKEN_HEADER_MEMBER},
    {"crit", HEADER_WITH("\"crit\":[\"exp\"],\"exp\":9"), NULL, "ES256", FORGE_P256, TOKEN_HEADER_MEMBER},
    {"crit empty", HEADER_WITH("\"crit\":[]"), NULL, "ES256", FORGE_P256, TOKEN_HEADER_MEMBER},
    {"zip", HEADER_WITH("\"zip\":\"DEF\""), NULL, "ES256", FORGE_P256, TOKEN_HEADER_MEMBER},
    {"b64", HEADER_WITH("\"b64\":false,\"crit\":[\"b64\"]"), NULL, "ES256", FORGE_P256, TOKEN_HEADER_MEMBER},
    {"cty JWT", HEADER_WITH("\"cty\":\"JWT\""), NULL, "ES256", FORGE_P256, TOKEN_HEADER_MEMBER},
    {"enc", HEADER_WITH("\"enc\":\"A128GCM\""), NULL, "ES256", FORGE_P256, TOKEN_HEADER_MEMBER},
    {"iss in the header", HEADER_WITH("\"iss\":\"" ISSUER "\""), NULL, "ES256", FORGE_P256, TOKEN_HEADER_MEMBER},
    {"member without name", HEADER_WITH("\"\":\"a\""), NULL, "ES256", FORGE_P256, TOKEN_HEADER_MEMBER},
    {"x5t object", HEADER_WITH("\"x5t\":{}"), NULL, "ES256", FORGE_P256, TOKEN_HEADER_MEMBER},
    {"typ dpop+jwt", HEADER_WITH("\"typ\":\"dpop+jwt\""), NULL, "ES256", FORGE_P256, TOKEN_TYPE},
    {"typ logout+jwt", HEADER_WITH("\"typ\":\"logout+jwt\""), NULL, "ES256", FORGE_P256, TOKEN_TYPE},
    {"typ JWE", HEADER_WITH("\"typ\":\"JWE\""), NULL, "ES256", FORGE_P256, TOKEN_TYPE},
    {"typ null", HEADER_WITH("\"typ\":null"), NULL, "ES256", FORGE_P256, TOKEN_HEADER_MEMBER},
    {"alg twice, none last", HEADER_WITH("\"alg\":\"none\""), NULL, "ES256", FORGE_P256, TOKEN_HEADER},
    {"alg twice, none first", "{\"alg\":\"none\",\"alg\":\"ES256\",\"kid\":\"ec\"}", NULL, "ES256", FORGE_P256,
     TOKEN_HEADER},
    {"alg twice, escaped", HEADER_WITH("\"\\u0061lg\":\"none\""), NULL, "ES256", FORGE_P256, TOKEN_HEADER},
    {"kid twice", HEADER_WITH("\"kid\":\"enc\""), NULL, "ES256", FORGE_P256, TOKEN_HEADER},
    {"header a list", "[\"ES256\"]", NULL, "ES256", FORGE_P256, TOKEN_HEADER},
    {"header a text", "\"ES256\"", NULL, "ES256", FORGE_P256, TOKEN_HEADER},
    {"header null", "null", NULL, "ES256", FORGE_P256, TOKEN_HEADER},
    {"header empty object", "{}", NULL, "ES256", FORGE_P256, TOKEN_ALGORITHM},
    {"header cut off", "{\"alg\":\"ES256\"", NULL, "ES256", FORGE_P256, TOKEN_HEADER},
    {"two headers", GOOD_HEADER GOOD_HEADER, NULL, "ES256", FORGE_P256, TOKEN_HEADER},
    {"header with a byte-order mark", "\xef\xbb\xbf" GOOD_HEADER, NULL, "ES256", FORGE_P256, TOKEN_HEADER},
    {"header not UTF-8", HEADER_KID("\"\xff\""), NULL, "ES256", FORGE_P256, TOKEN_HEADER},
    {"header in single quotes", "{'alg':'ES256','kid':'ec'}", NULL, "ES256", FORGE_P256, TOKEN_HEADER},
    {"header with a comment", "{\"alg\":\"ES256\"/*,\"kid\":\"ec\"*/}", NULL, "ES256", FORGE_P256, TOKEN_HEADER},
    {"header deep", HEADER_WITH("\"x5t\":" DEEP), NULL, "ES256", FORGE_P256, TOKEN_HEADER},

    /* payload */
    {"payload a list", NULL, "[" GOOD_PAYLOAD "]", "ES256", FORGE_P256, TOKEN_PAYLOAD},
    {"payload a text", NULL, "\"anna\"", "ES256", FORGE_P256, TOKEN_PAYLOAD},
    {"payload no JSON", NULL, "anna", "ES256", FORGE_P256, TOKEN_PAYLOAD},
    {"payload cut off", NULL, "{\"iss\":\"" ISSUER "\"", "ES256", FORGE_P256, TOKEN_PAYLOAD},
    {"payload and more", NULL, GOOD_PAYLOAD "x", "ES256", FORGE_P256, TOKEN_PAYLOAD},
    {"two payloads", NULL, GOOD_PAYLOAD GOOD_PAYLOAD, "ES256", FORGE_P256, TOKEN_PAYLOAD},
    {"payload empty object", NULL, "{}", "ES256", FORGE_P256, TOKEN_ISSUER},
    {"payload not UTF-8", NULL, WITH("\"a\":\"\xc3\x28\""), "ES256", FORGE_P256, TOKEN_PAYLOAD},
    {"payload with half a surrogate", NULL, WITH("\"a\":\"\\ud800\""), "ES256", FORGE_P256, TOKEN_PAYLOAD},
    {"payload with an escaped NUL", NULL, WITH("\"a\":\"\\u0000\""), "ES256", FORGE_P256, TOKEN_PAYLOAD},
    {"payload with an overlong slash", NULL, WITH("\"a\":\"\xc0\xaf\""), "ES256", FORGE_P256, TOKEN_PAYLOAD},
    {"payload deep", NULL, WITH("\"a\":" DEEP DEEP DEEP DEEP), "ES256", FORGE_P256, TOKEN_PAYLOAD},
    {"iss twice", NULL, WITH("\"iss\":\"" ISSUER "\""), "ES256", FORGE_P256, TOKEN_PAYLOAD},
    {"exp twice", NULL, WITH("\"exp\":1900000000"), "ES256", FORGE_P256, TOKEN_PAYLOAD},
    {"exp twice, escaped", NULL, WITH("\"e\\u0078p\":1900000000"), "ES256", FORGE_P256, TOKEN_PAYLOAD},
    {"a member twice inside", NULL, WITH("\"a\":{\"b\":1,\"b\":2}"), "ES256", FORGE_P256, TOKEN_PAYLOAD},

    /* issuer and audience */
    {"iss missing", NULL, "{\"aud\":\"tillit\",\"sub\":\"anna\"," TIMES "}", "ES256", FORGE_P256, TOKEN_ISSUER},
    {"iss a prefix", NULL, WITH_ISSUER("\"https://idp.example/realms/\""), "ES256", FORGE_P256, TOKEN_ISSUER},
    {"iss longer", NULL, WITH_ISSUER("\"" ISSUER "b\""), "ES256", FORGE_P256, TOKEN_ISSUER},
    {"iss with a slash more", NULL, WITH_ISSUER("\"" ISSUER "/\""), "ES256", FORGE_P256, TOKEN_ISSUER},
    {"iss in capitals", NULL, WITH_ISSUER("\"https://IDP.example/realms/a\""), "ES256", FORGE_P256, TOKEN_ISSUER},
    {"iss of another scheme", NULL, WITH_ISSUER("\"http://idp.example/realms/a\""), "ES256", FORGE_P256, TOKEN_ISSUER},
    {"iss with a user", NULL, WITH_ISSUER("\"https://idp.example@evil.example/realms/a\""), "ES256", FORGE_P256,
     TOKEN_ISSUER},
    {"iss list", NULL, WITH_ISSUER("[\"" ISSUER "\"]"), "ES256", FORGE_P256, TOKEN_ISSUER},
    {"iss null", NULL, WITH_ISSUER("null"), "ES256", FORGE_P256, TOKEN_ISSUER},
    {"iss empty", NULL, WITH_ISSUER("\"\""), "ES256", FORGE_P256, TOKEN_ISSUER},
    {"aud missing", NULL, "{\"iss\":\"" ISSUER "\",\"sub\":\"anna\"," TIMES "}", "ES256", FORGE_P256, TOKEN_AUDIENCE},
    {"aud another", NULL, WITH_AUDIENCE("\"other\""), "ES256", FORGE_P256, TOKEN_AUDIENCE},
    {"aud longer", NULL, WITH_AUDIENCE("\"tillit2\""), "ES256", FORGE_P256, TOKEN_AUDIENCE},
    {"aud two in one text", NULL, WITH_AUDIENCE("\"other tillit\""), "ES256", FORGE_P256, TOKEN_AUDIENCE},
    {"aud in capitals", NULL, WITH_AUDIENCE("\"Tillit\""), "ES256", FORGE_P256, TOKEN_AUDIENCE},
    {"aud empty list", NULL, WITH_AUDIENCE("[]"), "ES256", FORGE_P256, TOKEN_AUDIENCE},
    {"aud list of others", NULL, WITH_AUDIENCE("[\"a\",\"b\"]"), "ES256", FORGE_P256, TOKEN_AUDIENCE},
    {"aud list with a number", NULL, WITH_AUDIENCE("[\"tillit\",1]"), "ES256", FORGE_P256, TOKEN_AUDIENCE},
    {"aud list in a list", NULL, WITH_AUDIENCE("[[\"tillit\"]]"), "ES256", FORGE_P256, TOKEN_AUDIENCE},
    {"aud object", NULL, WITH_AUDIENCE("{\"tillit\":\"tillit\"}"), "ES256", FORGE_P256, TOKEN_AUDIENCE},
    {"aud null", NULL, WITH_AUDIENCE("null"), "ES256", FORGE_P256, TOKEN_AUDIENCE},

    /* times */
    {"exp missing", NULL, WITH_TIMES("\"iat\":1800000000"), "ES256", FORGE_P256, TOKEN_TIME},
    {"exp text", NULL, WITH_TIMES("\"exp\":\"1800003600\""), "ES256", FORGE_P256, TOKEN_TIME},
    {"exp null", NULL, WITH_TIMES("\"exp\":null"), "ES256", FORGE_P256, TOKEN_TIME},
    {"exp true", NULL, WITH_TIMES("\"exp\":true"), "ES256", FORGE_P256, TOKEN_TIME},
    {"exp list", NULL, WITH_TIMES("\"exp\":[1800003600]"), "ES256", FORGE_P256, TOKEN_TIME},
    {"exp zero", NULL, WITH_TIMES("\"exp\":0"), "ES256", FORGE_P256, TOKEN_TIME},
    {"exp negative", NULL, WITH_TIMES("\"exp\":-1"), "ES256", FORGE_P256, TOKEN_TIME},
    {"exp most negative", NULL, WITH_TIMES("\"exp\":-9223372036854775808"), "ES256", FORGE_P256, TOKEN_TIME},
    {"exp 1e400", NULL, WITH_TIMES("\"exp\":1e400"), "ES256", FORGE_P256, TOKEN_PAYLOAD},
    {"exp 1e300", NULL, WITH_TIMES("\"exp\":1e300"), "ES256", FORGE_P256, TOKEN_TIME},
    {"exp 9223372036854775807", NULL, WITH_TIMES("\"exp\":9223372036854775807"), "ES256", FORGE_P256, TOKEN_TIME},
    {"exp of twenty digits", NULL, WITH_TIMES("\"exp\":99999999999999999999"), "ES256", FORGE_P256, TOKEN_PAYLOAD},
    {"exp in milliseconds", NULL, WITH_TIMES("\"exp\":1800003600000"), "ES256", FORGE_P256, TOKEN_TIME},
    {"exp NaN", NULL, WITH_TIMES("\"exp\":NaN"), "ES256", FORGE_P256, TOKEN_PAYLOAD},
    {"exp Infinity", NULL, WITH_TIMES("\"exp\":Infinity"), "ES256", FORGE_P256, TOKEN_PAYLOAD},
    {"exp hexadecimal", NULL, WITH_TIMES("\"exp\":0x7fffffff"), "ES256", FORGE_P256, TOKEN_PAYLOAD},
    {"exp now", NULL, WITH_TIMES("\"exp\":1800000100"), "ES256", FORGE_P256, TOKEN_EXPIRED},
    {"exp a second ago", NULL, WITH_TIMES("\"exp\":1800000099"), "ES256", FORGE_P256, TOKEN_EXPIRED},
    {"exp within the leeway", NULL, WITH_TIMES("\"exp\":1800000099.999"), "ES256", FORGE_P256, TOKEN_EXPIRED},
    {"exp long ago", NULL, WITH_TIMES("\"exp\":1"), "ES256", FORGE_P256, TOKEN_EXPIRED},
    {"nbf ahead", NULL, WITH_TIMES("\"exp\":1800003600,\"nbf\":1800000131"), "ES256", FORGE_P256, TOKEN_NOT_YET},
    {"nbf text", NULL, WITH_TIMES("\"exp\":1800003600,\"nbf\":\"1800000000\""), "ES256", FORGE_P256, TOKEN_TIME},
    {"nbf null", NULL, WITH_TIMES("\"exp\":1800003600,\"nbf\":null"), "ES256", FORGE_P256, TOKEN_TIME},
    {"nbf negative", NULL, WITH_TIMES("\"exp\":1800003600,\"nbf\":-1"), "ES256", FORGE_P256, TOKEN_TIME},
    {"iat ahead", NULL, WITH_TIMES("\"exp\":1800003600,\"iat\":1800000131"), "ES256", FORGE_P256, TOKEN_NOT_YET},
    {"iat object", NULL, WITH_TIMES("\"exp\":1800003600,\"iat\":{}"), "ES256", FORGE_P256, TOKEN_TIME},

    /* the rest */
    {"sub missing", NULL, "{\"iss\":\"" ISSUER "\",\"aud\":\"tillit\"," TIMES "}", "ES256", FORGE_P256, TOKEN_SUBJECT},
    {"sub empty", NULL, WITH_SUBJECT("\"\""), "ES256", FORGE_P256, TOKEN_SUBJECT},
    {"sub number", NULL, WITH_SUBJECT("1"), "ES256", FORGE_P256, TOKEN_SUBJECT},
    {"sub list", NULL, WITH_SUBJECT("[\"anna\"]"), "ES256", FORGE_P256, TOKEN_SUBJECT},
    {"sub with a line break", NULL, WITH_SUBJECT("\"anna\\n{}\""), "ES256", FORGE_P256, TOKEN_SUBJECT},
    {"sub with an escape", NULL, WITH_SUBJECT("\"\\u001b[2J\""), "ES256", FORGE_P256, TOKEN_SUBJECT},
    {"ID token", NULL, WITH("\"at_hash\":\"a\""), "ES256", FORGE_P256, TOKEN_OTHER_USE},
    {"ID token of a code flow", NULL, WITH("\"c_hash\":\"a\""), "ES256", FORGE_P256, TOKEN_OTHER_USE},
    {"logout token", NULL, WITH("\"events\":{}"), "ES256", FORGE_P256, TOKEN_OTHER_USE},
    {"bound to a key", NULL, WITH("\"cnf\":{\"jkt\":\"a\"}"), "ES256", FORGE_P256, TOKEN_BOUND},
    {"roles number", NULL, WITH("\"roles\":1"), "ES256", FORGE_P256, TOKEN_CLAIM},
    {"roles object", NULL, WITH("\"roles\":{\"se-9901\":\"admin\"}"), "ES256", FORGE_P256, TOKEN_CLAIM},
    {"roles list with a list", NULL, WITH("\"roles\":[\"operator\",[\"operator\"]]"), "ES256", FORGE_P256, TOKEN_CLAIM},
    {"municipality number", NULL, WITH("\"roles\":[\"admin\"],\"kommun\":9901"), "ES256", FORGE_P256, TOKEN_CLAIM},
    {"two municipalities", NULL, WITH("\"roles\":[\"se-9901:reader\",\"se-9902:admin\"]"), "ES256", FORGE_P256,
     TOKEN_MUNICIPALITIES},
    {"two evaluations", NULL, WITH("\"roles\":[\"ev-sam:evaluator\",\"ev-inde:evaluator\"]"), "ES256", FORGE_P256,
     TOKEN_EVALUATIONS},
    {"two municipalities for a bare role", NULL, WITH("\"roles\":\"admin\",\"kommun\":[\"se-9901\",\"se-9902\"]"),
     "ES256", FORGE_P256, TOKEN_MUNICIPALITIES},
    {"a municipality in each claim", NULL, WITH("\"roles\":[\"admin\",\"se-9902:admin\"],\"kommun\":\"se-9901\""),
     "ES256", FORGE_P256, TOKEN_MUNICIPALITIES},
};

static const char *header_of(size_t i) {
    if (hostile[i].header == NULL) return GOOD_HEADER;
    if (strcmp(hostile[i].name, "jwk") != 0) return hostile[i].header;
    return arena_printf(arena, "{\"alg\":\"ES256\",\"jwk\":%s}", forge_jwk(arena, FORGE_P256_OTHER, "\"kid\":\"ec\""));
}

static size_t refused;

static void expect_refused(const char *name, const char *token, size_t length, enum token_fault expected) {
    enum token_fault fault = check(token, length);
    cr_expect_neq(fault, TOKEN_GOOD, "accepted: %s", name);
    cr_expect_eq(fault, expected, "%s: refused as %d", name, (int)fault);
    refused++;
}

static void refuse_whole(const char *name, const char *token, enum token_fault expected) {
    expect_refused(name, token, strlen(token), expected);
}

Test(auth_token, refuses_hostile_contents) {
    for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
        const char *payload = hostile[i].payload == NULL ? GOOD_PAYLOAD : hostile[i].payload;
        refuse_whole(hostile[i].name, make(header_of(i), payload, hostile[i].algorithm, hostile[i].key),
                     hostile[i].fault);
    }
    cr_expect_geq(refused, 150);
}

/* The header says HS256 or an asymmetric algorithm; the signature is an HMAC by what everybody knows. */
Test(auth_token, refuses_public_keys_as_secrets) {
    static const struct {
        const char *name, *header;
        enum token_fault fault;
    } headers[] = {
        {"HS256", "{\"alg\":\"HS256\",\"kid\":\"rsa\"}", TOKEN_ALGORITHM},
        {"HS256 without kid", "{\"alg\":\"HS256\"}", TOKEN_ALGORITHM},
        {"HS256 of the shared key", "{\"alg\":\"HS256\",\"kid\":\"oct\"}", TOKEN_ALGORITHM},
        {"RS256", "{\"alg\":\"RS256\",\"kid\":\"rsa\"}", TOKEN_SIGNATURE},
        {"EdDSA", "{\"alg\":\"EdDSA\",\"kid\":\"ed\"}", TOKEN_SIGNATURE},
    };
    size_t pem_length, der_length;
    const char *pem = forge_public(arena, FORGE_RSA, 1, &pem_length),
               *der = forge_public(arena, FORGE_RSA, 0, &der_length);
    const char *jwk = forge_jwk(arena, FORGE_RSA, "\"kid\":\"rsa\"");
    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
        const char *text =
            forge_unsigned(arena, headers[i].header, strlen(headers[i].header), GOOD_PAYLOAD, strlen(GOOD_PAYLOAD));
        refuse_whole(headers[i].name, forge_hmac(arena, text, pem, pem_length), headers[i].fault);
        refuse_whole(headers[i].name, forge_hmac(arena, text, pem, pem_length - 1), headers[i].fault);
        refuse_whole(headers[i].name, forge_hmac(arena, text, der, der_length), headers[i].fault);
        refuse_whole(headers[i].name, forge_hmac(arena, text, jwk, strlen(jwk)), headers[i].fault);
        refuse_whole(headers[i].name, forge_hmac(arena, text, "secret", 6), headers[i].fault);
        refuse_whole(headers[i].name, forge_hmac(arena, text, "", 0), headers[i].fault);
    }
}

/* --- the form of the whole */

static char *good_token(void) { return make(GOOD_HEADER, GOOD_PAYLOAD, "ES256", FORGE_P256); }

static size_t dot(const char *token, int nth) {
    const char *at = token;
    while (nth-- > 1) at = strchr(at, '.') + 1;
    return (size_t)(strchr(at, '.') - token);
}

/* `token` with the bytes from `at` on replaced. */
static char *with(const char *token, size_t at, size_t length, const char *replacement) {
    return arena_printf(arena, "%.*s%s%s", (int)at, token, replacement, token + at + length);
}

static char *last_bit_flipped(const char *token) {
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    size_t last = strlen(token) - 1;
    const char letter[] = {letters[(strchr(letters, token[last]) - letters) ^ 1], '\0'};
    return with(token, last, 1, letter);
}

Test(auth_token, refuses_what_is_not_three_segments) {
    const char *t = good_token();
    size_t first = dot(t, 1), second = dot(t, 2), end = strlen(t);
    refuse_whole("empty", "", TOKEN_SEGMENTS);
    refuse_whole("dots", "..", TOKEN_SEGMENTS);
    refuse_whole("one segment", arena_strndup(arena, t, first), TOKEN_SEGMENTS);
    refuse_whole("two segments", arena_strndup(arena, t, second), TOKEN_SEGMENTS);
    refuse_whole("signature left out", arena_strndup(arena, t, second + 1), TOKEN_SEGMENTS);
    refuse_whole("four segments", arena_printf(arena, "%s.AAAA", t), TOKEN_SEGMENTS);
    refuse_whole("five segments, a JWE", arena_printf(arena, "%s.AAAA.AAAA", t), TOKEN_SEGMENTS);
    refuse_whole("a dot at the end", arena_printf(arena, "%s.", t), TOKEN_SEGMENTS);
    refuse_whole("a dot at the start", arena_printf(arena, ".%s", t), TOKEN_SEGMENTS);
    refuse_whole("header left out", t + first, TOKEN_SEGMENTS);
    refuse_whole("payload left out", with(t, first, second - first, ""), TOKEN_SEGMENTS);
    refuse_whole("payload empty", with(t, first + 1, second - first - 1, ""), TOKEN_SEGMENTS);
    refuse_whole("blank before", arena_printf(arena, " %s", t), TOKEN_SEGMENTS);
    refuse_whole("blank after", arena_printf(arena, "%s ", t), TOKEN_SEGMENTS);
    refuse_whole("line break after", arena_printf(arena, "%s\n", t), TOKEN_SEGMENTS);
    refuse_whole("line break inside", with(t, first + 5, 0, "\r\n"), TOKEN_SEGMENTS);
    refuse_whole("padding of the signature", arena_printf(arena, "%s==", t), TOKEN_SEGMENTS);
    refuse_whole("padding of the header", with(t, first, 0, "="), TOKEN_SEGMENTS);
    refuse_whole("percent", with(t, first + 1, 1, "%41"), TOKEN_SEGMENTS);
    refuse_whole("plus", with(t, second + 3, 1, "+"), TOKEN_SEGMENTS);
    refuse_whole("slash", with(t, second + 3, 1, "/"), TOKEN_SEGMENTS);
    refuse_whole("not ASCII", with(t, second + 3, 1, "\xc3\xa5"), TOKEN_SEGMENTS);
    refuse_whole("JSON serialisation", "{\"payload\":\"e30\",\"signatures\":[]}", TOKEN_SEGMENTS);
    refuse_whole("an API key", "tillit_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", TOKEN_SEGMENTS);
    refuse_whole("other last bits", last_bit_flipped(t), TOKEN_ENCODING);
    refuse_whole("a segment of 4n+1", arena_strndup(arena, t, end - 1), TOKEN_ENCODING);
    expect_refused("NUL at the end", t, end + 1, TOKEN_SEGMENTS);
    char *cut = arena_strdup(arena, t);
    cut[second + 10] = '\0';
    expect_refused("NUL inside", cut, end, TOKEN_SEGMENTS);
}

/* Good but for its length: 8 KiB or a little less, and a little more. */
static void judge_padded(size_t padding) {
    char *filler = arena_alloc(arena, padding + 1);
    memset(filler, 'x', padding);
    const char *payload = arena_printf(arena, WITH("\"x\":\"%s\""), filler);
    const char *token = make(GOOD_HEADER, payload, "ES256", FORGE_P256);
    bool too_long = strlen(token) > 8192;
    cr_expect_eq(check(token, strlen(token)), too_long ? TOKEN_TOO_LONG : TOKEN_GOOD, "%zu bytes", strlen(token));
}

Test(auth_token, refuses_a_byte_more_than_it_may_have) {
    for (size_t padding = 5800; padding < 6000; padding++) judge_padded(padding);
    char *endless = arena_alloc(arena, 1 << 20);
    memset(endless, 'A', (1 << 20) - 1);
    refuse_whole("a megabyte", endless, TOKEN_TOO_LONG);
    struct principal principal;
    struct error err = error_start(arena);
    cr_expect_not(token_verify(verifier, arena, endless, &principal, &err));
    cr_expect_eq(err.kind, PROBLEM_KEY_REQUIRED);
}

/* Signatures made of nothing: r and s zero, one zero, the order and beyond, all ones. */
Test(auth_token, refuses_signatures_made_of_nothing) {
    static const struct {
        const char *name, *header;
        size_t length;
    } rows[] = {
        {"ES256", GOOD_HEADER, 64},
        {"ES384", "{\"alg\":\"ES384\",\"kid\":\"ec384\"}", 96},
        {"EdDSA", "{\"alg\":\"EdDSA\",\"kid\":\"ed\"}", 64},
        {"RS256", "{\"alg\":\"RS256\",\"kid\":\"rsa\"}", 256},
        {"PS256", "{\"alg\":\"PS256\",\"kid\":\"rsa\"}", 256},
    };
#define P256_ORDER                                                                                                     \
    "\xff\xff\xff\xff\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff"                                                 \
    "\xbc\xe6\xfa\xad\xa7\x17\x9e\x84\xf3\xb9\xca\xc2\xfc\x63\x25\x51"
    static const char p256_order[] = P256_ORDER P256_ORDER;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *text =
            forge_unsigned(arena, rows[i].header, strlen(rows[i].header), GOOD_PAYLOAD, strlen(GOOD_PAYLOAD));
        for (size_t kind = 0; kind < 7; kind++) {
            char bytes[512] = {0};
            size_t length = rows[i].length, half = length / 2;
            if (kind == 1) bytes[half - 1] = 1;                     /* s zero */
            if (kind == 2) bytes[length - 1] = 1;                   /* r zero */
            if (kind == 3) memset(bytes, 0xFF, length);             /* beyond the order */
            if (kind == 4) bytes[half - 1] = bytes[length - 1] = 1; /* r = s = 1 */
            if (kind == 5) length++;                                /* a byte more */
            if (kind == 6) length--;                                /* a byte less */
            refuse_whole(rows[i].name, arena_printf(arena, "%s.%s", text, forge_base64url(arena, bytes, length)),
                         TOKEN_SIGNATURE);
        }
        refuse_whole("r = s = n", arena_printf(arena, "%s.%s", text, forge_base64url(arena, p256_order, 64)),
                     TOKEN_SIGNATURE);
    }
}

/* A good signature with zero bytes before r and s, with one byte cut, or of two signatures. */
Test(auth_token, refuses_signatures_of_another_length) {
    const char *t = good_token();
    size_t length, second = dot(t, 2);
    const char *raw = text_from_base64url(arena, t + second + 1, &length);
    char bytes[132] = {0};
    cr_assert_eq(length, 64);
    memcpy(bytes + 1, raw, 32);
    memcpy(bytes + 34, raw + 32, 32);
    refuse_whole("padded", with(t, second + 1, 86, forge_base64url(arena, bytes, 66)), TOKEN_SIGNATURE);
    refuse_whole("cut", with(t, second + 1, 86, forge_base64url(arena, raw, 63)), TOKEN_SIGNATURE);
    memcpy(bytes, raw, 64);
    memcpy(bytes + 64, raw, 64);
    refuse_whole("doubled", with(t, second + 1, 86, forge_base64url(arena, bytes, 128)), TOKEN_SIGNATURE);
}

/* Every character replaced by another one, every prefix, every character left out or doubled. */
Test(auth_token, refuses_every_change_of_a_good_one) {
    const char *t = good_token();
    size_t length = strlen(t);
    cr_assert_eq(check(t, length), TOKEN_GOOD);
    for (size_t i = 0; i < length; i++) {
        char doubled[] = {t[i], t[i], '\0'};
        cr_expect_neq(check(t, i), TOKEN_GOOD, "prefix of %zu", i);
        cr_expect_neq(check(with(t, i, 1, ""), length - 1), TOKEN_GOOD, "without %zu", i);
        cr_expect_neq(check(with(t, i, 1, doubled), length + 1), TOKEN_GOOD, "doubled %zu", i);
        for (const char *c = "AQgwBz9_-.="; *c != '\0'; c++) {
            char letter[] = {*c, '\0'};
            if (*c != t[i]) cr_expect_neq(check(with(t, i, 1, letter), length), TOKEN_GOOD, "%zu is %c", i, *c);
        }
    }
}

Test(auth_token, does_not_mix_parts_of_two_good_ones) {
    const char *a = good_token();
    const char *b = make(GOOD_HEADER, WITH("\"roles\":[\"operator\"]"), "ES256", FORGE_P256);
    cr_assert_eq(check(b, strlen(b)), TOKEN_GOOD);
    const char *mixed = arena_printf(arena, "%.*s%s", (int)dot(b, 2), b, a + dot(a, 2));
    refuse_whole("payload of b, signature of a", mixed, TOKEN_SIGNATURE);
}

/* --- what the outside sees */

Test(auth_token, says_401_without_the_token) {
    struct principal principal;
    struct error err = error_start(arena);
    const char *token = make(GOOD_HEADER, WITH_AUDIENCE("\"hemligt\""), "ES256", FORGE_P256);
    cr_expect_not(token_verify(verifier, arena, token, &principal, &err));
    cr_expect_eq(problem_status(err.kind), 401);
    cr_expect_str_eq(err.cause, "access token is for another audience");
    cr_expect_str_eq(error_detail(&err, LANG_EN), "The access token is not valid.");
}

Test(auth_token, reads_claims_inside_others) {
    rules.role_claim = "/realm_access/roles";
    struct token_verifier *nested = token_verifier_create(&rules);
    struct principal principal;
    const char *token =
        make(GOOD_HEADER, WITH("\"realm_access\":{\"roles\":[\"x\",\"se-9901:admin\"]}"), "ES256", FORGE_P256);
    cr_expect_eq(token_check(nested, arena, token, strlen(token), NOW_S, &principal), TOKEN_GOOD);
    cr_expect_str_eq(grants_text(&principal), "admin@se-9901");
    token = make(GOOD_HEADER, WITH("\"realm_access\":[\"se-9901:admin\"]"), "ES256", FORGE_P256);
    cr_expect_eq(token_check(nested, arena, token, strlen(token), NOW_S, &principal), TOKEN_GOOD);
    cr_expect_eq(principal.grant_count, 0);
    token_verifier_destroy(nested);
}
