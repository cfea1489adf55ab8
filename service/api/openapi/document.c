/* The OpenAPI document: its frame, and the paths in the order of the routes. */
#include "api/openapi.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "private.h"

#define OPENAPI_VERSION "3.1.0"
#define HOME "https://example.org/tillit"

/* A text in both languages, from openapi/<name>.sv.md and openapi/<name>.en.md. */
static json_t *both_languages(struct arena *arena, const char *name) {
    return json_pack("{s:s, s:s}", "sv", embedded_text(arena, arena_printf(arena, "%s.sv.md", name)), "en",
                     embedded_text(arena, arena_printf(arena, "%s.en.md", name)));
}

static json_t *info(const struct printing *printing) {
    struct arena *arena = printing->arena;
    json_t *object =
        json_pack("{s:s, s:s, s:s, s:s}", "title", "Tillit", "version", TILLIT_VERSION, "summary",
                  "Trust in municipalities: indicators, figures and plans for following them up.", "x-summary-sv",
                  "Tillit till kommuner: indikatorer, siffror och planer för uppföljning.");
    json_object_set_new(object, "description",
                        json_string(arena_printf(arena, "%s\n\n%s", embedded_text(arena, "description.sv.md"),
                                                 embedded_text(arena, "description.en.md"))));
    json_object_set_new(
        object, "contact",
        json_pack("{s:s, s:s, s:s}", "name", "Tillit", "url", HOME, "email", printing->config->contact_email));
    json_object_set_new(object, "license", json_pack("{s:s, s:s}", "name", "EUPL-1.2", "identifier", "EUPL-1.2"));
    json_object_set_new(object, "x-sla", both_languages(arena, "sla"));
    json_object_set_new(object, "x-limitations", both_languages(arena, "limitations"));
    return object;
}

static json_t *servers(const struct printing *printing) {
    json_t *server = json_pack("{s:s}", "url", printing->public_url);
    return json_pack("[o]", described(server, "Tjänsten.", "The service."));
}

static json_t *paths(struct printing *printing, const struct route *routes, size_t count) {
    static const char *const methods[] = {
        [HTTP_GET] = "get", [HTTP_POST] = "post", [HTTP_PATCH] = "patch", [HTTP_DELETE] = "delete"};
    json_t *all = json_object();
    for (size_t i = 0; i < count; i++) {
        json_t *path = json_object_get(all, routes[i].pattern);
        if (path == NULL) {
            path = json_object();
            json_object_set_new(all, routes[i].pattern, path);
        }
        json_object_set_new(path, methods[routes[i].method], operation_of(printing, &routes[i]));
    }
    return all;
}

static json_t *security_schemes(void) {
    json_t *key = json_pack("{s:s, s:s, s:s}", "type", "http", "scheme", "bearer", "bearerFormat", "API key");
    described(key,
              "En API-nyckel eller, där det är inställt, en åtkomstbiljett från OpenID Connect. Nyckeln har en roll: "
              "läsare, redaktör, publicerare eller administratör i en kommun, utvärderare av en utvärdering, eller "
              "driftare. En ogiltig nyckel är 401 var den än skickas.",
              "An API key or, where configured, an access token of OpenID Connect. The key has a role: reader, editor, "
              "publisher or admin of a municipality, evaluator of an evaluation, or operator. A key that is not valid "
              "is 401 wherever it is sent.");
    return json_pack("{s:o}", "key", key);
}

static json_t *document(struct printing *printing, const struct route *routes, size_t count) {
    json_t *object = json_pack("{s:s, s:o, s:o, s:o}", "openapi", OPENAPI_VERSION, "info", info(printing), "servers",
                               servers(printing), "tags", operation_tags());
    add_common_parameters(printing);
    add_common_replies(printing);
    json_object_set_new(object, "paths", paths(printing, routes, count));
    json_object_set_new(object, "components",
                        json_pack("{s:O, s:O, s:O, s:O, s:o}", "schemas", printing->schemas, "responses",
                                  printing->responses, "parameters", printing->parameters, "headers", printing->headers,
                                  "securitySchemes", security_schemes()));
    return object;
}

static void start(struct printing *printing) {
    printing->schemas = json_object();
    printing->responses = json_object();
    printing->parameters = json_object();
    printing->headers = json_object();
}

static void end(struct printing *printing) {
    json_decref(printing->schemas);
    json_decref(printing->responses);
    json_decref(printing->parameters);
    json_decref(printing->headers);
}

char *openapi_document(struct arena *arena, const struct config *config, const struct route *routes, size_t count,
                       size_t *length) {
    const char *public_url =
        *config->public_url != '\0' ? config->public_url : arena_printf(arena, "http://localhost:%ld", config->port);
    struct printing printing = {.arena = arena, .config = config, .public_url = public_url};
    start(&printing);
    json_t *object = document(&printing, routes, count);
    char *dumped = json_dumps(object, JSON_INDENT(1) | JSON_REAL_PRECISION(16));
    json_decref(object);
    end(&printing);
    if (dumped == NULL) {
        log_fatal("memory", "out of memory printing the OpenAPI document");
        abort();
    }
    char *text = arena_printf(arena, "%s\n", dumped);
    free(dumped);
    *length = strlen(text);
    return text;
}
