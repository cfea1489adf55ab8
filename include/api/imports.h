/* Taking in datasets: files of rows, all or nothing, each bad row named. */
#ifndef API_IMPORTS_H
#define API_IMPORTS_H

#include "work/work.h"

enum import_format { IMPORT_CSV, IMPORT_NDJSON, IMPORT_JSON, IMPORT_KOLADA };

/* What a dataset of that name fills; NULL when there is none. *format stays, unless the dataset has one of its own:
 * "kolada" are figures as Kolada prints them. */
const struct resource *import_dataset(const char *name, enum import_format *format);

/* All datasets, for messages. */
const char *import_dataset_names(struct arena *arena);

/* One file for one dataset. */
struct import_job {
    const struct resource *resource; /* with RESOURCE_DATASET */
    enum import_format format;
    int file;                                 /* read from where it stands to the end */
    bool dry_run;                             /* do everything, then roll back */
    bool figures_follow;                      /* releases: nothing to publish yet is no warning */
    const char *release;                      /* attaches observations without a release to this one; NULL: none */
    long most_rows;                           /* 0: no limit */
    int most_depth;                           /* of JSON */
    void (*progress)(void *state, long rows); /* called now and then; may be NULL */
    void *state;
    struct import_frame *frame; /* what else belongs into the transaction; NULL: nothing, as for a dry run */
};

/* Something odd that does not stop an import. */
struct import_warning {
    long line;
    const char *column;
    const char *code;
    const char *detail[LANG_COUNT];
};

struct import_report;

/* Called first and last in the transaction of an import. `begin` may find that all is done already. */
struct import_frame {
    bool (*begin)(struct import_frame *frame, struct db *db, bool *is_done, struct error *err);
    bool (*end)(struct import_frame *frame, struct db *db, const struct import_report *report, struct error *err);
};

enum { IMPORT_MOST_WARNINGS = 100 };

struct import_report {
    long rows, inserted, revised, unchanged;
    struct import_warning warnings[IMPORT_MOST_WARNINGS];
    size_t warning_count, warning_total;
};

/* Runs one import in one transaction as that tenant. False when anything is wrong: then nothing has been stored and
 * `err` holds the first violations, by line, and their total. Memory does not grow with the number of rows. */
bool import_run(struct store *store, const struct tenant *tenant, const struct import_job *job, struct arena *arena,
                struct import_report *report, struct error *err) must_check;

/* Every column that the statements of some dataset may find staged. */
size_t import_staged_columns(struct arena *arena, const char *const **columns);

/* POST /imports?dataset=D&dry_run=&release= */
handler handle_import;

/* GET /import-templates, GET /import-templates/{dataset} */
handler handle_import_templates, handle_import_template;

#endif
