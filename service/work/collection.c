/* The frame around every list: the items, _meta, _links, and the same in headers (api.md 3). */
#include <string.h>

#include "base/text.h"
#include "work/work.h"

enum { FRAME_ROOM = 1024 }; /* around the items of most pages */

/* Percent-encodes what RFC 3986 does not call unreserved, but for what is `plain` as well. */
static void add_encoded(struct text *url, const char *value, const char *plain) {
    for (; *value != '\0'; value++) {
        unsigned char c = (unsigned char)*value;
        bool unreserved = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                          strchr("-._~", c) != NULL || strchr(plain, c) != NULL;
        if (unreserved)
            text_add_char(url, (char)c);
        else
            text_printf(url, "%%%02X", c);
    }
}

/* The commas of our lists stay readable. */
void link_add(struct text *url, const char *name, const char *value) {
    text_add_char(url, strchr(url->data, '?') == NULL ? '?' : '&');
    add_encoded(url, name, ",");
    text_add_char(url, '=');
    add_encoded(url, value, ",");
}

static bool is_among(const char *const *names, size_t count, const char *name) {
    for (size_t i = 0; i < count; i++)
        if (text_equal_fold(names[i], name)) return true;
    return false;
}

struct text link_without(const struct request *request, const char *const *names, size_t count) {
    struct text url = text_start(request->arena);
    text_add(&url, request_link(request, ""));
    add_encoded(&url, request->path, ",/");
    for (size_t i = 0; i < request->parameter_count; i++) {
        const struct parameter *parameter = &request->parameters[i];
        if (!is_among(names, count, parameter->name)) link_add(&url, parameter->name, parameter->value);
    }
    return url;
}

/* The request's own address, with paging replaced; NULLs leave the parameter out. */
static const char *link_to(const struct request *request, const char *offset, const char *after) {
    static const char *const paging[] = {"offset", "after"};
    struct text url = link_without(request, paging, sizeof paging / sizeof *paging);
    if (offset != NULL) link_add(&url, "offset", offset);
    if (after != NULL) link_add(&url, "after", after);
    return url.data;
}

/* The request's own address in its one form, whatever the order and the escapes in which it was asked. */
static const char *self_link(const struct request *request) { return link_without(request, NULL, 0).data; }

static void add_link(struct text *json, struct text *header, const char *rel, const char *href) {
    text_printf(json, "%s\"%s\": ", text_equal(rel, "self") ? "" : ", ", rel);
    if (href == NULL) {
        text_add(json, "null");
        return;
    }
    text_add(json, "{\"href\": ");
    text_add_json(json, href);
    text_printf(json, ", \"rel\": \"%s\", \"method\": \"GET\"}", rel);
    text_add_item(header, "");
    text_printf(header, "<%s>; rel=\"%s\"", href, rel);
}

static const char *prev_link(const struct request *request, const struct collection *page) {
    if (page->offset <= 0) return NULL;
    long end = page->offset < page->total ? page->offset : page->total; /* beyond it there is nothing to go back to */
    long offset = end > page->limit ? end - page->limit : 0;
    return link_to(request, offset == 0 ? NULL : arena_printf(request->arena, "%ld", offset), NULL);
}

struct text collection_start(const struct request *request, const char *list, size_t room) {
    struct text json = text_start(request->arena);
    text_reserve(&json, room + FRAME_ROOM);
    text_printf(&json, "{\"%s\": [", list);
    return json;
}

void collection_reply(const struct request *request, const struct collection *page, struct text *json,
                      struct reply *reply) {
    struct text header = text_start(request->arena);
    text_printf(json, "], \"_meta\": {\"limit\": %ld, \"offset\": ", page->limit);
    text_add(json, page->offset < 0 ? "null" : arena_printf(request->arena, "%ld", page->offset));
    text_printf(json, ", \"count\": %ld, \"total_records\": %ld, \"next_after\": ", page->count, page->total);
    if (page->next_after == NULL)
        text_add(json, "null");
    else
        text_add_json(json, page->next_after);
    text_add(json, "}, \"_links\": {");
    add_link(json, &header, "self", self_link(request));
    add_link(json, &header, "next", page->next_after == NULL ? NULL : link_to(request, NULL, page->next_after));
    add_link(json, &header, "prev", prev_link(request, page));
    text_add(json, "}}\n");
    reply_public_json(reply, json->data, json->length);
    reply_header(reply, "Link", header.data);
    reply_header(reply, "Total-Count", arena_printf(request->arena, "%ld", page->total));
}

void reply_public_json(struct reply *reply, const char *body, size_t length) {
    reply_body(reply, body, length);
    reply->revision = 0;
    reply->cache_control = HTTP_CACHE_PUBLIC;
}
