/* The header of a file against the field table. */
#include <string.h>

#include "base/text.h"
#include "private.h"

/* Names of columns with one row per person, in lower case without spaces, hyphens, dots and underscores. */
static const char *const person_columns[] = {
    "id",
    "personid",
    "respondent",
    "respondentid",
    "respondentnr",
    "personnummer",
    "personnr",
    "pnr",
    "personalnumber",
    "personalno",
    "civicnumber",
    "ssn",
    "socialsecuritynumber",
    "samordningsnummer",
    "cpr",
    "cprnr",
    "cprnummer",
    "cprnumber",
    "name",
    "namn",
    "navn",
    "fullname",
    "firstname",
    "lastname",
    "surname",
    "givenname",
    "familyname",
    "förnamn",
    "fornamn",
    "efternamn",
    "fornavn",
    "efternavn",
    "email",
    "emailaddress",
    "mail",
    "epost",
    "epostadress",
    "epostadresse",
    "phone",
    "phonenumber",
    "telephone",
    "telefon",
    "telefonnummer",
    "tel",
    "mobile",
    "mobil",
    "mobilnummer",
    "birth",
    "birthdate",
    "birthday",
    "dateofbirth",
    "dob",
    "födelsedatum",
    "fodelsedatum",
    "fødselsdato",
    "fodselsdato",
    "födelseår",
    "fødselsår",
    "address",
    "adress",
    "adresse",
    "streetaddress",
    "gatuadress",
    "postadress",
    "ip",
    "ipaddress",
};

/* Lower case for ASCII and for the letters of Latin-1. */
static const char *bare_name(struct arena *arena, const char *name) {
    struct text bare = text_start(arena);
    for (; *name != '\0'; name++) {
        unsigned char c = (unsigned char)*name;
        bool after_c3 = bare.length > 0 && (unsigned char)bare.data[bare.length - 1] == 0xC3;
        if (strchr(" _-.", (char)c) != NULL) continue;
        if (c >= 'A' && c <= 'Z') c = (unsigned char)(c + 32);
        if (after_c3 && c >= 0x80 && c <= 0x9E) c = (unsigned char)(c + 32);
        text_add_char(&bare, (char)c);
    }
    return bare.data;
}

static bool is_person_column(struct arena *arena, const char *name) {
    const char *bare = bare_name(arena, name);
    for (size_t i = 0; i < sizeof person_columns / sizeof *person_columns; i++)
        if (text_equal(person_columns[i], bare)) return true;
    return false;
}

/* ---- names of columns ---- */

size_t columns_allowed(struct arena *arena, const struct resource *resource, const char *const **names) {
    const char **list = arena_alloc(arena, LANG_COUNT * resource->field_count * sizeof *list);
    size_t count = 0;
    for (size_t i = 0; i < resource->field_count; i++) {
        const struct field *field = &resource->fields[i];
        if (!field_is_column(field)) continue;
        for (int lang = 0; lang < LANG_COUNT && field->type == FIELD_LABEL; lang++)
            list[count++] = arena_printf(arena, "%s_%s", field->name, lang_codes[lang]);
        if (field->type != FIELD_LABEL) list[count++] = field->name;
    }
    *names = list;
    return count;
}

static const char *allowed_words(struct arena *arena, const struct resource *resource) {
    const char *const *names;
    size_t count = columns_allowed(arena, resource, &names);
    struct text words = text_start(arena);
    for (size_t i = 0; i < count; i++) text_add_item(&words, names[i]);
    return words.data;
}

/* The language when `name` is <label>_<lang>; NULL otherwise. */
static const char *lang_of(const struct field *field, const char *name) {
    size_t length = strlen(field->name);
    if (field->type != FIELD_LABEL || strlen(name) != length + 3 || name[length] != '_') return NULL;
    int lang = strncasecmp(name, field->name, length) == 0 ? lang_from_code(name + length + 1) : -1;
    return lang < 0 ? NULL : lang_codes[lang];
}

/* Finds the field that a column writes. */
static bool find_field(struct arena *arena, const struct resource *resource, const char *name,
                       struct import_column *column) {
    for (size_t i = 0; i < resource->field_count; i++) {
        const struct field *field = &resource->fields[i];
        const char *label = lang_of(field, name);
        bool is_named = label != NULL || (field->type != FIELD_LABEL && text_equal_fold(field->name, name));
        if (!field_is_column(field) || !is_named) continue;
        *column = (struct import_column){.field = field, .name = field->name, .label = label};
        if (label != NULL) column->name = arena_printf(arena, "%s_%s", field->name, label);
        return true;
    }
    return false;
}

static void fault(const char *name, long line, enum violation_code code, const char *argument, struct error *err) {
    error_add(err, PROBLEM_INVALID_BODY, PLACE_COLUMN, name, line, code, argument, NULL);
}

static bool is_given(const struct import *import, const char *name) {
    for (size_t i = 0; i < import->column_count; i++)
        if (text_equal(import->columns[i].name, name)) return true;
    return false;
}

/* History is the operator's to load: others cannot say when something was recorded or published. */
static bool is_for_operators(const struct resource *resource, const char *name) {
    static const struct {
        const char *dataset, *column;
    } histories[] = {{"observations", "revision"}, {"observations", "recorded_at"}, {"releases", "published_at"}};
    for (size_t i = 0; i < sizeof histories / sizeof *histories; i++)
        if (text_equal(histories[i].dataset, resource->name) && text_equal(histories[i].column, name)) return true;
    return false;
}

/* Finds what a column writes, or else what it shows. */
static bool find_column(const struct import *import, const char *name, struct import_column *column) {
    const struct resource *resource = import->job->resource;
    bool is_written = find_field(import->arena, resource, name, column);
    if (!is_written) return shown_find(import->arena, resource, name, column);
    if (!import->tenant->is_operator && is_for_operators(resource, column->name)) column->shown = SHOWN_VALUE;
    return true;
}

static void refuse_column(const struct import *import, const char *name, long line, struct error *err) {
    if (is_person_column(import->arena, name))
        fault(name, line, VIOLATION_PERSON_COLUMN, NULL, err);
    else
        fault(name, line, VIOLATION_UNKNOWN_MEMBER, allowed_words(import->arena, import->job->resource), err);
}

static void read_column(struct import *import, const char *name, long line, struct error *err) {
    struct import_column column;
    if (!find_column(import, name, &column))
        refuse_column(import, name, line, err);
    else if (is_given(import, column.name))
        fault(name, line, VIOLATION_DUPLICATE, NULL, err);
    else
        import->columns[import->column_count++] = column;
}

void columns_refuse(const struct import *import, const char *name, struct error *err) {
    refuse_column(import, name, import->line, err);
}

static void require(const struct import *import, const char *name, long line, struct error *err) {
    if (!is_given(import, name)) fault(name, line, VIOLATION_REQUIRED, NULL, err);
}

static void check_required(const struct import *import, long line, struct error *err) {
    const struct resource *resource = import->job->resource;
    for (size_t i = 0; i < resource->field_count; i++) {
        const struct field *field = &resource->fields[i];
        bool is_key = resource->key != NULL && text_equal(field->name, resource->key) && field->type == FIELD_CODE;
        if (!field_is_column(field) || !((field->flags & FIELD_REQUIRED) || is_key)) continue;
        /* a label that is shown in one language says that the row is stored */
        bool is_shown = field->type == FIELD_LABEL && is_given(import, field->name);
        for (int lang = 0; lang < LANG_COUNT && field_languages(field) == LANG_COUNT && !is_shown; lang++)
            require(import, arena_printf(import->arena, "%s_%s", field->name, lang_codes[lang]), line, err);
        if (field->type != FIELD_LABEL) require(import, field->name, line, err);
    }
}

/* ---- what is staged ---- */

int import_slot(const struct import *import, const char *name) {
    for (size_t i = 0; i < import->staged_count; i++)
        if (text_equal(import->staged[i], name)) return (int)i;
    return -1;
}

void import_stage(struct import *import, const char *name) {
    if (import_slot(import, name) < 0) import->staged[import->staged_count++] = name;
}

void import_stage_list(struct import *import, const char *const *names) {
    for (size_t i = 0; names != NULL && names[i] != NULL; i++) import_stage(import, names[i]);
}

void columns_stage(struct import *import) {
    const struct resource *resource = import->job->resource;
    const char *const *allowed;
    char **identity;
    size_t allowed_count = columns_allowed(import->arena, resource, &allowed);
    size_t identity_count = text_split(import->arena, resource->identity, ',', &identity);
    size_t most = allowed_count + identity_count + import->column_count + MOST_MORE;
    import->staged = arena_alloc(import->arena, most * sizeof *import->staged);
    for (size_t i = 0; i < import->column_count; i++)
        if (import->columns[i].shown == SHOWN_NOT) import_stage(import, import->columns[i].name);
    for (size_t i = 0; i < identity_count; i++) import_stage(import, identity[i]);
    for (size_t i = 0; import->kind->all_columns && i < allowed_count; i++) import_stage(import, allowed[i]);
    import_stage_list(import, import->kind->more);
    import->table_count = import->staged_count;
    import_stage_list(import, import->kind->extra);
    if (import->job->format != IMPORT_CSV) import_stage(import, "given");
    import->given = import->job->format == IMPORT_CSV ? -1 : import_slot(import, "given");
    for (size_t i = 0; i < import->column_count; i++) {
        struct import_column *column = &import->columns[i];
        const char *name = column->shown == SHOWN_NOT ? column->name : shown_staged_name(import->arena, column);
        import_stage(import, name);
        column->slot = (size_t)import_slot(import, name);
    }
    import->values = arena_alloc(import->arena, import->staged_count * sizeof *import->values);
}

bool columns_read(struct import *import, const char *const *names, size_t count, long line, struct error *err) {
    import->columns = arena_alloc(import->arena, count * sizeof *import->columns);
    for (size_t i = 0; i < count; i++) read_column(import, names[i], line, err);
    check_required(import, line, err);
    if (error_is_set(err)) return false;
    columns_stage(import);
    return true;
}

/* The member of a field that is read, a label's also by language. */
static void read_shown(struct import *import, const struct field *field, struct error *err) {
    read_column(import, field->name, 0, err);
    for (int lang = 0; lang < LANG_COUNT && field->type == FIELD_LABEL; lang++)
        read_column(import, arena_printf(import->arena, "%s_%s", field->name, lang_codes[lang]), 0, err);
}

void columns_all(struct import *import) {
    const char *const *names;
    const struct resource *resource = import->job->resource;
    struct error ignored = error_start(import->arena);
    size_t count = columns_allowed(import->arena, resource, &names);
    size_t most = count + (LANG_COUNT + 1) * resource->field_count;
    import->columns = arena_alloc(import->arena, most * sizeof *import->columns);
    for (size_t i = 0; i < count; i++) read_column(import, names[i], 0, &ignored);
    for (size_t i = 0; i < resource->field_count; i++)
        if (resource->fields[i].flags & FIELD_READ) read_shown(import, &resource->fields[i], &ignored);
    columns_stage(import);
}
