/* API keys from the command line; over HTTP they are a resource like others. */
#ifndef API_KEYS_H
#define API_KEYS_H

#include "base/config.h"

/* tillit key create --role ROLE [--municipality CODE] [--evaluation CODE] [--label TEXT] [--expires DATE]
 * tillit key list
 * tillit key revoke CODE
 * tillit key create-demo FILE
 * tillit key create-bench FILE
 *
 * As the operator, through TILLIT_DB_APP. `create` prints the key to standard output, once and alone; `list` prints
 * CSV; everything else goes to standard error. `create-demo` writes a file of keys for every role, for the places of
 * the demonstration data and only when those are loaded; a file whose keys all work is left as it is. `create-bench`
 * does the same for the figures of `bench-data`: reader and editor of se-1001, and the operator. Returns 0, 1 when it
 * is refused, 2 for a wrong call or when the database is away. */
int key_command(const struct config *config, char **words, int count);

#endif
