/* Kolada's addresses, and how Kolada tells refusals. */
#include <string.h>

#include "base/text.h"
#include "neighbours/kolada.h"
#include "private.h"
#include "words/words.h"

#define READS(pattern, handler, subject)                                                                               \
    { HTTP_GET, pattern, handler, subject, SCOPE_PUBLIC, MEDIA_BIT(JSON), 0, BODY_NONE, .is_foreign = true }

/* Clients end paths with a slash or not. */
#define READS_BOTH(pattern, handler, subject) READS(pattern, handler, subject), READS(pattern "/", handler, subject)

#define LISTED(path, list)                                                                                             \
    READS_BOTH("/kolada/v2/" path, handle_items, &list[KOLADA_V2]),                                                    \
        READS_BOTH("/kolada/v2/" path "/{ids}", handle_items, &list[KOLADA_V2]),                                       \
        READS_BOTH("/kolada/v3/" path, handle_items, &list[KOLADA_V3]),                                                \
        READS_BOTH("/kolada/v3/" path "/{ids}", handle_items, &list[KOLADA_V3])

/* Dimensions come in any order: which they are is for the handler to say. */
#define MEASURED_IN(version, path, kind)                                                                               \
    READS_BOTH("/kolada/" version "/" path, handle_data, kind),                                                        \
        READS_BOTH("/kolada/" version "/" path "/{dimension}/{ids}", handle_data, kind),                               \
        READS_BOTH("/kolada/" version "/" path "/{dimension}/{ids}/{second}/{second_ids}", handle_data, kind),         \
        READS_BOTH("/kolada/" version "/" path "/{dimension}/{ids}/{second}/{second_ids}/{third}/{third_ids}",         \
                   handle_data, kind)
#define MEASURED(path, kinds) MEASURED_IN("v2", path, &kinds[KOLADA_V2]), MEASURED_IN("v3", path, &kinds[KOLADA_V3])

static const struct route routes[] = {
    LISTED("kpi", list_kpis),
    LISTED("kpi_groups", list_kpi_groups),
    LISTED("municipality", list_municipalities),
    LISTED("municipality_groups", list_municipality_groups),
    LISTED("ou", list_units),
    MEASURED("data", data_of_municipalities),
    MEASURED("oudata", data_of_units),
};

/* ---- refusals ---- */

enum { STATUS_TOO_MANY_REQUESTS = 429, STATUS_UNAVAILABLE = 503, RETRY_AFTER_S = 5 };

static const char *told(const struct error *err, enum lang lang) {
    if (err->violation_count == 0) return error_detail(err, lang);
    struct text detail = text_start(err->arena);
    for (size_t i = 0; i < err->violation_count; i++) {
        const struct violation *violation = &err->violations[i];
        text_printf(&detail, "%s%s: ", i == 0 ? "" : " ", violation->name);
        text_add(&detail, violation_detail(err->arena, violation, lang));
    }
    return detail.data;
}

/* What is only busy is 429 with a time to wait: Kolada's clients wait for that, and lose a page without a word when
 * they are told 5xx. */
static void word_refusal(const struct request *request, const struct error *err, struct refusal *refusal) {
    struct text json = text_start(request->arena);
    text_add_char(&json, '{');
    refusal->lang = kolada_lang(request);
    const char *detail = told(err, refusal->lang);
    kolada_text(&json, "detail", text_is_utf8(detail, strlen(detail)) ? detail : "?");
    text_add(&json, "}\n");
    refusal->content_type = media_types[MEDIA_JSON].content_type;
    refusal->body = json.data;
    refusal->length = json.length;
    if (refusal->status != STATUS_UNAVAILABLE) return;
    refusal->status = STATUS_TOO_MANY_REQUESTS;
    if (refusal->retry_after_s == 0) refusal->retry_after_s = RETRY_AFTER_S;
}

static const struct dialect dialect = {"/kolada/", word_refusal};

const struct neighbour neighbour_kolada = {routes, sizeof routes / sizeof *routes, &dialect};
