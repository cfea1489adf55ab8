/* How OData tells what is there, and what is refused. */
#include <string.h>

#include "domain/parameters.h"
#include "neighbours/odata.h"
#include "private.h"
#include "words/words.h"

#define VERSION_HEADER "OData-Version"
#define VERSION "4.0"

const char *odata_link(const struct request *request, const char *path) {
    return request_link(request, arena_printf(request->arena, ODATA_ROOT "/%s", path));
}

void odata_version(struct reply *reply) { reply_header(reply, VERSION_HEADER, VERSION); }

void odata_reply(const struct asking *asking, const struct text *json, struct reply *reply) {
    static const char *const words[] = {
        [METADATA_NONE] = "none", [METADATA_MINIMAL] = "minimal", [METADATA_FULL] = "full"};
    reply_public_json(reply, json->data, json->length);
    reply->content_type = arena_printf(reply->arena, "application/json; odata.metadata=%s%s; charset=utf-8",
                                       words[asking->metadata], asking->is_exact ? "; IEEE754Compatible=true" : "");
    reply->language = lang_codes[asking->lang];
    odata_version(reply);
    if (asking->page_size < ODATA_MOST_ROWS)
        reply_header(reply, "Preference-Applied",
                     arena_printf(reply->arena, "odata.maxpagesize=%ld", asking->page_size));
}

/* ---- refusals ---- */

bool odata_refuse(const char *name, const char *instead, struct error *err) {
    return parameter_refuse(err, name, VIOLATION_NOT_SUPPORTED, instead, NULL);
}

/* What the lists call the options. */
static const char *option_name(const char *name) {
    static const struct {
        const char *ours, *theirs;
    } names[] = {{"after", "$skiptoken"}, {"sort", "$orderby"}, {"q", "$search"}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (text_equal(names[i].ours, name)) return names[i].theirs;
    return name;
}

static const char *safe(const char *text) { return text_is_utf8(text, strlen(text)) ? text : "?"; }

static void add_text(struct text *json, const char *name, const char *value) {
    text_printf(json, "%s\"%s\":", json->data[json->length - 1] == '{' ? "" : ",", name);
    text_add_json(json, safe(value));
}

static void add_details(struct text *json, const struct error *err, enum lang lang) {
    text_add(json, ",\"details\":[");
    for (size_t i = 0; i < err->violation_count; i++) {
        const struct violation *violation = &err->violations[i];
        text_add(json, i > 0 ? ",{" : "{");
        add_text(json, "code", violation_code_name(violation->code));
        add_text(json, "target", option_name(violation->name));
        add_text(json, "message", violation_detail(err->arena, violation, lang));
        text_add_char(json, '}');
    }
    text_add_char(json, ']');
}

/* Of one violation the whole sentence, since few programs show more than the message. */
static const char *message_of(const struct error *err, enum lang lang) {
    if (err->violation_count == 0) return error_detail(err, lang);
    const struct violation *first = &err->violations[0];
    return arena_printf(err->arena, "%s: %s", option_name(first->name), violation_detail(err->arena, first, lang));
}

enum { STATUS_NOT_IMPLEMENTED = 501 };

/* Known to OData, but not here. */
static bool is_unsupported(const struct error *err) {
    return err->kind == PROBLEM_INVALID_PARAMETERS && err->violation_count > 0 &&
           err->violations[0].code == VIOLATION_NOT_SUPPORTED;
}

void odata_word_refusal(const struct request *request, const struct error *err, struct refusal *refusal) {
    struct text json = text_start(request->arena);
    bool is_unsupported_here = is_unsupported(err);
    text_add(&json, "{\"error\":{");
    add_text(&json, "code", is_unsupported_here ? "not-implemented" : problem_slug(err->kind));
    add_text(&json, "message", message_of(err, request->lang));
    if (err->violation_count > 0) add_details(&json, err, request->lang);
    text_add(&json, "}}\n");
    if (is_unsupported_here) refusal->status = STATUS_NOT_IMPLEMENTED;
    refusal->content_type = "application/json; odata.metadata=minimal; charset=utf-8";
    refusal->body = json.data;
    refusal->length = json.length;
    refusal->header = (struct parameter){VERSION_HEADER, VERSION};
}
