#include "request_libraries.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <libpq-fe.h>
#include <microhttpd.h>
#include <netinet/in.h>

#include "base/text.h"
#include "fuzz.h"

/* Polled, it is ready at once; it is no socket to whoever wants to send or shut it down. */
static int nowhere(void) {
    static int file = -1;
    if (file < 0) file = open("/dev/null", O_RDWR | O_CLOEXEC);
    must(file >= 0);
    return file;
}

/* ---- libmicrohttpd ---- */

/* A documentation address (RFC 5737), so that the limits of clients hold for it. */
static struct sockaddr_in client = {.sin_family = AF_INET};

static struct {
    const struct wire *wire;
    void *connection;
} offered;

void wire_offer(const struct wire *wire, void *connection) {
    must(inet_pton(AF_INET, "192.0.2.1", &client.sin_addr) == 1);
    offered.wire = wire;
    offered.connection = connection;
}

/* Appends the bytes with the NUL after them, and what follows in the place of a separator. */
static char *lay(char **end, const char *text, const char *rest) {
    char *begin = *end;
    *end = stpcpy(stpcpy(*end, text) + 1, rest);
    return begin;
}

void wire_lay(struct arena *arena, const struct wire_head *head, struct wire *wire) {
    size_t size = strlen(head->method) + strlen(head->target) + sizeof "  HTTP/1.1\r\n\r\n";
    for (size_t i = 0; i < head->header_count; i++)
        size += strlen(head->headers[i].name) + strlen(head->headers[i].value) + strlen(": \r\n");
    char *begin = arena_alloc(arena, size), *end = begin;
    wire->method = lay(&end, head->method, "");
    wire->target = lay(&end, head->target, "");
    wire->version = lay(&end, "HTTP/1.1", "\n");
    for (size_t i = 0; i < head->header_count; i++)
        wire->headers[i] = (struct parameter){.name = lay(&end, head->headers[i].name, " "),
                                              .value = lay(&end, head->headers[i].value, "\n")};
    wire->header_count = head->header_count;
    wire->size = (size_t)(stpcpy(end, "\r\n") - begin);
}

/* Its options name the functions that fuzz_request.c calls as libmicrohttpd would. */
struct MHD_Daemon *MHD_start_daemon_va(unsigned flags, uint16_t port, MHD_AcceptPolicyCallback accept_policy,
                                       void *accept_context, MHD_AccessHandlerCallback handler, void *handler_context,
                                       va_list options) {
    static max_align_t daemon;
    (void)flags, (void)port, (void)accept_policy, (void)accept_context, (void)handler, (void)handler_context;
    (void)options;
    return (void *)&daemon;
}

const union MHD_ConnectionInfo *MHD_get_connection_info(struct MHD_Connection *mhd, enum MHD_ConnectionInfoType type,
                                                        ...) {
    static union MHD_ConnectionInfo info;
    (void)mhd;
    switch (type) {
    case MHD_CONNECTION_INFO_CLIENT_ADDRESS: info.client_addr = (struct sockaddr *)&client; break;
    case MHD_CONNECTION_INFO_CONNECTION_FD: info.connect_fd = nowhere(); break;
    case MHD_CONNECTION_INFO_SOCKET_CONTEXT: info.socket_context = offered.connection; break;
    case MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE: info.header_size = offered.wire->size; break;
    default: return NULL;
    }
    return &info;
}

int MHD_get_connection_values(struct MHD_Connection *mhd, enum MHD_ValueKind kind, MHD_KeyValueIterator iterator,
                              void *context) {
    int count = 0;
    (void)mhd;
    if (kind != MHD_HEADER_KIND) return 0;
    for (; (size_t)count < offered.wire->header_count; count++) {
        const struct parameter *header = &offered.wire->headers[count];
        if (iterator != NULL && iterator(context, kind, header->name, header->value) == MHD_NO) break;
    }
    return count;
}

/* ---- libpq ---- */

enum { RESULTS_MOST = 32, NAMES_MOST = 128, BETWEEN = -1 };

struct pg_conn {
    bool in_pipeline;
    int results[RESULTS_MOST]; /* that are still to be fetched; BETWEEN: the end of a statement's */
    size_t first, count;
    bool sets_session[NAMES_MOST]; /* of the statements prepared as s0, s1, ... */
};

static size_t refused;

size_t statements_refused(void) { return refused; }

static int refuse(void) {
    refused++;
    return 0;
}

static void add_result(PGconn *connection, int status) {
    must(connection->count < RESULTS_MOST);
    connection->results[(connection->first + connection->count++) % RESULTS_MOST] = status;
}

static int succeed(PGconn *connection, ExecStatusType status) {
    add_result(connection, (int)status);
    add_result(connection, BETWEEN);
    return 1;
}

static bool begins_as_command(const char *sql) {
    static const char *const taken[] = {"begin", "rollback", "set ", "reset ", "deallocate "};
    for (size_t i = 0; i < sizeof taken / sizeof *taken; i++)
        if (text_starts(sql, taken[i])) return true;
    return false;
}

/* One, or several and nothing else. */
static bool is_command(const char *sql) {
    const char *next = strstr(sql, "; ");
    return begins_as_command(sql) && (next == NULL || is_command(next + 2));
}

static bool is_setting(const char *sql) { return text_starts(sql, "select set_config("); }

static bool names_parameter(const char *sql, size_t number) {
    char name[24];
    int length = snprintf(name, sizeof name, "$%zu", number);
    for (const char *at = sql; (at = strstr(at, name)) != NULL; at++)
        if (at[length] < '0' || at[length] > '9') return true;
    return false;
}

/* PostgreSQL refuses a statement that names a parameter it does not get, and one that does not name what it gets. */
static void judge_statement(const char *sql, int count) {
    must(text_is_utf8(sql, strlen(sql)));
    for (int i = 1; i <= count; i++) must(names_parameter(sql, (size_t)i));
    must(!names_parameter(sql, (size_t)count + 1));
}

/* ... and texts that are no UTF-8. */
static void judge_parameters(const char *const *parameters, int count) {
    for (int i = 0; i < count; i++) must(parameters[i] == NULL || text_is_utf8(parameters[i], strlen(parameters[i])));
}

static size_t place_of(const char *name) {
    size_t place = strtoul(name + 1, NULL, 10);
    must(name[0] == 's' && place < NAMES_MOST);
    return place;
}

PGconn *PQconnectStartParams(const char *const *names, const char *const *values, int expand) {
    (void)names, (void)values, (void)expand;
    PGconn *connection = calloc(1, sizeof *connection);
    must(connection != NULL);
    return connection;
}

PostgresPollingStatusType PQconnectPoll(PGconn *connection) {
    (void)connection;
    return PGRES_POLLING_OK;
}

void PQfinish(PGconn *connection) { free(connection); }

PQnoticeProcessor PQsetNoticeProcessor(PGconn *connection, PQnoticeProcessor processor, void *context) {
    (void)connection, (void)processor, (void)context;
    return NULL;
}

ConnStatusType PQstatus(const PGconn *connection) {
    (void)connection;
    return CONNECTION_OK;
}

PGTransactionStatusType PQtransactionStatus(const PGconn *connection) {
    (void)connection;
    return PQTRANS_IDLE;
}

char *PQerrorMessage(const PGconn *connection) {
    static char message[] = "there is no server";
    (void)connection;
    return message;
}

int PQbackendPID(const PGconn *connection) { return connection == NULL ? 0 : 1; }

int PQsocket(const PGconn *connection) {
    (void)connection;
    return nowhere();
}

int PQconsumeInput(PGconn *connection) {
    (void)connection;
    return 1;
}

int PQisBusy(PGconn *connection) {
    (void)connection;
    return 0;
}

PGresult *PQgetResult(PGconn *connection) {
    if (connection->count == 0) return NULL;
    int status = connection->results[connection->first];
    connection->first = (connection->first + 1) % RESULTS_MOST;
    connection->count--;
    return status == BETWEEN ? NULL : PQmakeEmptyPGresult(NULL, (ExecStatusType)status);
}

int PQsendQuery(PGconn *connection, const char *sql) {
    if (connection->in_pipeline) return 0;
    if (*sql == '\0') return succeed(connection, PGRES_EMPTY_QUERY);
    return is_command(sql) ? succeed(connection, PGRES_COMMAND_OK) : refuse();
}

int PQsendQueryParams(PGconn *connection, const char *sql, int count, const Oid *types, const char *const *values,
                      const int *lengths, const int *formats, int format) {
    (void)types, (void)lengths, (void)formats, (void)format;
    judge_statement(sql, count);
    judge_parameters(values, count);
    if (is_command(sql)) return succeed(connection, PGRES_COMMAND_OK);
    return is_setting(sql) ? succeed(connection, PGRES_TUPLES_OK) : refuse();
}

int PQsendPrepare(PGconn *connection, const char *name, const char *sql, int count, const Oid *types) {
    (void)types;
    judge_statement(sql, count);
    connection->sets_session[place_of(name)] = is_setting(sql);
    return succeed(connection, PGRES_COMMAND_OK);
}

int PQsendQueryPrepared(PGconn *connection, const char *name, int count, const char *const *values, const int *lengths,
                        const int *formats, int format) {
    (void)lengths, (void)formats, (void)format;
    judge_parameters(values, count);
    return connection->sets_session[place_of(name)] ? succeed(connection, PGRES_TUPLES_OK) : refuse();
}

/* As for a connection of standard strings in UTF-8. */
char *PQescapeLiteral(PGconn *connection, const char *text, size_t length) {
    (void)connection;
    must(text_is_utf8(text, length));
    char *quoted = malloc(2 * length + sizeof "''");
    must(quoted != NULL);
    quoted[0] = '\'';
    size_t escaped = PQescapeString(quoted + 1, text, length);
    memcpy(quoted + 1 + escaped, "'", sizeof "'");
    return quoted;
}

int PQsetSingleRowMode(PGconn *connection) {
    (void)connection;
    return 1;
}

int PQenterPipelineMode(PGconn *connection) {
    connection->in_pipeline = true;
    return 1;
}

PGpipelineStatus PQpipelineStatus(const PGconn *connection) {
    return connection->in_pipeline ? PQ_PIPELINE_ON : PQ_PIPELINE_OFF;
}

int PQpipelineSync(PGconn *connection) {
    add_result(connection, PGRES_PIPELINE_SYNC);
    return 1;
}

int PQexitPipelineMode(PGconn *connection) {
    connection->in_pipeline = false;
    return 1;
}
