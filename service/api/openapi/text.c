/* Small pieces of the OpenAPI document. */
#include <ctype.h>
#include <string.h>

#include "base/embedded.h"
#include "base/log.h"
#include "base/text.h"
#include "private.h"

json_t *described(json_t *object, const char *sv, const char *en) {
    json_object_set_new(object, "description", json_string(en));
    json_object_set_new(object, "x-description-sv", json_string(sv));
    return object;
}

json_t *reference(struct printing *printing, const char *section, const char *name) {
    return json_pack("{s:s}", "$ref", arena_printf(printing->arena, "#/components/%s/%s", section, name));
}

static json_t *keys_of(json_t *object) {
    json_t *keys = json_array();
    for (void *at = json_object_iter(object); at != NULL; at = json_object_iter_next(object, at))
        json_array_append_new(keys, json_string(json_object_iter_key(at)));
    return keys;
}

json_t *closed_object(json_t *properties, bool is_whole) {
    json_t *schema = json_pack("{s:s}", "type", "object");
    json_t *required = is_whole ? keys_of(properties) : NULL;
    json_object_set_new(schema, "properties", properties);
    if (required != NULL) json_object_set_new(schema, "required", required);
    json_object_set_new(schema, "additionalProperties", json_false());
    return schema;
}

json_t *requiring(json_t *schema, json_t *required) {
    if (json_array_size(required) > 0) json_object_set(schema, "required", required);
    json_decref(required);
    return schema;
}

const char *pascal_case(struct arena *arena, const char *name) {
    struct text pascal = text_start(arena);
    bool is_first = true;
    for (; *name != '\0'; name++) {
        bool separates = *name == '_' || *name == '-';
        if (!separates) text_add_char(&pascal, is_first ? (char)toupper((unsigned char)*name) : *name);
        is_first = separates;
    }
    return pascal.data;
}

json_t *strings(const char *const *list, size_t count) {
    json_t *array = json_array();
    for (size_t i = 0; i < count; i++) json_array_append_new(array, json_string(list[i]));
    return array;
}

const char *embedded_text(struct arena *arena, const char *name) {
    const char *path = arena_printf(arena, "openapi/%s", name);
    for (size_t i = 0; i < embedded_count; i++) {
        if (!text_equal(embedded_files[i].name, path)) continue;
        size_t length = embedded_files[i].length;
        while (length > 0 && embedded_files[i].text[length - 1] == '\n') length--;
        return arena_strndup(arena, embedded_files[i].text, length);
    }
    log_error("openapi", "%s is missing from the program", path);
    return "";
}
