/* Jansson behind what it does not check itself: depth before parsing. */
#include <string.h>

#include "base/text.h"
#include "token-private.h"

enum { MOST_DEPTH = 16 };

/* Deepest nesting of brackets outside strings; good enough for text that may be no JSON at all. */
static size_t depth_of(const char *bytes, size_t length) {
    size_t depth = 0, deepest = 0;
    bool in_string = false;
    for (size_t i = 0; i < length; i++) {
        if (in_string) {
            if (bytes[i] == '\\')
                i++;
            else if (bytes[i] == '"')
                in_string = false;
        } else if (bytes[i] == '"') {
            in_string = true;
        } else if (bytes[i] == '{' || bytes[i] == '[') {
            if (++depth > deepest) deepest = depth;
        } else if ((bytes[i] == '}' || bytes[i] == ']') && depth > 0) {
            depth--;
        }
    }
    return deepest;
}

static void release(void *json) { json_decref(json); }

json_t *json_read_object(struct arena *arena, const char *bytes, size_t length) {
    if (depth_of(bytes, length) > MOST_DEPTH || !text_is_utf8(bytes, length)) return NULL;
    json_t *json = json_loadb(bytes, length, JSON_REJECT_DUPLICATES, NULL);
    if (json == NULL) return NULL;
    arena_defer(arena, release, json);
    return json_is_object(json) ? json : NULL;
}

static bool texts_of_list(struct arena *arena, const json_t *list, const char ***texts, size_t *count) {
    size_t i;
    json_t *item;
    *texts = arena_alloc(arena, json_array_size(list) * sizeof **texts);
    json_array_foreach(list, i, item) {
        if (!json_is_string(item)) return false;
        (*texts)[(*count)++] = json_string_value(item);
    }
    return true;
}

static void texts_of_text(struct arena *arena, const char *text, const char ***texts, size_t *count) {
    static const char between[] = " ,";
    *texts = arena_alloc(arena, (strlen(text) / 2 + 1) * sizeof **texts);
    for (text += strspn(text, between); *text != '\0'; text += strspn(text, between)) {
        size_t length = strcspn(text, between);
        (*texts)[(*count)++] = arena_strndup(arena, text, length);
        text += length;
    }
}

bool json_texts(struct arena *arena, const json_t *claim, const char ***texts, size_t *count) {
    *texts = NULL;
    *count = 0;
    if (claim == NULL) return true;
    if (json_is_array(claim)) return texts_of_list(arena, claim, texts, count);
    if (!json_is_string(claim)) return false;
    texts_of_text(arena, json_string_value(claim), texts, count);
    return true;
}

/* A step of a JSON pointer with ~1 and ~0 replaced. */
static const char *unescape(struct arena *arena, const char *step) {
    struct text plain = text_start(arena);
    for (; *step != '\0'; step++) {
        bool escaped = step[0] == '~' && (step[1] == '0' || step[1] == '1');
        text_add_char(&plain, !escaped ? *step : step[1] == '0' ? '~' : '/');
        step += escaped;
    }
    return plain.data;
}

const json_t *json_at(struct arena *arena, const json_t *object, const char *name) {
    if (*name != '/') return json_object_get(object, name);
    char **steps;
    size_t count = text_split(arena, name + 1, '/', &steps);
    for (size_t i = 0; i < count; i++) object = json_object_get(object, unescape(arena, steps[i]));
    return object;
}
