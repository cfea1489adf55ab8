/* What the verbs share. */
#ifndef COMMAND_PRIVATE_H
#define COMMAND_PRIVATE_H

#include "base/config.h"
#include "base/error.h"
#include "base/lang.h"

enum { EXIT_REFUSED = 1, EXIT_WRONG_CALL = 2 };

/* ---- say.c: what goes to standard error ---- */

/* "tillit: <what><word>; `tillit --help` explains"; returns EXIT_WRONG_CALL. */
int command_wrong_call(const char *what, const char *word);

/* The cause of what ended a verb, or what it means. */
void command_say_error(const struct error *err);

/* What is wrong with what was asked for, else the cause; returns EXIT_REFUSED or EXIT_WRONG_CALL. */
int command_show_error(struct arena *arena, const struct error *err);

/* ---- database.c ---- */

struct store;

/* Whether the database is there, the one that the program was made for, and reached as who may write: the cause says
 * what is to be done. */
bool command_has_database(const struct config *config, struct store *store, struct error *err) must_check;

/* The same, and that the audit trail can be written, without which nothing is. */
bool command_may_write(const struct config *config, struct store *store, struct error *err) must_check;

/* ---- contract.c: the OpenAPI document as it is served ---- */

struct api;
struct contract;

/* In Swedish or English; printed when it is first asked for, which takes some tenths of a second and lets others who
 * ask for it wait. Lives as long as the program. */
const struct contract *contract_in(const struct api *api, enum lang lang);

/* ---- the verbs that have a file of their own ---- */

/* Starts everything, serves until SIGINT or SIGTERM, drains, stops. On SIGHUP it is followed in the same process by
 * what `arguments`, those of the program, start anew. Returns the exit code. */
int command_serve(const struct config *config, char **arguments);

/* ---- succession.c ---- */

/* The socket that was handed to this process under the name, "api" or "ops"; -1 when there is none. */
int inherited_listener(const char *name);

/* Whether the program finds the settings good, as they are now; it says what is wrong. */
bool successor_can_start(char **arguments) must_check;

/* Starts the program anew in this process, with these sockets; returns only when that cannot be done. */
void hand_over(char **arguments, int api, int ops);

/* "READY=1", "RELOADING=1", "STOPPING=1" to whoever manages services here, when somebody does. */
void tell_manager(const char *state);

/* tillit import [--dataset D] FILE...: files in loading order, "-" is standard input; releases first, and again last,
 * when those that say so are published. Prints to standard error. Returns 0, 1 when a file is refused, 2 for a wrong
 * call or when the database is away. */
int import_command(const struct config *config, char **files, int count, const char *dataset);

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

/* tillit bench-data --rows N: fills an empty database with the generated set of N published figures, the same each
 * time; one that holds that set already is left as it is, and one that was broken off after the figures were stored is
 * completed. Returns 0, 1 when the database holds anything else, 2 for a wrong call or when the database is away. */
int bench_data_command(const struct config *config);

#endif
