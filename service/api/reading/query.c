/* What both lists and objects read of a request. */
#include "formats/formats.h"
#include "private.h"

bool reading_is_page(const struct request *request) { return format_of(request->media)->leaving == LEAVES_PAGED; }

bool reading_query(struct request *request, bool is_object, struct query *query, struct error *err) {
    struct query_limits limits = {.lang = request->lang,
                                  .is_stream = !is_object && !reading_is_page(request),
                                  .is_object = is_object,
                                  .shape = format_of(request->media)->shape,
                                  .config = request->config};
    return query_read(request->route->subject, request->parameters, request->parameter_count, &limits, query, err);
}

void reading_set_language(struct reply *reply, const struct query *query) {
    reply->language = query->all_langs ? "sv, da, en" : lang_codes[query->lang];
}
