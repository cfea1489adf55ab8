#include "request_contract.h"

#include <jansson.h>

#include "command/private.h"
#include "domain/resource.h"
#include "fuzz.h"

static json_t *document;

static void forget(void) { json_decref(document); }

void contract_read(const struct api *api) {
    const struct contract *contract = contract_in(api, LANG_EN);
    document = json_loadb(contract->text, contract->length, JSON_REJECT_DUPLICATES, NULL);
    must(document != NULL);
    atexit(forget);
}

/* What a node means, behind its references ("#/components/..."). */
static const json_t *resolve(const json_t *node) {
    const char *reference;
    while ((reference = json_string_value(json_object_get(node, "$ref"))) != NULL) {
        node = document;
        for (const char *at = strchr(reference, '/'); at != NULL; at = strchr(at, '/')) {
            size_t length = strcspn(++at, "/");
            node = json_object_getn(node, at, length);
        }
        must(node != NULL);
    }
    return node;
}

static const json_t *operation_of(const struct route *route) {
    static const char *const methods[] = {
        [HTTP_GET] = "get", [HTTP_POST] = "post", [HTTP_PATCH] = "patch", [HTTP_DELETE] = "delete"};
    const char *path = route->pattern;
    if (text_starts(path, API_ROOT "/")) path += strlen(API_ROOT);
    return json_object_get(json_object_get(json_object_get(document, "paths"), path), methods[route->method]);
}

bool contract_has(const struct route *route) { return operation_of(route) != NULL; }

/* Whether the reply `default` tells of a problem with that status. */
static bool is_told_by_default(const json_t *responses, int status) {
    const json_t *content = json_object_get(resolve(json_object_get(responses, "default")), "content");
    json_t *examples = json_object_get(json_object_get(content, media_types[MEDIA_PROBLEM].type), "examples"), *one;
    const char *kind;
    json_object_foreach(examples, kind, one) {
        const json_t *value = json_object_get(resolve(one), "value");
        if (json_integer_value(json_object_get(value, "status")) == status) return true;
    }
    return false;
}

static bool produces(const struct route *route, const char *type) {
    for (int media = 0; media < MEDIA_COUNT; media++)
        if ((route->produces & (1U << media)) != 0 && text_equal(media_types[media].type, type)) return true;
    return false;
}

bool contract_allows(const struct route *route, int status, const char *type) {
    char name[16];
    const json_t *responses = json_object_get(operation_of(route), "responses");
    snprintf(name, sizeof name, "%d", status);
    const json_t *response = resolve(json_object_get(responses, name));
    if (status == 304)
        return route->method == HTTP_GET && *type == '\0'; /* whatever is read, as its introduction says */
    if (status >= 400) return response != NULL || is_told_by_default(responses, status);
    const json_t *content = json_object_get(response, "content");
    if (response == NULL || (content == NULL) != (*type == '\0')) return false;
    return content == NULL || json_object_get(content, type) != NULL || produces(route, type);
}
