/* Writing any resource that is written, from its field table: route->subject. */
#ifndef API_WRITING_H
#define API_WRITING_H

#include "work/work.h"

handler handle_create, handle_change, handle_delete;

/* Keys are made and revoked in a way of their own. */
handler handle_create_key, handle_revoke_key;

/* Whether a request is a municipality's change of its own part in another's evaluation. */
bool evaluation_part_is_own(const struct request *request, struct db *db, const char *owner, bool *is_own,
                            struct error *err) must_check;

#endif
