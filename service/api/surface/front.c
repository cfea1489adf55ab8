/* Where people and machines part: the front door, and problems outside the API. */
#include "base/text.h"
#include "pages/pages.h"
#include "private.h"
#include "words/words.h"

bool handle_front(struct request *request, struct reply *reply, struct error *err) {
    if (request->media != MEDIA_HTML) return handle_root(request, reply, err);
    return page_handle(request, reply, err);
}

/* Below the API a problem is problem+json, whoever asks (api.md 5). */
bool problem_page(const struct request *request, const struct error *err, struct reply *page) {
    if (text_starts(request->path, API_ROOT)) return false;
    page_notice(page, &(struct notice){request->lang, problem_status(err->kind),
                                       problem_title(err->kind, request->lang), error_detail(err, request->lang)});
    return true;
}
