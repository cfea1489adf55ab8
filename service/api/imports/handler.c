/* POST /imports. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "domain/parameters.h"
#include "private.h"

/* ---- parameters ---- */

struct import_call {
    const char *dataset;
    const struct resource *resource;
    enum import_format format;
    bool dry_run;
    const char *release;
    enum lang lang;
};

static void read_dataset(struct import_call *call, const struct parameter *parameter, struct error *err) {
    call->dataset = parameter->value;
    call->resource = import_dataset(parameter->value, &call->format);
    if (call->resource == NULL)
        parameter_refuse(err, parameter->name, VIOLATION_UNKNOWN_CODE, parameter->value,
                         import_dataset_names(err->arena));
}

static void read_dry_run(struct import_call *call, const struct parameter *parameter, struct error *err) {
    parameter_boolean(parameter, &call->dry_run, err);
}

static void read_release(struct import_call *call, const struct parameter *parameter, struct error *err) {
    parameter_code(parameter, &call->release, err);
}

static void read_lang(struct import_call *call, const struct parameter *parameter, struct error *err) {
    parameter_lang(parameter, &call->lang, err);
}

static const struct {
    const char *name;
    void (*read)(struct import_call *call, const struct parameter *parameter, struct error *err);
} parameters[] = {{"dataset", read_dataset}, {"dry_run", read_dry_run}, {"release", read_release}, {"lang", read_lang}};

enum { PARAMETER_COUNT = sizeof parameters / sizeof *parameters };

static bool read_parameter(void *state, const struct parameter *parameter, struct error *err) {
    for (size_t i = 0; i < PARAMETER_COUNT; i++) {
        if (!text_equal(parameters[i].name, parameter->name)) continue;
        parameters[i].read(state, parameter, err);
        return true;
    }
    return false;
}

static const char *names_of_parameters(const void *state, struct arena *arena) {
    (void)state;
    struct text names = text_start(arena);
    for (size_t i = 0; i < PARAMETER_COUNT; i++) text_add_item(&names, parameters[i].name);
    return names.data;
}

static bool read_call(const struct request *request, struct import_call *call, struct error *err) {
    static const struct parameter_reader reader = {read_parameter, names_of_parameters};
    static const enum import_format of_media[MEDIA_COUNT] = {
        [MEDIA_CSV] = IMPORT_CSV, [MEDIA_NDJSON] = IMPORT_NDJSON, [MEDIA_JSON] = IMPORT_JSON};
    bool has_dataset = false;
    *call = (struct import_call){.lang = request->lang, .format = of_media[request->body_media]};
    parameters_read(request->parameters, request->parameter_count, &reader, call, err);
    for (size_t i = 0; i < request->parameter_count; i++)
        has_dataset = has_dataset || text_equal(request->parameters[i].name, "dataset");
    if (!has_dataset) parameter_refuse(err, "dataset", VIOLATION_UNKNOWN_CODE, "", import_dataset_names(err->arena));
    if (call->resource != NULL && call->release != NULL && !text_equal(call->resource->name, "observations"))
        parameter_refuse(err, "release", VIOLATION_EXCLUDES,
                         arena_printf(err->arena, "dataset=%s", call->resource->name), NULL);
    return call->resource != NULL && !error_is_set(err);
}

/* ---- report ---- */

static json_t *warnings_json(const struct import_report *report, enum lang lang) {
    json_t *warnings = json_array();
    for (size_t i = 0; i < report->warning_count; i++) {
        const struct import_warning *warning = &report->warnings[i];
        json_array_append_new(warnings,
                              json_pack("{s:I, s:s, s:s, s:s}", "line", (json_int_t)warning->line, "column",
                                        warning->column, "code", warning->code, "detail", warning->detail[lang]));
    }
    return warnings;
}

static void reply_report(const struct request *request, const struct import_call *call,
                         const struct import_report *report, struct reply *reply) {
    json_t *json =
        json_pack("{s:s, s:b, s:I, s:I, s:I, s:I, s:o, s:I}", "dataset", call->dataset, "dry_run", (int)call->dry_run,
                  "rows", (json_int_t)report->rows, "inserted", (json_int_t)report->inserted, "revised",
                  (json_int_t)report->revised, "unchanged", (json_int_t)report->unchanged, "warnings",
                  warnings_json(report, call->lang), "warnings_total", (json_int_t)report->warning_total);
    char *printed = json_dumps(json, JSON_COMPACT);
    const char *body = arena_strdup(request->arena, printed);
    free(printed);
    json_decref(json);
    reply_body(reply, body, strlen(body));
    reply->language = lang_codes[call->lang];
    reply->cache_control = HTTP_CACHE_PRIVATE;
}

/* The reply is kept for retries in the transaction of the import. */
struct kept_import {
    struct import_frame frame; /* first: the import knows no more of it */
    struct request *request;
    const struct import_call *call;
    struct reply *reply;
    const char *retry_key;
};

static bool begin_kept(struct import_frame *frame, struct db *db, bool *is_done, struct error *err) {
    struct kept_import *kept = (struct kept_import *)frame;
    return retry_key_take(db, kept->request, kept->retry_key, kept->reply, is_done, err);
}

static bool end_kept(struct import_frame *frame, struct db *db, const struct import_report *report, struct error *err) {
    struct kept_import *kept = (struct kept_import *)frame;
    reply_report(kept->request, kept->call, report, kept->reply);
    return retry_key_keep(db, kept->request, kept->retry_key, kept->reply, err);
}

struct attempted {
    const struct request *request;
    const struct import_job *job;
    struct import_report *report;
};

static bool attempt(void *state, struct error *err) {
    const struct attempted *import = state;
    const struct request *request = import->request;
    if (lseek(import->job->file, 0, SEEK_SET) != 0) return error_cause(err, PROBLEM_INTERNAL, "cannot rewind the file");
    return import_run(request_work(request)->store, request_tenant(request), import->job, request->arena,
                      import->report, err);
}

bool handle_import(struct request *request, struct reply *reply, struct error *err) {
    struct import_call call;
    struct kept_import kept = {{begin_kept, end_kept}, request, &call, reply, NULL};
    if (!read_call(request, &call, err) || !retry_key_read(request, &kept.retry_key, err)) return false;
    if (request->body_file < 0)
        return error_add(err, PROBLEM_INVALID_BODY, PLACE_POINTER, "", 0, VIOLATION_EMPTY, NULL, NULL);
    if (call.format == IMPORT_KOLADA && request->body_media != MEDIA_JSON)
        return error_add(err, PROBLEM_UNSUPPORTED_MEDIA_TYPE, PLACE_HEADER, "Content-Type", 0, VIOLATION_NOT_SUPPORTED,
                         media_types[MEDIA_JSON].type, NULL);
    const struct import_job job = {
        .resource = call.resource,
        .format = call.format,
        .file = request->body_file,
        .dry_run = call.dry_run,
        .release = call.release,
        .most_rows = request->config->max_import_rows,
        .most_depth = (int)request->config->max_json_depth,
        .frame = &kept.frame,
    };
    struct import_report *report = arena_alloc(request->arena, sizeof *report);
    struct attempted import = {request, &job, report};
    if (!attempts_make(attempt, &import, request->arena, err)) return false;
    if (call.dry_run) reply_report(request, &call, report, reply);
    return true;
}
