/* Roles, actions and grants: the tables of the header, read. */
#include "auth/principal.h"

#include "base/text.h"

static const struct {
    const char *code;
    enum grant_scope scope;
    unsigned includes; /* set of ROLE_BIT */
    const char *description[LANG_COUNT];
} roles[ROLE_COUNT] = {
#define X(name, code, scope, includes, sv, da, en) [ROLE_##name] = {code, scope, includes, {sv, da, en}},
    ROLES(X)
#undef X
};

static const unsigned roles_of_action[ACTION_COUNT] = {
#define X(name, roles) [ACTION_##name] = (roles),
    ACTIONS(X)
#undef X
};

const char *role_code(enum role role) { return roles[role].code; }
const char *role_description(enum role role, enum lang lang) { return roles[role].description[lang]; }
enum grant_scope role_scope(enum role role) { return roles[role].scope; }

int role_from_code(const char *code) {
    for (int role = 0; role < ROLE_COUNT; role++)
        if (text_equal(roles[role].code, code)) return role;
    return -1;
}

static unsigned bits_of(enum role role) { return 1u << role | roles[role].includes; }

bool role_includes(enum role role, enum role other) { return (bits_of(role) & 1u << other) != 0; }

static bool allows(const struct grant *grant, enum action action) {
    return (bits_of(grant->role) & roles_of_action[action]) != 0;
}

static bool names(const char *granted, const char *where) {
    return granted != NULL && where != NULL && text_equal(granted, where);
}

static bool holds_at(const struct grant *grant, const char *where) {
    enum grant_scope scope = roles[grant->role].scope;
    if (scope == GRANT_SERVICE) return true;
    return names(scope == GRANT_MUNICIPALITY ? grant->municipality : grant->evaluation, where);
}

bool principal_may(const struct principal *principal, enum action action, const char *where) {
    for (size_t i = 0; principal != NULL && i < principal->grant_count; i++)
        if (allows(&principal->grants[i], action) && holds_at(&principal->grants[i], where)) return true;
    return false;
}

const char *action_roles(struct arena *arena, enum action action) {
    struct text list = text_start(arena);
    for (int role = 0; role < ROLE_COUNT; role++)
        if (roles_of_action[action] & 1u << role) text_add_item(&list, roles[role].code);
    return list.data;
}

bool principal_may_somewhere(const struct principal *principal, enum action action) {
    for (size_t i = 0; principal != NULL && i < principal->grant_count; i++)
        if (allows(&principal->grants[i], action)) return true;
    return false;
}

const char *principal_municipality(const struct principal *principal) {
    for (size_t i = 0; principal != NULL && i < principal->grant_count; i++)
        if (principal->grants[i].municipality != NULL) return principal->grants[i].municipality;
    return NULL;
}

bool principal_is_operator(const struct principal *principal) {
    for (size_t i = 0; principal != NULL && i < principal->grant_count; i++)
        if (principal->grants[i].role == ROLE_OPERATOR) return true;
    return false;
}
