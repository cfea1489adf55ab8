/* Whole requests, from the bytes of their head to the reply as it would be sent, through all that `serve` sets up:
 * reading, matching, who may, negotiation, parameters, bodies, handlers, statements, wording. Two libraries end where
 * the process would (request_libraries.h): what is asked of the database is put together and then not sent.
 *
 * The input is "CALLER METHOD TARGET", headers one a line, an empty line, and the body to the end. Host, the caller's
 * token, and the length of a body whose headers do not tell it are added. */
#include <openssl/evp.h>

#include "api/surface.h"
#include "auth/token.h"
#include "base/log.h"
#include "command/private.h"
#include "fuzz.h"
#include "http/http-private.h"
#include "request_contract.h"
#include "request_libraries.h"

static struct http_server *server;
static struct api api;

/* ---- who asks ---- */

/* RFC 8037, appendix A.1: a key that is no secret. */
static const unsigned char private_key[32] = {0x9d, 0x61, 0xb1, 0x9d, 0xef, 0xfd, 0x5a, 0x60, 0xba, 0x84, 0x4a,
                                              0xf4, 0x92, 0xec, 0x2c, 0xc4, 0x44, 0x49, 0xc5, 0x69, 0x7b, 0x32,
                                              0x69, 0x19, 0x70, 0x3b, 0xac, 0x03, 0x1c, 0xae, 0x7f, 0x60};
static const char public_keys[] = "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"ed\","
                                  "\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}]}";

static struct {
    const char *name, *role; /* as a token says it; NULL: no token */
    char authorization[512];
} callers[] = {
    {"public", NULL},
    {"reader", "se-9901:reader"},
    {"editor", "se-9901:editor"},
    {"publisher", "se-9901:publisher"},
    {"admin", "se-9901:admin"},
    {"evaluator", "ev-sam:evaluator"},
    {"operator", "operator"},
};

enum { CALLER_COUNT = sizeof callers / sizeof *callers };

static const char *sign(struct arena *arena, EVP_PKEY *key, const char *header, const char *payload) {
    char signature[64];
    size_t length = sizeof signature;
    const char *text = arena_printf(arena, "%s.%s", text_to_base64url(arena, header, strlen(header)),
                                    text_to_base64url(arena, payload, strlen(payload)));
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    must(EVP_DigestSignInit(context, NULL, NULL, NULL, key) == 1 &&
         EVP_DigestSign(context, (unsigned char *)signature, &length, (const unsigned char *)text, strlen(text)) == 1);
    EVP_MD_CTX_free(context);
    return arena_printf(arena, "%s.%s", text, text_to_base64url(arena, signature, length));
}

static void make_callers(struct arena *arena) {
    EVP_PKEY *key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, private_key, sizeof private_key);
    for (size_t i = 0; i < CALLER_COUNT; i++) {
        if (callers[i].role == NULL) continue;
        const char *payload = arena_printf(
            arena, "{\"iss\":\"iss\",\"aud\":\"aud\",\"sub\":\"%s\",\"exp\":9999999999,\"roles\":[\"%s\"]}",
            callers[i].name, callers[i].role);
        snprintf(callers[i].authorization, sizeof callers[i].authorization, "Bearer %s",
                 sign(arena, key, "{\"alg\":\"EdDSA\",\"kid\":\"ed\"}", payload));
    }
    EVP_PKEY_free(key);
}

/* Whose object it is the database would tell: who has a key is let in without. */
static bool authorise(struct request *request, struct error *err) {
    size_t before = statements_refused();
    bool is_let_in = access_authorise(request, err);
    if (is_let_in || request->identity == NULL || statements_refused() == before) return is_let_in;
    error_replace(err, PROBLEM_NONE);
    return true;
}

/* ---- the service ---- */

/* The settings in which most of it is at work, and nothing depends on how many requests went before. */
static void choose_settings(struct config *config, const char *keys, const char *audit_key) {
    *config = *settings();
    config->port = 0;
    config->public_url = "https://tillit.example.org";
    config->today = "2025-09-30";
    config->trusted_proxies = "192.0.2.1";
    config->cors_origins = "https://portal.example.org";
    config->embed_origins = "https://portal.example.org";
    config->oidc_issuer = "iss";
    config->oidc_audience = "aud";
    config->oidc_jwks = keys;
    config->oidc_role_claim = "roles";
    config->oidc_keys_max_age_s = 1000000;
    config->oidc_keys_interval_s = 1000000;
    config->audit_key_file = audit_key;
    config->rate_per_address = config->rate_per_key = 0;
}

static void write_file(char *path, const char *text) {
    int file = mkstemp(path);
    must(file >= 0 && write(file, text, strlen(text)) == (ssize_t)strlen(text));
    close(file);
}

static void start_service(const struct config *config) {
    static struct token_rules rules;
    struct error err = error_start(arena_create());
    api.work.config = config;
    api.work.store = store_create(config);
    api.work.acts = api_acts(&api.work.act_count);
    must(token_rules_read(config, &rules));
    api.work.verifier = token_verifier_create(&rules);
    api.contract = contract_in;
    api.routes = api_routes(&api.route_count);
    served_routes(&api.served_count);
    api.metrics = metrics_create(api.routes, api.served_count);
    struct http_service service = {.name = "api",
                                   .host = "127.0.0.1",
                                   .public_url = config->public_url,
                                   .listener = -1,
                                   .config = config,
                                   .routes = api.routes,
                                   .route_count = api.served_count,
                                   .context = &api,
                                   .authorise = authorise,
                                   .refused = audit_refusal,
                                   .served = metrics_count,
                                   .problem_page = problem_page,
                                   .has_limits = true,
                                   .cors = true};
    service.dialects = api_dialects(&service.dialect_count);
    must(http_start(&service, &server, &err));
    arena_destroy(err.arena);
}

static void stop_service(void) {
    token_verifier_destroy(api.work.verifier);
    store_destroy(api.work.store);
    metrics_destroy(api.metrics);
}

/* ---- a request ---- */

struct input {
    struct wire_head head;
    const char *body;
    size_t body_length;
};

static void add_header(struct input *input, const char *name, const char *value) {
    struct wire_head *head = &input->head;
    if (head->header_count < WIRE_MOST_HEADERS) head->headers[head->header_count++] = (struct parameter){name, value};
}

static bool has_header(const struct input *input, const char *name) {
    for (size_t i = 0; i < input->head.header_count; i++)
        if (text_equal_fold(input->head.headers[i].name, name)) return true;
    return false;
}

static void add_caller(struct input *input, const char *name) {
    for (size_t i = 0; i < CALLER_COUNT; i++)
        if (callers[i].role != NULL && text_equal(callers[i].name, name))
            add_header(input, "Authorization", callers[i].authorization);
}

/* Lines that libmicrohttpd would not take for headers are left out. */
static void add_lines(struct input *input, char *lines) {
    for (char *line = take_line(&lines); line != NULL; line = take_line(&lines)) {
        char *colon = strchr(line, ':');
        if (colon == NULL || colon == line || *line == ' ' || *line == '\t') continue;
        *colon = '\0';
        add_header(input, line, colon + 1 + strspn(colon + 1, " \t"));
    }
}

static bool read_input(struct arena *arena, const uint8_t *data, size_t size, struct input *input) {
    const char *text = (const char *)data, *end = memmem(text, size, "\n\n", 2);
    size_t head_length = end == NULL ? size : (size_t)(end - text);
    char *lines = arena_strndup(arena, text, head_length), *words = take_line(&lines);
    char *method = strchr(words, ' '), *target = method == NULL ? NULL : strchr(method + 1, ' ');
    *input = (struct input){0};
    if (target == NULL) return false;
    *method++ = *target++ = '\0';
    input->head.method = method;
    input->head.target = target;
    if (end != NULL) input->body = end + 2;
    if (end != NULL) input->body_length = size - head_length - 2;
    add_header(input, "Host", "tillit.example.org");
    add_caller(input, words);
    add_lines(input, lines);
    bool is_framed = has_header(input, "Content-Length") || has_header(input, "Transfer-Encoding");
    if (input->body_length > 0 && !is_framed)
        add_header(input, "Content-Length", arena_printf(arena, "%zu", input->body_length));
    return true;
}

/* ---- the reply ---- */

static const char *header_of(const struct outgoing *out, const char *name) {
    const char *value = NULL;
    for (size_t i = 0; i < out->header_count; i++) {
        if (!text_equal_fold(out->headers[i].name, name)) continue;
        must(value == NULL);
        value = out->headers[i].value;
    }
    return value;
}

static void judge_headers(const struct outgoing *out) {
    must(header_of(out, "traceparent") != NULL && header_of(out, "Cache-Control") != NULL);
    must(out->status == 304 || text_equal(header_of(out, "X-Content-Type-Options"), "nosniff"));
    for (size_t i = 0; i < out->header_count; i++) {
        const char *value = out->headers[i].value;
        must(text_is_utf8(value, strlen(value)));
        for (const char *at = value; *at != '\0'; at++) must((unsigned char)*at >= 0x20 && *at != 0x7F);
    }
}

/* All of it, whichever way it leaves. */
static struct text body_of(struct arena *arena, struct outgoing *out) {
    struct text body = text_start(arena);
    char piece[4096];
    ssize_t length = 0;
    if (out->stream.read == NULL && out->length > 0) text_add_bytes(&body, out->body, out->length);
    while (out->stream.read != NULL && (length = out->stream.read(out->stream.state, piece, sizeof piece)) > 0)
        text_add_bytes(&body, piece, (size_t)length);
    must(length == 0);
    return body;
}

static const char *type_of(struct arena *arena, const struct outgoing *out) {
    const char *type = header_of(out, "Content-Type");
    return type == NULL ? "" : arena_strndup(arena, type, strcspn(type, ";"));
}

static void judge_problem(const json_t *problem, int status) {
    static const char *const texts[] = {"type", "title", "detail", "instance", "trace_id"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        must(json_string_length(json_object_get(problem, texts[i])) > 0);
    const char *slug = strrchr(json_string_value(json_object_get(problem, "type")), '/') + 1;
    must(json_integer_value(json_object_get(problem, "status")) == status);
    must(problem_status(problem_from_slug(slug)) == status);
    size_t index;
    const json_t *one;
    json_array_foreach(json_object_get(problem, "errors"), index, one) {
        must(json_string_length(json_object_get(one, "code")) > 0);
        must(json_string_length(json_object_get(one, "detail")) > 0);
    }
}

/* What a body of that type must be. */
static void judge_body(const char *type, const struct text *body, int status) {
    bool is_problem = text_equal(type, media_types[MEDIA_PROBLEM].type);
    bool is_json = is_problem || text_equal(type, media_types[MEDIA_JSON].type);
    if (text_equal(type, media_types[MEDIA_XLSX].type)) return;
    must(text_is_utf8(body->data, body->length));
    if (!is_json) return;
    json_t *json = json_loadb(body->data, body->length, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, NULL);
    must(json != NULL);
    if (is_problem) judge_problem(json, status);
    json_decref(json);
}

/* Statuses of what is refused before a route is known, and of OPTIONS. */
static bool is_without_route(int status) {
    static const int statuses[] = {204, 400, 404, 405, 413, 414, 431};
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++)
        if (statuses[i] == status) return true;
    return false;
}

/* Neighbours say of some things that they are not there to be done. */
static bool may_answer(const struct exchange *exchange, int status, const char *type) {
    const struct route *route = exchange->request.route;
    if (route == NULL) return is_without_route(status);
    if (contract_has(route)) return contract_allows(route, status, type);
    return status < 500 || status == 503 || (route->is_foreign && status == 501);
}

static bool repeats_parameter(const struct target *target) {
    for (size_t i = 0; i < target->parameter_count; i++)
        for (size_t j = 0; j < i; j++)
            if (text_equal(target->parameters[i].name, target->parameters[j].name)) return true;
    return false;
}

static bool repeats_member(const struct request *request) {
    static const char mark[] = "\xEF\xBB\xBF";
    size_t skipped = text_starts(request->body, mark) ? sizeof mark - 1 : 0;
    json_t *json = json_loadb(request->body + skipped, request->body_length - skipped, JSON_REJECT_DUPLICATES, NULL);
    bool repeats = json == NULL;
    json_decref(json);
    return repeats;
}

/* What stands twice has no meaning: it is refused, and no more is asked of the database than whose key it is. */
static void judge_repetition(const struct exchange *exchange, const struct input *input) {
    const struct request *request = &exchange->request;
    int status = exchange->out.status;
    struct target target; /* as it came: the exchange has each parameter once */
    if (request->route == NULL || request->route->is_foreign) return;
    must(status >= 400 || request->body == NULL || !repeats_member(request));
    if (target_parse(exchange->arena, input->head.target, &target) != TARGET_FINE || !repeats_parameter(&target))
        return;
    bool has_key = request->identity == NULL && headers_get(&exchange->headers, "Authorization") != NULL;
    must(status >= 400 && (status < 500 || has_key));
}

static void judge(struct exchange *exchange, const struct input *input, size_t refused_before) {
    struct outgoing *out = &exchange->out;
    const char *type = type_of(exchange->arena, out);
    struct text body = body_of(exchange->arena, out);
    bool is_bodiless = out->status == 204 || out->status == 304;
    judge_headers(out);
    must(may_answer(exchange, out->status, type));
    must(is_bodiless == (*type == '\0') && (!is_bodiless || body.length == 0));
    bool is_away =
        out->status == 503 || (out->status == 429 && exchange->dialect != NULL); /* as Kolada's clients wait */
    must(!is_away || statements_refused() > refused_before);
    must(is_away == (header_of(out, "Retry-After") != NULL));
    must((out->status == 401) == (header_of(out, "WWW-Authenticate") != NULL) || exchange->dialect != NULL);
    must(out->status != 405 || header_of(out, "Allow") != NULL);
    must(out->status < 400 || *type != '\0');
    if (!is_bodiless) judge_body(type, &body, out->status);
    judge_repetition(exchange, input);
}

/* ---- as libmicrohttpd calls the service ---- */

/* In pieces of growing length; whether all of it came. */
static bool give_body(struct exchange *exchange, const struct wire *wire, const struct input *input) {
    void *context = exchange;
    int64_t announced = exchange->framing.content_length;
    size_t wanted = announced == BODY_LENGTH_UNKNOWN ? input->body_length : (size_t)announced;
    for (size_t given = 0; given < wanted && given < input->body_length;) {
        size_t most = given + 1, left = (wanted < input->body_length ? wanted : input->body_length) - given;
        size_t length = left < most ? left : most, untaken = length;
        char *piece = malloc(length);
        must(piece != NULL);
        memcpy(piece, input->body + given, length);
        enum MHD_Result taken =
            guard_handle(server, NULL, wire->target, wire->method, wire->version, piece, &untaken, &context);
        free(piece);
        if (taken == MHD_NO) return false;
        must(untaken == 0);
        given += length;
    }
    return wanted <= input->body_length;
}

/* Whether a reply came of it; false: the client went before the end of its request. */
static bool ask(struct exchange *exchange, const struct wire *wire, const struct input *input) {
    void *context = exchange;
    size_t nothing = 0;
    guard_handle(server, NULL, wire->target, wire->method, wire->version, NULL, &nothing, &context);
    if (exchange->out.status != 0) return true;
    if (!give_body(exchange, wire, input)) return exchange->out.status != 0;
    guard_handle(server, NULL, wire->target, wire->method, wire->version, NULL, &nothing, &context);
    must(exchange->out.status != 0);
    return true;
}

static void run(struct arena *arena, const struct input *input) {
    struct wire wire;
    void *connection = NULL;
    size_t refused_before = statements_refused();
    wire_lay(arena, &input->head, &wire);
    wire_offer(&wire, NULL);
    connection_notify(server, NULL, &connection, MHD_CONNECTION_NOTIFY_STARTED);
    wire_offer(&wire, connection);
    struct exchange *exchange = exchange_create(server, wire.target, NULL);
    void *context = exchange;
    bool is_answered = ask(exchange, &wire, input);
    if (is_answered) judge(exchange, input, refused_before);
    exchange_complete(server, NULL, &context,
                      is_answered ? MHD_REQUEST_TERMINATED_COMPLETED_OK : MHD_REQUEST_TERMINATED_CLIENT_ABORT);
    connection_notify(server, NULL, &connection, MHD_CONNECTION_NOTIFY_CLOSED);
}

int LLVMFuzzerInitialize(int *argc, char ***argv) {
    static struct config config;
    static char keys[] = "/tmp/tillit-fuzz-XXXXXX", audit_key[] = "/tmp/tillit-fuzz-XXXXXX";
    struct arena *arena = arena_watched();
    struct principal principal;
    struct error err = error_start(arena);
    (void)argc, (void)argv;
    log_set_level(LOG_LEVEL_FATAL);
    write_file(keys, public_keys);
    write_file(audit_key, "8e7c6d5b4a39281706f5e4d3c2b1a09f8e7d6c5b4a39281706f5e4d3c2b1a09f\n");
    choose_settings(&config, keys, audit_key);
    make_callers(arena);
    start_service(&config);
    /* the keys are read with the first token that needs them */
    must(token_verify(api.work.verifier, arena, callers[1].authorization + strlen("Bearer "), &principal, &err));
    contract_read(&api);
    unlink(keys);
    unlink(audit_key);
    atexit(stop_service);
    arena_destroy(arena);
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena *arena = arena_watched();
    struct input input;
    if (read_input(arena, data, size, &input)) run(arena, &input);
    arena_destroy(arena);
    return 0;
}
