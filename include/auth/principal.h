/* Who is asking, and what that allows (api.md 7): roles, actions and grants as tables, pure functions over them.
 *
 * The municipal roles are a ladder: reader < editor < publisher < admin. An admin makes keys of every role of the own
 * municipality, so withholding a right from the admin would protect nothing. The operator reads everything and writes
 * what belongs to nobody in particular; drafts and releases of a municipality are its own, but for loading an archive.
 */
#ifndef AUTH_PRINCIPAL_H
#define AUTH_PRINCIPAL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/lang.h"

/* What a grant of the role names. */
enum grant_scope { GRANT_MUNICIPALITY, GRANT_EVALUATION, GRANT_SERVICE };

/* X(NAME, "code", scope of its grants, roles it includes, description sv, da, en) */
#define ROLES(X)                                                                                                       \
    X(READER, "reader", GRANT_MUNICIPALITY, 0, "läser kommunens interna siffror och utkast",                           \
      "læser kommunens interne tal og kladder", "reads the municipality's internal figures and drafts")                \
    X(EDITOR, "editor", GRANT_MUNICIPALITY, ROLE_BIT(READER), "skriver och importerar utkast",                         \
      "skriver og importerer kladder", "writes and imports drafts")                                                    \
    X(PUBLISHER, "publisher", GRANT_MUNICIPALITY, ROLE_BIT(READER) | ROLE_BIT(EDITOR), "publicerar siffror",           \
      "offentliggør tal", "publishes figures")                                                                         \
    X(ADMIN, "admin", GRANT_MUNICIPALITY, ROLE_BIT(READER) | ROLE_BIT(EDITOR) | ROLE_BIT(PUBLISHER),                   \
      "ger och återkallar nycklar, läser loggen", "giver og tilbagekalder nøgler, læser loggen",                       \
      "gives and revokes keys, reads the audit log")                                                                   \
    X(EVALUATOR, "evaluator", GRANT_EVALUATION, 0, "läser en utvärdering över kommungränser, så långt delningen når",  \
      "læser en evaluering på tværs af kommuner, så langt delingen rækker",                                            \
      "reads one evaluation across municipalities, as far as share levels go")                                         \
    X(OPERATOR, "operator", GRANT_SERVICE, 0, "sköter den gemensamma katalogen, kommunerna och tjänsten",              \
      "passer det fælles katalog, kommunerne og tjenesten",                                                            \
      "runs the shared catalogue, municipalities and the service")

enum role {
#define X(name, ...) ROLE_##name,
    ROLES(X)
#undef X
        ROLE_COUNT
};

#define ROLE_BIT(name) (1u << ROLE_##name)

/* What a request wants to do somewhere: X(NAME, roles of which one, or one that includes it, is needed) */
#define ACTIONS(X)                                                                                                     \
    X(READ_INTERNAL, ROLE_BIT(READER) | ROLE_BIT(OPERATOR)) /* drafts, internal objects, current revisions */          \
    X(READ_REASONS, ROLE_BIT(EDITOR) | ROLE_BIT(OPERATOR))  /* why a cell is hidden: A or D, n_display <5 */           \
    X(WRITE_DRAFTS, ROLE_BIT(EDITOR))                       /* create, change, delete, import */                       \
    X(PUBLISH, ROLE_BIT(PUBLISHER))                         /* releases: create, preview, publish */                   \
    X(MANAGE_KEYS, ROLE_BIT(ADMIN) | ROLE_BIT(OPERATOR))    /* api-keys */                                             \
    X(READ_AUDIT, ROLE_BIT(ADMIN) | ROLE_BIT(OPERATOR))     /* audit-events */                                         \
    X(READ_EVALUATION, ROLE_BIT(EVALUATOR) | ROLE_BIT(OPERATOR))                                                       \
    X(WRITE_SHARED, ROLE_BIT(OPERATOR)) /* catalogue, municipalities, peer groups, figures of countries and regions */ \
    X(LOAD_ARCHIVE, ROLE_BIT(OPERATOR)) /* import for any municipality, with recorded_at and published_at of the past  \
                                         */

enum action {
#define X(name, roles) ACTION_##name,
    ACTIONS(X)
#undef X
        ACTION_COUNT
};

struct grant {
    enum role role;
    const char *municipality; /* set for the municipal roles only */
    const char *evaluation;   /* set for ROLE_EVALUATOR only */
};

struct principal {
    const char *account; /* for the audit log: never a secret */
    const struct grant *grants;
    size_t grant_count;
};

const char *role_code(enum role role);
const char *role_description(enum role role, enum lang lang);
enum grant_scope role_scope(enum role role);

/* The role of that code; -1 when there is none. */
int role_from_code(const char *code);

/* Whether holding `role` gives what `other` gives: true of itself. */
bool role_includes(enum role role, enum role other);

/* Whether the principal may do this at `where`: a municipality's code, for READ_EVALUATION an evaluation's. An
 * operator's grant holds everywhere; `where` NULL asks for nothing but that. NULL for nobody: false. */
bool principal_may(const struct principal *principal, enum action action, const char *where);

/* The roles of which one is needed for it, the least of each ladder: "admin, operator". */
const char *action_roles(struct arena *arena, enum action action);

/* Whether there is any place at all where principal_may would be true: for a first look before the object is known. */
bool principal_may_somewhere(const struct principal *principal, enum action action);

/* The one municipality the grants name; NULL when there is none. Grants never name two (see token.h). */
const char *principal_municipality(const struct principal *principal);

bool principal_is_operator(const struct principal *principal);

#endif
