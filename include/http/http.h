/* HTTP as the rest of the program sees it: a table of routes in, requests and replies, no library.
 *
 * http owns the socket, deadlines, limits, strict parsing, matching, negotiation, conditional requests, tracing,
 * CORS, problem+json and the access log. Handlers get a request that is well-formed, matched, authorised and
 * negotiated, and fill a reply or an error. */
#ifndef HTTP_HTTP_H
#define HTTP_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/arena.h"
#include "base/config.h"
#include "base/error.h"
#include "base/lang.h"
#include "base/parameter.h"
#include "http/media.h"

enum http_method { HTTP_GET, HTTP_POST, HTTP_PATCH, HTTP_DELETE };

/* How a route takes its body. */
enum http_body {
    BODY_NONE,   /* any body is 413 */
    BODY_MEMORY, /* whole, at most config.max_body_bytes, within the budget of all bodies */
    BODY_SPOOL   /* into an unlinked file, at most config.max_import_bytes, config.max_imports at a time */
};

struct request;
struct reply;

/* What a route means to api; http only carries it. */
struct route {
    enum http_method method;
    const char *pattern; /* "/tillit/v1/indicators/{code}": segments are literal or {name} */
    bool (*handle)(struct request *request, struct reply *reply, struct error *err);
    const void *subject; /* for the handler: the resource of a generic route, for example */
    unsigned scope;      /* for authorise; 0 is forbidden: a route without a declared scope stops the start */
    unsigned produces;   /* set of MEDIA_BIT; the lowest enum member is the default */
    unsigned accepts;    /* set of MEDIA_BIT for bodies, 0 without body */
    enum http_body body;
    bool cross_origin; /* a POST that stores nothing: pages of every origin may send it without a key */
    bool is_long;      /* has no deadline as a whole, its statements have their own */
    unsigned lasting;  /* set of MEDIA_BIT: what it gives in these is the same as long as the program runs, whatever the
                          parameters; nobody's identity matters */
    bool is_foreign;   /* keeps another system's contract: the handler gets all parameters as that system's clients send
                          them, repeated or not, `format` among them */
    const char *const *varies; /* headers of requests that its replies depend on besides Accept and Accept-Language, to
                                  the letter; ends with NULL. NULL: none */
};

enum { ROUTE_MOST_ARGUMENTS = 6 };

struct request {
    struct arena *arena; /* lives until the reply has been sent */
    const struct config *config;
    void *context; /* of the service */
    const struct route *route;
    const char *arguments[ROUTE_MOST_ARGUMENTS]; /* the values of the pattern's {names}, decoded */
    const char *path;                            /* decoded, without query */
    const char *query;                           /* raw query string, "" when there is none */
    const struct parameter *parameters; /* decoded; unless the route is foreign by name, each name once, without
                                           `format`; `lang` is still there */
    size_t parameter_count;
    enum http_method method; /* HEAD comes as HTTP_GET */
    bool is_head;
    enum media media;      /* what to answer with, negotiated from format= and Accept */
    enum lang lang;        /* from Accept-Language; api lets lang= override it */
    enum media body_media; /* type of the body, when there is one */
    const char *body;      /* BODY_MEMORY: terminated, NULL without body */
    size_t body_length;
    int body_file;       /* BODY_SPOOL: descriptor at offset 0, closed by http; -1 otherwise */
    const char *client;  /* address of who is asking */
    const char *account; /* of whose key it is, set by the service's authorise; NULL without a key */
    const char *trace_id;
    int64_t deadline_ms; /* clock_now_ms by which the handler should have its reply; 0: none */
    void *identity;      /* who is asking, set by the service's authorise; NULL for nobody */
    void *connection;    /* private to http */
};

/* A request header; NULL when absent. Names are case-insensitive. */
const char *request_header(const struct request *request, const char *name);

/* Whether If-Match allows to change an object in that revision: a tag counts by what stands before its '-', also one
 * that a compressing proxy has weakened: the service gives strong ones only. False: 428 without the header, 400 when it
 * is malformed, 412 when no tag fits. */
bool request_may_change(const struct request *request, int64_t revision, struct error *err) must_check;

/* Absolute address of this service: "{public_url}{path}". */
const char *request_link(const struct request *request, const char *path);

/* Pulls the next bytes of a streamed body: > 0 bytes, 0 at the end, -1 broken (the reply then ends without its final
 * chunk). `close` is called once, also when the client goes away. */
struct reply_stream {
    ssize_t (*read)(void *state, char *buffer, size_t size);
    void (*close)(void *state);
    void *state;
};

enum { REPLY_NO_ETAG = -1 };

struct reply {
    struct arena *arena;
    int status;               /* 200 unless set */
    const char *content_type; /* default: that of the negotiated media */
    const char *body;
    size_t length;
    struct reply_stream stream; /* instead of body when stream.read is set */
    int64_t revision;           /* ETag "<revision>-<hash of body>"; REPLY_NO_ETAG (default) for none */
    const char *language;       /* Content-Language, NULL for none */
    const char *file_name;      /* Content-Disposition; NULL for none */
    const char *cache_control;  /* default "no-store"; HTTP_CACHE_PUBLIC for public data */
    struct parameter headers[16];
    size_t header_count;
};

#define HTTP_CACHE_PUBLIC "public, max-age=60, stale-while-revalidate=600, stale-if-error=86400"
#define HTTP_CACHE_PRIVATE "private, no-store"

/* Adds a header; the texts must live as long as the reply's arena. */
void reply_header(struct reply *reply, const char *name, const char *value);

/* Sets the body; `body` must live as long as the arena. */
void reply_body(struct reply *reply, const char *body, size_t length);

/* A refusal as it is sent. */
struct refusal {
    int status;
    const char *content_type;
    const char *body;
    size_t length;
    enum lang lang;          /* of the words */
    int retry_after_s;       /* 0: no Retry-After */
    struct parameter header; /* one more; name NULL: none */
};

/* How refusals are told to the clients of another system, who know its words only. */
struct dialect {
    const char *prefix; /* of paths, whether they match a route or not: "/kolada/" */
    /* Changes what would be sent, which is problem+json. `request` is as far as it was read. */
    void (*word)(const struct request *request, const struct error *err, struct refusal *refusal);
};
struct cache;

/* Sets a file as the body, from its beginning; it is closed when it has been sent. */
void reply_file(struct reply *reply, int file);

struct http_service {
    const char *name; /* in the log: "api", "ops" */
    const char *host;
    int port; /* 0: a free one */
    const char *public_url;
    int listener; /* a socket that listens already, shared with whoever comes next; -1: one is opened on host and port
                   */
    const struct config *config;
    const struct route *routes;
    size_t route_count;
    void *context;
    /* Called before the body is read, once route and method are known: false with `err` filled refuses (401, 403).
     * NULL lets everything pass. */
    bool (*authorise)(struct request *request, struct error *err);
    /* Called before a refusal (status 400 to 499) is sent to someone with an identity: for the audit trail. May be
     * NULL. */
    void (*refused)(struct request *request, int status);
    /* Called after each reply: for metrics. `route` is NULL when nothing matched. May be NULL. */
    void (*served)(void *context, const struct route *route, int status, double seconds);
    const struct dialect *const *dialects;
    size_t dialect_count;
    /* The page that tells a person of a problem, for a client that would rather read HTML than JSON, where no dialect
     * words it: fills body, type and headers of `page`, or says that there is none for this address. May be NULL. */
    bool (*problem_page)(const struct request *request, const struct error *err, struct reply *page);
    bool has_limits;       /* connections, and requests a minute, of each client are bounded as the settings say */
    struct cache *cache;   /* keeps replies to keyless requests (cache/cache.h); NULL keeps none */
    struct cache *lasting; /* ... and those of a route's lasting media; NULL keeps none */
    bool cors;             /* keyless GET, and POST where the route says cross_origin, are open to every origin */
};

struct http_server;

/* Starts listening; false with `err` when a port is taken or a route declares no scope. */
bool http_start(const struct http_service *service, struct http_server **server, struct error *err) must_check;

/* The port it really listens on. */
int http_port(const struct http_server *server);

/* Another descriptor of the socket, for whoever listens on it after this server: http_stop leaves open what it has not
 * accepted. */
int http_keep_listener(struct http_server *server);

/* Stops accepting, lets requests in flight finish for at most `drain_ms` (answers carry Connection: close), stops. */
void http_stop(struct http_server *server, long drain_ms);

/* The problem+json text of an error. `instance` is the path. */
const char *http_problem(struct arena *arena, const struct error *err, enum lang lang, const char *public_url,
                         const char *instance, const char *trace_id, size_t *length);

#endif
