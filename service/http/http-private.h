/* What the parts of http share: the server, its connections, and one request with its reply (an exchange).
 *
 * How a request runs. libmicrohttpd has one thread per connection and calls, in that thread:
 *   exchange_create   when the request line is there (MHD_OPTION_URI_LOG_CALLBACK)
 *   guard_handle      when the headers are there, for each piece of the body, and when it has ended
 *   exchange_complete when the reply has gone or the client has (MHD_OPTION_NOTIFY_COMPLETED)
 * The guard stands where Ulfius' access handler would: it decides everything that can be decided before the body,
 * takes the body itself, and calls Ulfius' handler only for the end of the request, whose callback answers. It gets
 * there because this program defines MHD_start_daemon, which Ulfius calls (server.c). In the same way refusal.c gets
 * hold of what libmicrohttpd refuses by itself. */
#ifndef HTTP_HTTP_PRIVATE_H
#define HTTP_HTTP_PRIVATE_H

#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>
#include <ulfius.h>

#include "base/address.h"
#include "cache/cache.h"
#include "clients-private.h"
#include "head-private.h"
#include "headers-private.h"
#include "http/http.h"
#include "match-private.h"
#include "target-private.h"
#include "trace-private.h"

/* What a connection is doing, for the deadlines. */
enum phase {
    PHASE_IDLE,      /* between two requests */
    PHASE_HEADERS,   /* new, or the headers of a request are arriving */
    PHASE_BODY,      /* the body is arriving */
    PHASE_HANDLING,  /* we are at work */
    PHASE_WRITING,   /* the reply is leaving */
    PHASE_LINGERING, /* answered early: the rest of the body is thrown away */
    PHASE_REAPED     /* shut down, about to end */
};

struct connection {
    struct connection *next, *previous;
    struct http_server *server;
    struct exchange *exchange; /* the request in hand, NULL between two */
    struct arena *spare;       /* of the last request, for the next; NULL without */
    int socket;
    struct address address;
    char client[ADDRESS_TEXT_SIZE]; /* the address as text */
    struct client *holder;          /* who has it in hand; NULL where that is not counted */
    _Atomic int phase;
    _Atomic int64_t since_ms;   /* of the phase */
    _Atomic int64_t body_bytes; /* that have arrived */
    _Atomic int64_t held_bytes; /* of the reply that is leaving */
    _Atomic bool is_late;       /* the reaper closed the reading side: a deadline has passed */
    uint64_t received, acked;   /* the reaper's notes: what the kernel counted last */
    int64_t noted_ms, stuck_ms; /* when, and since when nothing was acknowledged (0: it was) */
};

struct http_server {
    struct _u_instance ulfius; /* first: MHD_start_daemon gets its address and finds the server */
    struct http_service service;
    struct arena *arena;
    struct route_table routes;
    struct clients *clients;
    MHD_AccessHandlerCallback ulfius_handler;
    int listener;
    bool is_shared; /* the socket outlives this server: who waits there is served by the next */
    int port;
    _Atomic bool is_draining;
    _Atomic int64_t bodies_bytes; /* held in memory by all requests */
    _Atomic long spools;          /* bodies in files */
    _Atomic long lingering;
    pthread_mutex_t lock; /* of what follows */
    pthread_cond_t wake;
    struct connection *connections;
    size_t connection_count;
    bool is_stopping;
    pthread_t reaper;
};

/* How the body is taken. */
enum intake { INTAKE_NONE, INTAKE_DISCARD, INTAKE_MEMORY, INTAKE_SPOOL };

struct intake_state {
    enum intake kind;
    int64_t limit;
    int64_t length; /* so far */
    char *data;     /* INTAKE_MEMORY */
    size_t capacity;
    int file; /* INTAKE_SPOOL */
};

/* What the exchange has of the kept replies. */
struct recall {
    const char *key; /* NULL: not asked, and nothing may be kept */
    size_t key_length;
    struct cache_entry *entry;   /* the reply that is sent */
    struct cache_flight *flight; /* others may be waiting for ours */
};

enum { OUTGOING_MOST_HEADERS = 48 };

/* A reply that only needs sending. */
struct outgoing {
    int status; /* 0: none yet */
    const char *body;
    size_t length;
    struct reply_stream stream;
    struct parameter headers[OUTGOING_MOST_HEADERS];
    size_t header_count;
};

struct exchange {
    struct request request; /* first: request->connection leads back here */
    struct http_server *server;
    struct connection *connection;
    struct MHD_Connection *mhd;
    struct arena *arena;
    double started_s;
    const char *method_name;
    bool is_http_1_1;
    bool is_begun;     /* the headers have been looked at */
    bool is_options;   /* to be answered with Allow */
    bool asks_handler; /* parameters are wrong already: a reading handler adds what it finds */
    bool must_close;   /* the connection cannot go on after this */
    bool must_linger;
    bool is_answered; /* by us: what libmicrohttpd would say after that is not sent */
    bool is_in_ulfius;
    enum MHD_Result queued; /* whether libmicrohttpd has taken ours */
    bool url_too_long;
    enum target_fault target_fault;
    struct target target;
    struct head head;
    struct headers headers;
    struct framing framing;
    struct trace trace;
    struct address address; /* of who is asking */
    bool is_limited;        /* by quota */
    const char *policy;     /* the name of the quota that the client is told of; NULL for none */
    struct quota quota;
    struct client *holder; /* who has the request in hand, where a proxy has the connection; NULL where not counted */
    const struct dialect *dialect; /* NULL: refusals are problem+json */
    const struct pattern *pattern;
    struct error err;
    struct intake_state intake;
    struct recall recall;
    struct outgoing out;
    size_t sent; /* bytes of the body given away */
    void *ulfius_context;
};

/* --- exchange.c */

void *exchange_create(void *server, const char *uri, struct MHD_Connection *mhd);
void exchange_complete(void *server, struct MHD_Connection *mhd, void **context, enum MHD_RequestTerminationCode code);

/* --- decide.c: everything before the body, in the order of api.md 5; false with exchange->err filled refuses. */

bool exchange_decide(struct exchange *exchange) must_check;

/* --- guard.c */

enum MHD_Result guard_handle(void *server, struct MHD_Connection *mhd, const char *url, const char *method,
                             const char *version, const char *data, size_t *data_size, void **context);

/* --- intake.c: the body */

/* Makes ready for the body of the route; false with 413 or 503. */
bool intake_open(struct exchange *exchange) must_check;

/* Takes the next bytes; false with 413, 503 or 507. */
bool intake_add(struct exchange *exchange, const char *data, size_t size) must_check;

/* The body has ended: hands it to the request. */
bool intake_end(struct exchange *exchange) must_check;

/* Gives memory, file and places back. */
void intake_close(struct exchange *exchange);

/* --- answer.c: fills exchange->out */

/* Runs the handler, or answers with what was decided before. */
void answer_request(struct exchange *exchange);

/* Answers with exchange->err. */
void answer_problem(struct exchange *exchange);

/* Adds the headers that are this exchange's alone. */
void answer_add_own(struct exchange *exchange);

/* --- send.c: two ways out for exchange->out */

/* At the end of the request, or before the body, after which the connection ends. Nothing is copied. */
enum MHD_Result send_reply(struct exchange *exchange);

/* In the middle of the body, where libmicrohttpd takes no reply: onto the socket. The connection must end now. */
void send_raw(struct exchange *exchange);

/* --- cors.c */

void cors_add_headers(struct exchange *exchange);

/* Whether another Origin would have been told something else. */
bool cors_depends_on_origin(const struct exchange *exchange);

/* --- refusal.c */

/* Finds libmicrohttpd's own MHD_queue_response; false when there is none. */
bool refusal_prepare(void) must_check;

/* Calls it: for a reply of ours. */
enum MHD_Result reply_queue(struct MHD_Connection *mhd, unsigned status, struct MHD_Response *response);

/* --- connections.c */

struct connection *connection_of(struct MHD_Connection *mhd);

void connection_notify(void *server, struct MHD_Connection *mhd, void **context,
                       enum MHD_ConnectionNotificationCode code);
void connection_enter(struct connection *connection, enum phase phase);

/* Whether libmicrohttpd may take a connection from there: its bound per address. */
enum MHD_Result connection_may_come(void *server, const struct sockaddr *address, socklen_t length);

/* Throws away what still arrives, for a moment: a client that is still sending then sees the reply, not a reset. */
void connection_linger(struct connection *connection);

/* --- reaper.c */

/* Starts and ends the thread that watches the deadlines. */
bool reaper_start(struct http_server *server, struct error *err) must_check;
void reaper_stop(struct http_server *server);

/* Ends connections while too many are open, those first whose loss hurts least: of the holder of `newest`, and of all.
 * The lock is held. */
void reaper_make_room(struct http_server *server, const struct connection *newest);

/* --- listener.c */

/* Opens the service's socket, or takes the one it has. */
bool listener_open(struct http_server *server, struct error *err) must_check;

/* --- helpers */

void outgoing_add(struct exchange *exchange, const char *name, const char *value);
bool outgoing_has(const struct outgoing *out, const char *name);

/* Puts those headers first that a 304 has too; how many they are. */
size_t outgoing_order(struct outgoing *out);

/* The address in a socket's; ::  when it has none. */
struct address client_address(const struct sockaddr *socket_address);

/* Whether the connections from there are bounded: proxies bring many clients, and some are told to be without limits.
 */
bool client_is_bounded(const struct http_server *server, const struct address *address);

/* --- limits.c: who may ask how much */

/* Finds out who is asking, and whether so many may from there. Steps of decide.c. */
bool limit_address(struct exchange *exchange) must_check;

/* When it is known whose key it is, or that it is nobody's: false when that account has asked too much. */
bool limit_account(struct exchange *exchange) must_check;

/* Tells the client of its quota. */
void limit_add_headers(struct exchange *exchange);

/* The request is over. */
void limit_leave(struct exchange *exchange);

#endif
