/* The payload of a token whose signature is good. */
#include <math.h>
#include <string.h>

#include "base/text.h"
#include "token-private.h"

enum { MOST_SUBJECT_LENGTH = 255, MOST_CODE_LENGTH = 64 };

static enum token_fault check_issuer(const json_t *claims, const struct token_rules *rules) {
    const char *issuer = json_string_value(json_object_get(claims, "iss"));
    return issuer != NULL && text_equal(issuer, rules->issuer) ? TOKEN_GOOD : TOKEN_ISSUER;
}

static enum token_fault check_audience(const json_t *claims, const struct token_rules *rules) {
    const json_t *audience = json_object_get(claims, "aud");
    bool found = json_is_string(audience) && text_equal(json_string_value(audience), rules->audience);
    size_t i;
    json_t *item;
    json_array_foreach(audience, i, item) {
        if (!json_is_string(item)) return TOKEN_AUDIENCE;
        found = found || text_equal(json_string_value(item), rules->audience);
    }
    return found ? TOKEN_GOOD : TOKEN_AUDIENCE;
}

/* A NumericDate (RFC 7519 2) from 1970 to 9999. */
static bool read_time(const json_t *claim, double *time_s) {
    if (!json_is_number(claim)) return false;
    *time_s = json_number_value(claim);
    return isfinite(*time_s) && *time_s > 0 && *time_s < 253402300800.0;
}

static enum token_fault check_not_ahead(const json_t *claim, double latest_s) {
    double time_s;
    if (claim == NULL) return TOKEN_GOOD;
    if (!read_time(claim, &time_s)) return TOKEN_TIME;
    return time_s <= latest_s ? TOKEN_GOOD : TOKEN_NOT_YET;
}

static enum token_fault check_times(const json_t *claims, const struct token_rules *rules, int64_t now_s) {
    double expiry_s, latest_s = (double)(now_s + rules->clock_leeway_s);
    if (!read_time(json_object_get(claims, "exp"), &expiry_s)) return TOKEN_TIME;
    enum token_fault fault = check_not_ahead(json_object_get(claims, "nbf"), latest_s);
    if (fault == TOKEN_GOOD) fault = check_not_ahead(json_object_get(claims, "iat"), latest_s);
    if (fault != TOKEN_GOOD) return fault;
    return expiry_s > (double)now_s ? TOKEN_GOOD : TOKEN_EXPIRED;
}

static bool is_printable(const char *text) {
    for (; *text != '\0'; text++)
        if ((unsigned char)*text < 0x20 || *text == 0x7F) return false;
    return true;
}

static enum token_fault read_subject(struct arena *arena, const json_t *claims, struct principal *principal) {
    const json_t *claim = json_object_get(claims, "sub");
    size_t length = json_string_length(claim);
    if (length == 0 || length > MOST_SUBJECT_LENGTH || !is_printable(json_string_value(claim))) return TOKEN_SUBJECT;
    principal->account = arena_printf(arena, "oidc:%s", json_string_value(claim));
    return TOKEN_GOOD;
}

/* Claims that only tokens for other uses have: OpenID Connect Core 3.3.2.11, FAPI, Back-Channel Logout 2.4. */
static enum token_fault check_use(const json_t *claims) {
    static const char *const others[] = {"at_hash", "c_hash", "s_hash", "events"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (json_object_get(claims, others[i]) != NULL) return TOKEN_OTHER_USE;
    return json_object_get(claims, "cnf") == NULL ? TOKEN_GOOD : TOKEN_BOUND;
}

/* --- from claims to grants */

struct gathering {
    struct arena *arena;
    struct grant *grants;
    size_t count;
    const char *municipality;          /* the one that the grants so far name */
    const char *evaluation;            /* likewise */
    const char *const *municipalities; /* of the municipality claim */
    size_t municipality_count;
};

/* Codes as everywhere: lower-case letters, digits, hyphens. */
static bool is_code(const char *text) {
    size_t length = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-");
    return length > 0 && length <= MOST_CODE_LENGTH && text[length] == '\0' && *text != '-';
}

/* What belongs to all, owner "shared", is no municipality to be a member of. */
static enum token_fault grant_in_municipality(struct gathering *all, enum role role, const char *municipality) {
    if (text_equal(municipality, "shared")) return TOKEN_GOOD;
    if (all->municipality != NULL && !text_equal(all->municipality, municipality)) return TOKEN_MUNICIPALITIES;
    all->municipality = municipality;
    all->grants[all->count++] = (struct grant){.role = role, .municipality = municipality};
    return TOKEN_GOOD;
}

static enum token_fault grant_in_evaluation(struct gathering *all, enum role role, const char *evaluation) {
    if (all->evaluation != NULL && !text_equal(all->evaluation, evaluation)) return TOKEN_EVALUATIONS;
    all->evaluation = evaluation;
    all->grants[all->count++] = (struct grant){.role = role, .evaluation = evaluation};
    return TOKEN_GOOD;
}

/* A role without a place. */
static enum token_fault grant_bare(struct gathering *all, enum role role) {
    switch (role_scope(role)) {
    case GRANT_SERVICE: all->grants[all->count++] = (struct grant){.role = role}; return TOKEN_GOOD;
    case GRANT_EVALUATION: return TOKEN_GOOD;
    case GRANT_MUNICIPALITY: break;
    }
    if (all->municipality_count == 0) return TOKEN_GOOD;
    if (all->municipality_count > 1) return TOKEN_MUNICIPALITIES;
    if (!is_code(all->municipalities[0])) return TOKEN_GOOD;
    return grant_in_municipality(all, role, all->municipalities[0]);
}

static enum token_fault grant_at(struct gathering *all, enum role role, const char *place) {
    if (!is_code(place) || role_scope(role) == GRANT_SERVICE) return TOKEN_GOOD;
    return role_scope(role) == GRANT_MUNICIPALITY ? grant_in_municipality(all, role, place)
                                                  : grant_in_evaluation(all, role, place);
}

static enum token_fault grant_value(struct gathering *all, const char *value) {
    const char *colon = strchr(value, ':');
    int role = role_from_code(colon == NULL ? value : colon + 1);
    if (role < 0) return TOKEN_GOOD;
    if (colon == NULL) return grant_bare(all, (enum role)role);
    return grant_at(all, (enum role)role, arena_strndup(all->arena, value, (size_t)(colon - value)));
}

static enum token_fault read_grants(struct arena *arena, const json_t *claims, const struct token_rules *rules,
                                    struct principal *principal) {
    struct gathering all = {.arena = arena};
    const char **values, **municipalities;
    size_t count;
    const json_t *municipality =
        *rules->municipality_claim == '\0' ? NULL : json_at(arena, claims, rules->municipality_claim);
    if (!json_texts(arena, json_at(arena, claims, rules->role_claim), &values, &count)) return TOKEN_CLAIM;
    if (!json_texts(arena, municipality, &municipalities, &all.municipality_count)) return TOKEN_CLAIM;
    all.municipalities = municipalities;
    all.grants = arena_alloc(arena, count * sizeof *all.grants);
    for (size_t i = 0; i < count; i++) {
        enum token_fault fault = grant_value(&all, values[i]);
        if (fault != TOKEN_GOOD) return fault;
    }
    principal->grants = all.grants;
    principal->grant_count = all.count;
    return TOKEN_GOOD;
}

enum token_fault claims_read(struct arena *arena, const struct token_rules *rules, const char *payload, size_t length,
                             int64_t now_s, struct principal *principal) {
    json_t *claims = json_read_object(arena, payload, length);
    if (claims == NULL) return TOKEN_PAYLOAD;
    enum token_fault fault = check_issuer(claims, rules);
    if (fault == TOKEN_GOOD) fault = check_audience(claims, rules);
    if (fault == TOKEN_GOOD) fault = check_times(claims, rules, now_s);
    if (fault == TOKEN_GOOD) fault = check_use(claims);
    if (fault == TOKEN_GOOD) fault = read_subject(arena, claims, principal);
    if (fault == TOKEN_GOOD) fault = read_grants(arena, claims, rules, principal);
    return fault;
}
