/* Roles, actions and grants; API keys; the Authorization header; the settings of OpenID Connect. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "auth/key.h"
#include "auth/principal.h"
#include "base/config.h"

/* Who may what, as api.md 7 has it; "own" is se-9901 or the evaluation ev-sam, "other" another one. */
static const char *const matrix[ACTION_COUNT][ROLE_COUNT] = {
    /*                       reader editor publisher admin evaluator operator */
    [ACTION_READ_INTERNAL] = {"own", "own", "own", "own", "-", "all"},
    [ACTION_READ_REASONS] = {"-", "own", "own", "own", "-", "all"},
    [ACTION_WRITE_DRAFTS] = {"-", "own", "own", "own", "-", "-"},
    [ACTION_PUBLISH] = {"-", "-", "own", "own", "-", "-"},
    [ACTION_MANAGE_KEYS] = {"-", "-", "-", "own", "-", "all"},
    [ACTION_READ_AUDIT] = {"-", "-", "-", "own", "-", "all"},
    [ACTION_READ_EVALUATION] = {"-", "-", "-", "-", "own", "all"},
    [ACTION_WRITE_SHARED] = {"-", "-", "-", "-", "-", "all"},
    [ACTION_LOAD_ARCHIVE] = {"-", "-", "-", "-", "-", "all"},
};

static struct grant grant_of(enum role role) {
    struct grant grant = {.role = role};
    if (role_scope(role) == GRANT_MUNICIPALITY) grant.municipality = "se-9901";
    if (role_scope(role) == GRANT_EVALUATION) grant.evaluation = "ev-sam";
    return grant;
}

Test(auth_principal, may_what_the_matrix_says_and_nothing_else) {
    for (enum action action = 0; action < ACTION_COUNT; action++) {
        for (enum role role = 0; role < ROLE_COUNT; role++) {
            struct grant grant = grant_of(role);
            struct principal principal = {.account = "a", .grants = &grant, .grant_count = 1};
            bool own = strcmp(matrix[action][role], "-") != 0, all = strcmp(matrix[action][role], "all") == 0;
            const char *home = action == ACTION_READ_EVALUATION ? "ev-sam" : "se-9901";
            cr_expect_eq(principal_may(&principal, action, home), own, "%d %s", action, role_code(role));
            cr_expect_eq(principal_may(&principal, action, "se-9902"), all, "%d %s", action, role_code(role));
            cr_expect_eq(principal_may(&principal, action, NULL), all, "%d %s", action, role_code(role));
            cr_expect_eq(principal_may_somewhere(&principal, action), own, "%d %s", action, role_code(role));
        }
    }
}

Test(auth_principal, is_nobody_without_grants) {
    struct principal nobody = {.account = "a"};
    for (enum action action = 0; action < ACTION_COUNT; action++) {
        cr_expect_not(principal_may(NULL, action, "se-9901"));
        cr_expect_not(principal_may(&nobody, action, "se-9901"));
        cr_expect_not(principal_may_somewhere(&nobody, action));
    }
    cr_expect_null(principal_municipality(&nobody));
    cr_expect_not(principal_is_operator(&nobody));
}

Test(auth_principal, does_not_take_an_evaluation_for_a_municipality) {
    struct grant grants[] = {{.role = ROLE_READER, .municipality = "ev-sam"},
                             {.role = ROLE_EVALUATOR, .evaluation = "se-9901"}};
    struct principal principal = {.account = "a", .grants = grants, .grant_count = 2};
    cr_expect_not(principal_may(&principal, ACTION_READ_EVALUATION, "ev-sam"));
    cr_expect_not(principal_may(&principal, ACTION_READ_INTERNAL, "se-9901"));
    cr_expect_str_eq(principal_municipality(&principal), "ev-sam");
}

Test(auth_principal, has_roles_that_include_whole_roles) {
    for (enum role a = 0; a < ROLE_COUNT; a++) {
        cr_expect(role_includes(a, a));
        cr_expect_eq(role_from_code(role_code(a)), (int)a);
        for (int lang = 0; lang < LANG_COUNT; lang++) cr_expect(strlen(role_description(a, (enum lang)lang)) > 5);
        for (enum role b = 0; b < ROLE_COUNT; b++)
            for (enum role c = 0; c < ROLE_COUNT; c++)
                if (role_includes(a, b) && role_includes(b, c)) cr_expect(role_includes(a, c));
    }
    cr_expect_eq(role_from_code("Editor"), -1);
    cr_expect_eq(role_from_code(""), -1);
}

Test(auth_key, has_the_form_it_is_said_to_have) {
    char a[KEY_TEXT_SIZE], b[KEY_TEXT_SIZE];
    key_create(a);
    key_create(b);
    cr_expect(key_is_well_formed(a));
    cr_expect_str_neq(a, b);
    cr_expect_eq(strlen(a), KEY_TEXT_SIZE - 1);
    cr_expect_eq(strncmp(a, "tillit_", 7), 0);
    key_wipe(a);
    for (size_t i = 0; i < KEY_TEXT_SIZE; i++) cr_expect_eq(a[i], 0);
}

static const struct {
    const char *text;
    bool good;
} forms[] = {
    {"tillit_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", true},
    {"tillit_-_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", true},
    {"", false},
    {"tillit_", false},
    {"tillit_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", false},
    {"tillit_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", false},
    {"tillit_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB", false}, /* bits that belong to no byte */
    {"tillit_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", false},
    {"tillit_AAAAAAAAAAAAAAAAAAAAA+AAAAAAAAAAAAAAAAAAAAA", false},
    {"tillit_AAAAAAAAAAAAAAAAAAAAA AAAAAAAAAAAAAAAAAAAAA", false},
    {"Tillit_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", false},
    {"tillitAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", false},
    {"' or 1=1 --", false},
};

Test(auth_key, knows_its_form) {
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        cr_expect_eq(key_is_well_formed(forms[i].text), forms[i].good, "%s", forms[i].text);
}

Test(auth_key, is_known_by_its_sha256) {
    char a[KEY_HASH_SIZE], b[KEY_HASH_SIZE];
    key_hash("abc", a); /* FIPS 180-4, example */
    cr_expect_str_eq(a, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    key_hash("abd", b);
    cr_expect(key_hash_equal(a, a));
    cr_expect_not(key_hash_equal(a, b));
    cr_expect_not(key_hash_equal(a, ""));
    cr_expect_not(key_hash_equal("", ""));
    b[KEY_HASH_SIZE - 2] = '\0';
    cr_expect_not(key_hash_equal(b, b));
}

static const struct {
    const char *header, *credential;
} headers[] = {
    {"Bearer abc", "abc"},    {"bearer abc", "abc"}, {"BEARER a.b-c_~+/==", "a.b-c_~+/=="},
    {"Bearer", NULL},         {"Bearer ", NULL},     {"Bearer  abc", NULL},
    {"Bearer abc ", NULL},    {"Bearer a,b", NULL},  {"Bearer a b", NULL},
    {"Basic YTpi", NULL},     {"Bearerabc", NULL},   {"", NULL},
    {" Bearer abc", NULL},    {"Bearer\tabc", NULL}, {"Bearer \xc3\xa5", NULL},
    {"Bearer \"abc\"", NULL}, {"Token abc", NULL},
};

Test(auth_key, is_read_from_a_strict_header) {
    cr_expect_null(bearer_credential(NULL));
    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
        const char *credential = bearer_credential(headers[i].header);
        if (headers[i].credential == NULL)
            cr_expect_null(credential, "%s", headers[i].header);
        else
            cr_expect_str_eq(credential, headers[i].credential);
    }
}

static const struct {
    const char *source;
    bool good;
} sources[] = {
    {"https://idp.example/keys", true},
    {"https://idp.example:8443/keys?tenant=1", true},
    {"https://idp.example", true},
    {"http://127.0.0.1:31000/api/oidc/jwks", true},
    {"http://localhost/keys", true},
    {"http://[::1]:80/keys", true},
    {"/etc/tillit/keys.json", true},
    {"", false},
    {"keys.json", false},
    {"http://idp.example/keys", false},
    {"http://127.0.0.1.evil.example/keys", false},
    {"http://localhost.evil.example/keys", false},
    {"http://127.0.0.1@evil.example/keys", false},
    {"http://127.0.0.1:80@evil.example/keys", false},
    {"https://user:secret@idp.example/keys", false},
    {"https://idp.example\\@evil.example/keys", false},
    {"https://idp.example:/keys", false},
    {"https:///keys", false},
    {"https://idp.example/keys\r\nHost: a", false},
    {"https://idp.example/ keys", false},
    {"HTTPS://idp.example/keys", false},
    {"file:///etc/passwd", false},
    {"ftp://127.0.0.1/keys", false},
    {"http://2130706433/keys", false},
    {"http://[::1", false},
};

Test(auth_config, knows_where_keys_may_be_read) {
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++)
        cr_expect_eq(config_is_key_source(sources[i].source), sources[i].good, "%s", sources[i].source);
}

enum { SETTINGS = 5 };
static const char *const names[SETTINGS] = {"TILLIT_OIDC_ISSUER", "TILLIT_OIDC_AUDIENCE", "TILLIT_OIDC_JWKS",
                                            "TILLIT_OIDC_ROLE_CLAIM", "TILLIT_OIDC_MUNICIPALITY_CLAIM"};

static const struct {
    const char *values[SETTINGS];
    bool good;
} settings[] = {
    {{"", "", "", "", ""}, true},
    {{"https://idp.example/", "tillit", "https://idp.example/keys", "roles", ""}, true},
    {{"https://idp.example/", "tillit", "/keys.json", "roles", "kommun"}, true},
    {{"", "tillit", "https://idp.example/keys", "roles", ""}, false},
    {{"https://idp.example/", "", "https://idp.example/keys", "roles", ""}, false},
    {{"https://idp.example/", "tillit", "", "roles", ""}, false},
    {{"https://idp.example/", "tillit", "https://idp.example/keys", "", ""}, false},
    {{"", "", "", "", "kommun"}, false},
    {{"idp.example", "tillit", "https://idp.example/keys", "roles", ""}, false},
    {{"https://idp.example/", "tillit", "http://idp.example/keys", "roles", ""}, false},
};

Test(auth_config, takes_openid_connect_wholly_or_not_at_all) {
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
        struct config config;
        int next = 0;
        for (size_t j = 0; j < SETTINGS; j++) setenv(names[j], settings[i].values[j], 1);
        cr_expect_eq(config_read(&config, 0, NULL, &next, stderr), settings[i].good, "row %zu", i);
    }
}
