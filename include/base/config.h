/* The one table of settings: --help, docs/operations.md, /limits, check-config and the program all read it.
 *
 * A setting is an environment variable and, for most, a flag; flags win. All bad settings are reported at once. */
#ifndef BASE_CONFIG_H
#define BASE_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Text settings: X(member, ENV, flag or NULL, default, description) */
#define CONFIG_TEXTS(X)                                                                                                \
    X(settings_file, "TILLIT_SETTINGS", "--settings", "",                                                              \
      "file of lines NAME=value with settings named as here; environment and flags go before it")                      \
    X(host, "TILLIT_HOST", "--host", "127.0.0.1", "address to listen on")                                              \
    X(ops_host, "TILLIT_OPS_HOST", "--ops-host", "127.0.0.1", "address of the operations port")                        \
    X(public_url, "TILLIT_PUBLIC_URL", "--public-url", "",                                                             \
      "where clients reach the service; all links start with it (default http://localhost:PORT)")                      \
    X(db_public, "TILLIT_DB_PUBLIC", NULL, "host=/run/postgresql dbname=tillit user=tillit_public",                    \
      "libpq connection string for keyless reading (role tillit_public)")                                              \
    X(db_app, "TILLIT_DB_APP", NULL, "host=/run/postgresql dbname=tillit user=tillit_app",                             \
      "libpq connection string for members and imports (role tillit_app)")                                             \
    X(db_read, "TILLIT_DB_READ", NULL, "",                                                                             \
      "libpq connection string of hot standbys, several hosts allowed, that keyless requests read (role "              \
      "tillit_public); empty: the primary")                                                                            \
    X(db_admin, "TILLIT_DB_ADMIN", NULL, "host=/run/postgresql dbname=tillit user=postgres",                           \
      "libpq connection string for `migrate`: may create roles and schemas")                                           \
    X(db_listen, "TILLIT_DB_LISTEN", NULL, "",                                                                         \
      "libpq connection string for hearing of changes (role tillit_app), past any pooler (default TILLIT_DB_APP)")     \
    X(audit_key_file, "TILLIT_AUDIT_KEY_FILE", NULL, "",                                                               \
      "file with the audit trail's keys, made by `migrate` when missing; without it nothing can be written")           \
    X(cors_origins, "TILLIT_CORS_ORIGINS", NULL, "",                                                                   \
      "origins whose pages in the browser may send a key, separated by commas: https://portal.example.org")            \
    X(embed_origins, "TILLIT_EMBED_ORIGINS", NULL, "",                                                                 \
      "origins whose pages may show those of /embed/ in a frame, separated by commas; empty: none")                    \
    X(trusted_proxies, "TILLIT_TRUSTED_PROXIES", NULL, "",                                                             \
      "addresses and networks, separated by commas, whose X-Forwarded-For says who is asking: 10.0.0.5, fd00::/8")     \
    X(unlimited_addresses, "TILLIT_UNLIMITED_ADDRESSES", NULL, "127.0.0.0/8, ::1",                                     \
      "addresses and networks without limits of their own for connections and rates")                                  \
    X(today, "TILLIT_TODAY", "--today", "", "fixes the day (YYYY-MM-DD) for demonstrations and tests")                 \
    X(spool_dir, "TILLIT_SPOOL_DIR", "--spool-dir", "/tmp", "folder for imports while they arrive")                    \
    X(contact_email, "TILLIT_CONTACT_EMAIL", NULL, "tillit@example.org", "shown in the OpenAPI document")              \
    X(organisation, "TILLIT_ORGANISATION", NULL, "Tillit", "who publishes the figures, for catalogues of open data")   \
    X(dataset, "TILLIT_DATASET", "--dataset", "",                                                                      \
      "import: the dataset of all files (default: each file's name without its ending)")                               \
    X(bench_rows, "TILLIT_BENCH_ROWS", "--rows", "",                                                                   \
      "bench-data: how many figures: 2300, 23000, 230000, 2320000 or 23200000")                                        \
    X(log_level, "TILLIT_LOG_LEVEL", "--log-level", "info", "debug, info, warning or error")                           \
    X(oidc_issuer, "TILLIT_OIDC_ISSUER", NULL, "",                                                                     \
      "OpenID Connect: `iss` of the access tokens that are accepted beside keys; empty: none are")                     \
    X(oidc_audience, "TILLIT_OIDC_AUDIENCE", NULL, "", "OpenID Connect: this service's own name in `aud`")             \
    X(oidc_jwks, "TILLIT_OIDC_JWKS", NULL, "",                                                                         \
      "OpenID Connect: the provider's keys: https URL, http URL on this machine, or absolute path of a file")          \
    X(oidc_role_claim, "TILLIT_OIDC_ROLE_CLAIM", NULL, "",                                                             \
      "OpenID Connect: claim with values such as se-9901:editor, ev-sam:evaluator or operator; /a/b reaches inside")   \
    X(oidc_municipality_claim, "TILLIT_OIDC_MUNICIPALITY_CLAIM", NULL, "",                                             \
      "OpenID Connect: claim with the municipality's code, when the role claim has bare roles such as editor")

/* Whole numbers: X(member, ENV, flag or NULL, default, lowest, highest, shown by /limits, description) */
#define CONFIG_NUMBERS(X)                                                                                              \
    X(port, "TILLIT_PORT", "--port", 8080, 0, 65535, false, "port to listen on; 0 takes a free one")                   \
    X(ops_port, "TILLIT_OPS_PORT", "--ops-port", 8081, 0, 65535, false,                                                \
      "port of /livez, /readyz, /startupz, /metrics; 0 takes a free one")                                              \
    X(max_connections, "TILLIT_MAX_CONNECTIONS", NULL, 1024, 8, 100000, true, "client connections at a time")          \
    X(max_connections_per_address, "TILLIT_MAX_CONNECTIONS_PER_ADDRESS", NULL, 256, 8, 100000, true,                   \
      "of them from one address (IPv6: one /64); behind a trusted proxy, requests at a time")                          \
    X(rate_per_address, "TILLIT_RATE_PER_ADDRESS", NULL, 6000, 0, 1000000, true,                                       \
      "requests a minute without a key, and keys that are not valid, from one address; 0: any number")                 \
    X(rate_per_key, "TILLIT_RATE_PER_KEY", NULL, 6000, 0, 1000000, true,                                               \
      "requests a minute with one key; 0: any number")                                                                 \
    X(max_url_bytes, "TILLIT_MAX_URL_BYTES", NULL, 8192, 256, 16384, true, "bytes of a URL")                           \
    X(max_header_bytes, "TILLIT_MAX_HEADER_BYTES", NULL, 16384, 1024, 32768, true, "bytes of all request headers")     \
    X(max_headers, "TILLIT_MAX_HEADERS", NULL, 64, 8, 256, true, "request headers")                                    \
    X(max_parameters, "TILLIT_MAX_PARAMETERS", NULL, 64, 4, 256, true, "query parameters")                             \
    X(max_body_bytes, "TILLIT_MAX_BODY_BYTES", NULL, 1048576, 1024, 16777216, true, "bytes of a JSON body")            \
    X(max_json_depth, "TILLIT_MAX_JSON_DEPTH", NULL, 32, 4, 128, true, "nesting of a JSON body")                       \
    X(max_bodies_bytes, "TILLIT_MAX_BODIES_BYTES", NULL, 67108864, 1048576, 1073741824, true,                          \
      "bytes of all request bodies held in memory at a time")                                                          \
    X(max_import_bytes, "TILLIT_MAX_IMPORT_BYTES", NULL, 67108864, 1024, 4294967296, true,                             \
      "bytes of an import over HTTP")                                                                                  \
    X(max_import_rows, "TILLIT_MAX_IMPORT_ROWS", NULL, 1000000, 10, 1000000000, true, "rows of an import over HTTP")   \
    X(max_imports, "TILLIT_MAX_IMPORTS", NULL, 4, 1, 64, true, "imports over HTTP at a time")                          \
    X(max_exports, "TILLIT_MAX_EXPORTS", NULL, 4, 1, 64, true, "streamed exports at a time")                           \
    X(default_page, "TILLIT_DEFAULT_PAGE", NULL, 20, 1, 1000, true, "rows of a page when limit is not given")          \
    X(max_page, "TILLIT_MAX_PAGE", NULL, 1000, 1, 10000, true, "rows of a page at most")                               \
    X(max_offset, "TILLIT_MAX_OFFSET", NULL, 10000, 0, 1000000, true, "largest offset; the cursor has no limit")       \
    X(max_expanded, "TILLIT_MAX_EXPANDED", NULL, 1000, 1, 10000, true, "expanded objects of one kind per object")      \
    X(max_calculation_items, "TILLIT_MAX_CALCULATION_ITEMS", NULL, 10000, 10, 1000000, true,                           \
      "items of an array in a calculation")                                                                            \
    X(max_calculation_lines, "TILLIT_MAX_CALCULATION_LINES", NULL, 100, 2, 100, true,                                  \
      "rows, and columns, of a matrix in a calculation")                                                               \
    X(max_calculation_count, "TILLIT_MAX_CALCULATION_COUNT", NULL, 1000000000, 1000, 1000000000, true,                 \
      "largest count of persons in a calculation")                                                                     \
    X(max_values, "TILLIT_MAX_VALUES", NULL, 500, 1, 10000, true, "values in one filter")                              \
    X(max_analysis_items, "TILLIT_MAX_ANALYSIS_ITEMS", NULL, 1000, 1, 100000, true,                                    \
      "items of an analysis: one for each combination of values")                                                      \
    X(max_analysis_bytes, "TILLIT_MAX_ANALYSIS_BYTES", NULL, 8388608, 10000, 1073741824, true,                         \
      "bytes of the items of an analysis")                                                                             \
    X(max_cube_cells, "TILLIT_MAX_CUBE_CELLS", NULL, 500000, 1000, 10000000, true,                                     \
      "cells of a table that leaves as a whole (JSON-stat, PC-Axis)")                                                  \
    X(cache_bytes, "TILLIT_CACHE_BYTES", NULL, 67108864, 0, 1099511627776, false,                                      \
      "bytes of replies to keyless requests that are kept; 0 keeps none")                                              \
    X(cache_stale_s, "TILLIT_CACHE_STALE_S", NULL, 300, 0, 86400, false,                                               \
      "seconds for which kept replies are served, marked as stale, while the database is away")                        \
    X(pool_public, "TILLIT_POOL_PUBLIC", NULL, 8, 1, 200, false, "database connections for keyless reading")           \
    X(pool_app, "TILLIT_POOL_APP", NULL, 8, 1, 200, false, "database connections for members and imports")             \
    X(read_lag_ms, "TILLIT_DB_READ_LAG_MS", NULL, 100, 1, 600000, false,                                               \
      "milliseconds that a standby may be behind the primary and still be read")                                       \
    X(db_pooled, "TILLIT_DB_POOLED", NULL, 0, 0, 1, false,                                                             \
      "1: a PgBouncer in transaction mode stands before the database; nothing is kept in a session")                   \
    X(queue_wait_ms, "TILLIT_QUEUE_WAIT_MS", NULL, 900, 10, 60000, true,                                               \
      "milliseconds a request waits for a database connection, or for its turn to import or export")                   \
    X(statement_timeout_ms, "TILLIT_STATEMENT_TIMEOUT_MS", NULL, 5000, 100, 600000, true,                              \
      "milliseconds of a statement")                                                                                   \
    X(max_page_cost, "TILLIT_MAX_PAGE_COST", NULL, 100000, 100, 1000000000, false,                                     \
      "what PostgreSQL may estimate a page of figures, series or changes to cost")                                     \
    X(request_deadline_ms, "TILLIT_REQUEST_DEADLINE_MS", NULL, 10000, 100, 600000, true,                               \
      "milliseconds of a request from its last byte to its reply; imports, streamed exports and publication have "     \
      "their own")                                                                                                     \
    X(bulk_timeout_ms, "TILLIT_BULK_TIMEOUT_MS", NULL, 600000, 1000, 86400000, true,                                   \
      "milliseconds of an import's or export's statement")                                                             \
    X(header_deadline_ms, "TILLIT_HEADER_DEADLINE_MS", NULL, 5000, 100, 600000, true,                                  \
      "milliseconds for a request's headers to arrive")                                                                \
    X(body_bytes_per_s, "TILLIT_BODY_BYTES_PER_S", NULL, 1000, 1, 1000000000, true,                                    \
      "slowest allowed body, bytes per second")                                                                        \
    X(write_stall_ms, "TILLIT_WRITE_STALL_MS", NULL, 30000, 1000, 600000, true,                                        \
      "milliseconds a reader may take nothing of its reply")                                                           \
    X(keep_alive_ms, "TILLIT_KEEP_ALIVE_MS", NULL, 10000, 100, 600000, true,                                           \
      "milliseconds an idle connection is kept")                                                                       \
    X(drain_ms, "TILLIT_DRAIN_MS", NULL, 10000, 0, 600000, false, "milliseconds for requests in flight at the end")    \
    X(oidc_leeway_s, "TILLIT_OIDC_LEEWAY_S", NULL, 30, 0, 300, false,                                                  \
      "OpenID Connect: seconds that the provider's clock may be ahead")                                                \
    X(oidc_keys_max_age_s, "TILLIT_OIDC_KEYS_MAX_AGE_S", NULL, 600, 1, 86400, false,                                   \
      "OpenID Connect: seconds until the provider's keys are read anew")                                               \
    X(oidc_keys_interval_s, "TILLIT_OIDC_KEYS_INTERVAL_S", NULL, 30, 1, 3600, false,                                   \
      "OpenID Connect: least seconds between two readings when tokens name unknown keys")

struct config {
#define X(member, ...) const char *member;
    CONFIG_TEXTS(X)
#undef X
#define X(member, ...) long member;
    CONFIG_NUMBERS(X)
#undef X
};

/* A row of the table, for those who print it. `value` is the one in force in the config it was made from. */
struct setting {
    const char *name; /* member of /limits: max_page */
    const char *environment;
    const char *flag; /* NULL: environment only */
    const char *default_value;
    const char *value;
    const char *description;
    bool is_limit;
    long number;
    char number_text[24]; /* what `value` points to for numbers */
};

/* The settings in table order; `settings` holds config_setting_count() rows whose texts live as long as `config`. */
size_t config_setting_count(void);
void config_list(const struct config *config, struct setting *settings);

/* Reads the file of settings, the environment, then flags from argv[*next] on; stops at the first word that is no flag
 * and leaves its index in *next ("--" ends the flags). Tells `faults` of every fault; false when there was one. */
bool config_read(struct config *config, int argc, char **argv, int *next, FILE *faults);

/* Whether that is the flag of a setting. */
bool config_is_flag(const char *word);

/* A sentence about each variable of the environment that is named as settings are, or nearly as one, and is none, with
 * the setting it may have meant. They are no faults: an environment may hold what is others'. */
void config_tell_strangers(void (*tell)(const char *sentence));

/* Whether the provider's keys may be read from there: an https URL, an http URL whose host is this machine by name or
 * loopback address, or an absolute path. User names in a URL are refused. */
bool config_is_key_source(const char *source);

#endif
