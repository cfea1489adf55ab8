/* The OpenAPI document: its frame, and the paths in the order of the routes. */
#include "api/openapi.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "private.h"

#define OPENAPI_VERSION "3.1.0"
#define HOME "https://example.org/tillit"

/* A text from openapi/<name>.sv.md and openapi/<name>.en.md. */
static json_t *told(struct arena *arena, const char *name) {
    return described(json_object(), embedded_text(arena, arena_printf(arena, "%s.sv.md", name)),
                     embedded_text(arena, arena_printf(arena, "%s.en.md", name)));
}

static json_t *info(const struct printing *printing) {
    struct arena *arena = printing->arena;
    json_t *object =
        json_pack("{s:s, s:s, s:s, s:s}", "title", "Tillit", "version", TILLIT_VERSION, "summary",
                  "Trust in municipalities: indicators, figures and plans for following them up.", "x-summary-sv",
                  "Tillit till kommuner: indikatorer, siffror och planer för uppföljning.");
    json_object_set_new(object, "description", json_string(embedded_text(arena, "description.en.md")));
    json_object_set_new(object, "x-description-sv", json_string(embedded_text(arena, "description.sv.md")));
    json_object_set_new(
        object, "contact",
        json_pack("{s:s, s:s, s:s}", "name", "Tillit", "url", HOME, "email", printing->config->contact_email));
    json_object_set_new(object, "license", json_pack("{s:s, s:s}", "name", "EUPL-1.2", "identifier", "EUPL-1.2"));
    json_object_set_new(object, "x-sla", told(arena, "sla"));
    json_object_set_new(object, "x-limitations", told(arena, "limitations"));
    return object;
}

static json_t *servers(const char *url, const char *sv, const char *en) {
    return json_pack("[o]", described(json_pack("{s:s}", "url", url), sv, en));
}

/* The path of a pattern under the API's server, whose address ends in the version (VER.05); what stands outside the
 * version has a server of its own. */
static json_t *path_item(const struct printing *printing, json_t *all, const char *pattern) {
    bool is_inside = text_starts(pattern, API_ROOT "/");
    const char *key = is_inside ? pattern + strlen(API_ROOT) : pattern;
    json_t *item = json_object_get(all, key);
    if (item != NULL) return item;
    item = json_object();
    if (!is_inside)
        json_object_set_new(item, "servers",
                            servers(printing->public_url, "Utanför versionen.", "Outside the version."));
    json_object_set_new(all, key, item);
    return item;
}

static json_t *paths(struct printing *printing, const struct route *routes, size_t count) {
    static const char *const methods[] = {
        [HTTP_GET] = "get", [HTTP_POST] = "post", [HTTP_PATCH] = "patch", [HTTP_DELETE] = "delete"};
    json_t *all = json_object();
    for (size_t i = 0; i < count; i++) {
        json_t *path = path_item(printing, all, routes[i].pattern);
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
    const char *root = arena_printf(printing->arena, "%s%s", printing->public_url, API_ROOT);
    json_t *object =
        json_pack("{s:s, s:o, s:o, s:o, s:o}", "openapi", OPENAPI_VERSION, "info", info(printing), "servers",
                  servers(root, "Tjänsten.", "The service."), "tags", operation_tags(), "security", common_security());
    add_common_parameters(printing);
    add_common_replies(printing);
    json_t *all = paths(printing, routes, count);
    share_repeated(printing, all);
    json_object_set_new(object, "paths", all);
    json_object_set_new(object, "components",
                        json_pack("{s:O, s:O, s:O, s:O, s:O, s:o}", "schemas", printing->schemas, "responses",
                                  printing->responses, "parameters", printing->parameters, "examples",
                                  printing->examples, "headers", printing->headers, "securitySchemes",
                                  security_schemes()));
    return object;
}

/* ---- in one language: the other one's words are taken out ---- */

static void choose_words(json_t *object, const char *name, const char *swedish, enum lang lang) {
    json_t *words = json_object_get(object, swedish);
    if (words == NULL) return;
    if (lang == LANG_SV) json_object_set(object, name, words);
    json_object_del(object, swedish);
}

static void choose_language(json_t *value, enum lang lang) {
    const char *key;
    json_t *member;
    size_t i;
    json_array_foreach(value, i, member) choose_language(member, lang);
    if (!json_is_object(value)) return;
    choose_words(value, "description", "x-description-sv", lang);
    choose_words(value, "summary", "x-summary-sv", lang);
    json_object_foreach(value, key, member) choose_language(member, lang);
}

/* ---- the text: a line for each operation and component, so that a change is a few lines ---- */

enum { LINE_DEPTH = 3 };

static void add_compact(struct text *out, json_t *value) {
    char *dumped = memory_given(json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(16)));
    text_add(out, dumped);
    free(dumped);
}

static void add_lines(struct text *out, json_t *value, int depth) {
    const char *key, *separator = "{\n";
    json_t *member;
    if (depth == 0 || !json_is_object(value) || json_object_size(value) == 0) {
        add_compact(out, value);
        return;
    }
    json_object_foreach(value, key, member) {
        text_printf(out, "%s\"%s\":", separator, key);
        add_lines(out, member, depth - 1);
        separator = ",\n";
    }
    text_add(out, "\n}");
}

static void start(struct printing *printing) {
    printing->schemas = json_object();
    printing->responses = json_object();
    printing->parameters = json_object();
    printing->headers = json_object();
    printing->examples = json_object();
}

static void end(struct printing *printing) {
    json_decref(printing->schemas);
    json_decref(printing->responses);
    json_decref(printing->parameters);
    json_decref(printing->headers);
    json_decref(printing->examples);
}

char *openapi_document(struct arena *arena, const struct config *config, const struct route *routes, size_t count,
                       enum lang lang, size_t *length) {
    const char *public_url =
        *config->public_url != '\0' ? config->public_url : arena_printf(arena, "http://localhost:%ld", config->port);
    struct printing printing = {.arena = arena, .config = config, .public_url = public_url};
    start(&printing);
    json_t *object = document(&printing, routes, count);
    struct text text = text_start(arena);
    choose_language(object, lang);
    add_lines(&text, object, LINE_DEPTH);
    text_add_char(&text, '\n');
    json_decref(object);
    end(&printing);
    *length = text.length;
    return text.data;
}
