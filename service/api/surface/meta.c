/* The service about itself: root, api-info, limits, the OpenAPI document, the problem types. */
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/text.h"
#include "pages/pages.h"
#include "private.h"
#include "words/words.h"

#define API_RELEASED "2026-11-21"

static void release_json(void *json) { json_decref(json); }

/* Replies with a tree and gives it up. */
static bool reply_json(struct request *request, struct reply *reply, json_t *json) {
    arena_defer(request->arena, release_json, json);
    char *printed = json_dumps(json, JSON_COMPACT);
    arena_defer(request->arena, free, printed);
    reply_public_json(reply, printed, strlen(printed));
    return true;
}

static json_t *link_object(const struct request *request, const char *rel, const char *path) {
    return json_pack("{s:s, s:s, s:s}", "href", request_link(request, path), "rel", rel, "method", "GET");
}

bool handle_root(struct request *request, struct reply *reply, struct error *err) {
    if (!refuse_parameters(request, err)) return false;
    json_t *links = json_pack("{s:o, s:o}", "self", link_object(request, "self", API_ROOT), "service-desc",
                              link_object(request, "service-desc", API_ROOT "/openapi.json"));
    for (size_t i = 0; i < resource_count; i++) {
        if (!(resources[i]->flags & RESOURCE_COLLECTION)) continue;
        const char *path = arena_printf(request->arena, "%s/%s", API_ROOT, resources[i]->name);
        json_object_set_new(links, resources[i]->list, link_object(request, resources[i]->list, path));
    }
    return reply_json(request, reply, json_pack("{s:o}", "_links", links));
}

bool handle_api_info(struct request *request, struct reply *reply, struct error *err) {
    if (!refuse_parameters(request, err)) return false;
    return reply_json(request, reply,
                      json_pack("{s:s, s:s, s:s, s:s, s:s}", "api_name", "Tillit", "api_version", TILLIT_VERSION,
                                "api_released", API_RELEASED, "api_documentation",
                                request_link(request, API_ROOT "/openapi.json"), "api_status", "active"));
}

bool handle_limits(struct request *request, struct reply *reply, struct error *err) {
    if (!refuse_parameters(request, err)) return false;
    struct setting *settings = arena_alloc(request->arena, config_setting_count() * sizeof *settings);
    json_t *limits = json_object();
    config_list(request->config, settings);
    for (size_t i = 0; i < config_setting_count(); i++)
        if (settings[i].is_limit)
            json_object_set_new(limits, settings[i].name,
                                json_pack("{s:I, s:s}", "value", (json_int_t)settings[i].number, "description",
                                          settings[i].description));
    return reply_json(request, reply, json_pack("{s:o}", "limits", limits));
}

bool handle_openapi(struct request *request, struct reply *reply, struct error *err) {
    const struct api *api = request_api(request);
    enum lang lang;
    if (!read_lang_only(request, &lang, err)) return false;
    const struct contract *contract = api->contract(api, lang);
    reply_public_json(reply, contract->text, contract->length);
    reply->language = lang_codes[lang];
    return true;
}

static bool reply_notice(const struct request *request, struct reply *reply, enum problem kind) {
    page_notice(reply, &(struct notice){request->lang, problem_status(kind), problem_title(kind, request->lang),
                                        problem_explanation(kind, request->lang)});
    reply->revision = 0;
    reply->cache_control = HTTP_CACHE_PUBLIC;
    return true;
}

bool handle_problem_type(struct request *request, struct reply *reply, struct error *err) {
    enum problem kind = problem_from_slug(request->arguments[0]);
    if (kind == PROBLEM_NONE) return error_replace(err, PROBLEM_NOT_FOUND);
    if (!refuse_parameters(request, err)) return false;
    reply->language = lang_codes[request->lang];
    if (request->media == MEDIA_HTML) return reply_notice(request, reply, kind);
    return reply_json(request, reply,
                      json_pack("{s:s, s:s, s:i, s:s}", "type",
                                request_link(request, arena_printf(request->arena, "/problems/%s", problem_slug(kind))),
                                "title", problem_title(kind, request->lang), "status", problem_status(kind),
                                "description", problem_explanation(kind, request->lang)));
}
