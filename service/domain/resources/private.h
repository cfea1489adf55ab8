/* How the resource tables are written: one macro per type of field, one word for what may be done with it.
 *
 * The examples of a resource are the columns of one row of the demonstration data, so that they fit together: an empty
 * one is null. */
#ifndef DOMAIN_RESOURCE_PRIVATE_H
#define DOMAIN_RESOURCE_PRIVATE_H

#include "domain/resource.h"

/* All resources in the order of the documentation: adding one is adding its line here. */
#define RESOURCES(X)                                                                                                   \
    X(reference_lists)                                                                                                 \
    X(terms)                                                                                                           \
    X(municipalities)                                                                                                  \
    X(areas)                                                                                                           \
    X(peer_groups)                                                                                                     \
    X(org_units)                                                                                                       \
    X(indicators)                                                                                                      \
    X(indicator_versions)                                                                                              \
    X(focus_areas)                                                                                                     \
    X(sources)                                                                                                         \
    X(survey_waves)                                                                                                    \
    X(targets)                                                                                                         \
    X(observations)                                                                                                    \
    X(series)                                                                                                          \
    X(changes)                                                                                                         \
    X(response_counts)                                                                                                 \
    X(two_item_tables)                                                                                                 \
    X(life_table_rows)                                                                                                 \
    X(releases)                                                                                                        \
    X(plans)                                                                                                           \
    X(goals)                                                                                                           \
    X(actions)                                                                                                         \
    X(milestones)                                                                                                      \
    X(follow_ups)                                                                                                      \
    X(risks)                                                                                                           \
    X(evaluations)                                                                                                     \
    X(evaluation_members)                                                                                              \
    X(evaluation_measures)                                                                                             \
    X(paired_tables)                                                                                                   \
    X(fidelity_assessments)                                                                                            \
    X(qualitative_findings)                                                                                            \
    X(steering_documents)                                                                                              \
    X(document_reviews)                                                                                                \
    X(document_passages)                                                                                               \
    X(chain_assessments)                                                                                               \
    X(process_assessments)                                                                                             \
    X(decisions)                                                                                                       \
    X(interest_conflicts)                                                                                              \
    X(fundings)                                                                                                        \
    X(publications)                                                                                                    \
    X(knowledge_uses)                                                                                                  \
    X(organisations)                                                                                                   \
    X(influence_groups)                                                                                                \
    X(ideas)                                                                                                           \
    X(pilots)                                                                                                          \
    X(feedback_items)                                                                                                  \
    X(red_tape_items)                                                                                                  \
    X(dialogues)                                                                                                       \
    X(api_keys)                                                                                                        \
    X(audit_events)

#define X(name) extern const struct resource resource_##name;
RESOURCES(X)
#undef X

/* What may be done with a field. */
#define SHOWN (FIELD_READ | FIELD_FILTER | FIELD_SORT) /* set by the service; may be null */
#define SURE (SHOWN | FIELD_PRESENT)                   /* set by the service; never null */
#define GIVEN (SHOWN | FIELD_WRITE)                    /* written by clients; may be null */
#define KEPT (GIVEN | FIELD_PRESENT)                   /* written by clients; has a default, so never null */
#define NEEDED (KEPT | FIELD_REQUIRED)                 /* written by clients; nothing can be created without it */
#define HIDEABLE (GIVEN | FIELD_REQUIRED)              /* the same, but null to those it is hidden from */
#define FIXED FIELD_ONCE                               /* with one of these: at creation only */
#define COLUMN FIELD_WRITE                             /* of imports only, no member of replies */
#define COLUMN_NEEDED (FIELD_WRITE | FIELD_REQUIRED)   /* of imports only; none can do without it */
#define OF_SERIES FIELD_SERIES                         /* with one of these: the same in a whole series */
#define OF_CELL FIELD_CELL                             /* with one of these: differs from period to period */
#define SIEVE (FIELD_FILTER | FIELD_HELPER)            /* only a filter */
#define SEVERAL(flags) (((flags) & ~FIELD_SORT) | FIELD_LIST)

/* Flags that follow from the type. */
#define IF_READ(flags, more) (((flags)&FIELD_READ) != 0 ? (flags) | (more) : (flags))
#define PROSE(flags) (IF_READ(flags, FIELD_SEARCH) | FIELD_FREE_TEXT)

#define FIELD(name, type, flags, of, plural, min, max, example, sv, en)                                                \
    { name, type, flags, of, plural, min, max, example, sv, en, NULL, 0, NULL }
/* Several of them: `parameter` filters by one. */
#define FIELD_OF_MANY(name, parameter, type, flags, of, min, max, example, sv, en)                                     \
    { name, type, SEVERAL(flags), of, NULL, min, max, example, sv, en, NULL, 0, parameter }

#define CODE(name, flags, example, sv, en)                                                                             \
    FIELD(name, FIELD_CODE, IF_READ(flags, FIELD_SEARCH), NULL, NULL, NULL, NULL, example, sv, en)
#define UUID(name, flags, example, sv, en) FIELD(name, FIELD_UUID, flags, NULL, NULL, NULL, NULL, example, sv, en)
/* Prose is searched, not filtered; a word is both. */
#define TEXT(name, max, flags, example, sv, en)                                                                        \
    FIELD(name, FIELD_TEXT, PROSE((flags) & ~FIELD_FILTER), NULL, NULL, NULL, max, example, sv, en)
#define WORD(name, max, flags, example, sv, en)                                                                        \
    FIELD(name, FIELD_TEXT, PROSE(flags), NULL, NULL, NULL, max, example, sv, en)
#define LABEL(name, plural, max, flags, example, sv, en)                                                               \
    FIELD(name, FIELD_LABEL, PROSE((flags) & ~FIELD_FILTER), NULL, plural, NULL, max, example, sv, en)
/* Of what a municipality may have of its own: one language is enough for it. */
#define OWN_LABEL(name, plural, max, flags, example, sv, en)                                                           \
    FIELD(name, FIELD_LABEL, PROSE((flags) & ~FIELD_FILTER), NULL, plural, "1", max, example, sv, en)
#define ENUM(name, list, flags, example, sv, en) FIELD(name, FIELD_ENUM, flags, list, NULL, NULL, NULL, example, sv, en)
#define REF(name, relation, flags, example, sv, en)                                                                    \
    FIELD(name, FIELD_REF, IF_READ(flags, FIELD_EXPAND), relation, NULL, NULL, NULL, example, sv, en)
#define OWNER(name, flags, example, sv, en) FIELD(name, FIELD_OWNER, flags, NULL, NULL, NULL, NULL, example, sv, en)
#define INTEGER(name, min, max, flags, example, sv, en)                                                                \
    FIELD(name, FIELD_INTEGER, flags, NULL, NULL, min, max, example, sv, en)
#define DECIMAL(name, min, max, flags, example, sv, en)                                                                \
    FIELD(name, FIELD_DECIMAL, flags, NULL, NULL, min, max, example, sv, en)
#define DOUBLE(name, min, max, flags, example, sv, en)                                                                 \
    FIELD(name, FIELD_DOUBLE, flags, NULL, NULL, min, max, example, sv, en)
#define BOOLEAN(name, flags, example, sv, en) FIELD(name, FIELD_BOOLEAN, flags, NULL, NULL, NULL, NULL, example, sv, en)
#define DATE(name, flags, example, sv, en) FIELD(name, FIELD_DATE, flags, NULL, NULL, NULL, NULL, example, sv, en)
#define TIME(name, flags, example, sv, en) FIELD(name, FIELD_TIME, flags, NULL, NULL, NULL, NULL, example, sv, en)
#define PERIOD(name, flags, example, sv, en) FIELD(name, FIELD_PERIOD, flags, NULL, NULL, NULL, NULL, example, sv, en)
#define INTERVAL(name, example, sv, en) FIELD(name, FIELD_INTERVAL, FIELD_READ, NULL, NULL, NULL, NULL, example, sv, en)
#define ENUMS(name, parameter, list, flags, example, sv, en)                                                           \
    FIELD_OF_MANY(name, parameter, FIELD_ENUM, flags, list, NULL, NULL, example, sv, en)
#define REFS(name, parameter, relation, flags, example, sv, en)                                                        \
    FIELD_OF_MANY(name, parameter, FIELD_REF, IF_READ(flags, FIELD_EXPAND), relation, NULL, NULL, example, sv, en)
#define INTEGERS(name, parameter, min, max, flags, example, sv, en)                                                    \
    FIELD_OF_MANY(name, parameter, FIELD_INTEGER, flags, NULL, min, max, example, sv, en)
#define PERIODS(name, parameter, flags, example, sv, en)                                                               \
    FIELD_OF_MANY(name, parameter, FIELD_PERIOD, flags, NULL, NULL, NULL, example, sv, en)
#define OBJECTS(name, list, flags, example, sv, en)                                                                    \
    {                                                                                                                  \
        name, FIELD_OBJECTS, SEVERAL(flags) & ~FIELD_FILTER, NULL, NULL, NULL, NULL, example, sv, en, list,            \
            COUNT(list), NULL                                                                                          \
    }

/* Rows of another dataset that are parts of the object. */
#define PARTS(name, list, dataset, flags, example, sv, en)                                                             \
    {                                                                                                                  \
        name, FIELD_OBJECTS, SEVERAL(flags) & ~FIELD_FILTER, NULL, NULL, NULL, NULL, example, sv, en, list,            \
            COUNT(list), NULL, dataset                                                                                 \
    }

/* Where in a case it belongs: from assessment over referral to support. */
#define CASE_STEP(example)                                                                                             \
    ENUM("case_step", "case_step", GIVEN, example, "Steget i ärendet; null när det inte gäller något visst.",          \
         "The step of the case; null when it is about none in particular.")

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define MOST_COUNT "1000000000"

/* Members that many resources have. */
#define KEY_CODE(example, sv, en) CODE("code", NEEDED | FIXED, example, sv, en)
/* A code that may be left to the service, and one that nobody gives at all. */
#define OWN_CODE(example, sv, en) CODE("code", KEPT | FIXED, example, sv, en)
#define OWN_ID(example)                                                                                                \
    UUID("id", KEPT | FIXED, example, "Identitet (UUIDv7); ges av tjänsten när den inte skickas med.",                 \
         "Identity (UUIDv7); given by the service when it is not sent along.")
#define SHARED_OWNER(flags, example)                                                                                   \
    OWNER(                                                                                                             \
        "owner", flags, example,                                                                                       \
        "Kommunen som äger posten, eller shared för det som driftaren förvaltar åt alla; utelämnad nyckelns egen.",    \
        "The municipality that owns the record, or shared for what the operator keeps for everybody; left out, that "  \
        "of the key.")
#define OWNING_MUNICIPALITY(example)                                                                                   \
    REF("municipality", "municipality", NEEDED | FIXED, example, "Kommunen som äger posten.",                          \
        "The municipality that owns the record.")
#define PARENT_MUNICIPALITY(example)                                                                                   \
    REF("municipality", "municipality", SURE, example, "Kommunen som äger posten, hämtad från det den hör till.",      \
        "The municipality that owns the record, taken from what it belongs to.")
#define PARENT_PLAN(sv, en) REF("plan", "plan", SURE, "pl-norr", sv, en)
/* How far it has come and how that compares with the plan's time (domain.md A10). */
#define DELIVERY(progress_example, expected_example, spi_example)                                                      \
    DOUBLE("progress", "0", "1", SHOWN, progress_example, "Genomförande 0–1: insatsernas, vägda; null utan insatser.", \
           "Progress 0–1: that of the actions, weighted; null without actions."),                                      \
        DOUBLE("expected_progress", "0", "1", SHOWN, expected_example,                                                 \
               "Genomförandet som tiden motiverar i dag, 0–1; null utan insatser.",                                    \
               "The progress that the time passed would warrant today, 0–1; null without actions."),                   \
        SCHEDULE_INDEX(spi_example)
#define SCHEDULE_INDEX(example)                                                                                        \
    DOUBLE("spi", "0", NULL, SHOWN, example, "Genomförande delat med förväntat; null innan något kan förväntas.",      \
           "Progress divided by expected progress; null before anything can be expected.")
#define RAG(sv, en)                                                                                                        \
    ENUM("rag", "rag", SHOWN, "green",                                                                                     \
         "Status i dag: röd mer än 30 dagar för sent eller spi under 0,75, gul för sent eller spi under 0,90, annars " \
         "grön; " sv,                                                                                                      \
         "Status today: red more than 30 days late or spi below 0.75, amber late or spi below 0.90, otherwise "            \
         "green; " en)
#define AUDIENCE(example)                                                                                              \
    ENUM("audience", "audience", KEPT, example,                                                                        \
         "Vem som ser posten: public alla, partners de kommuner som posten eller planen anger, internal (förval) "    \
         "bara den egna kommunen.",                                                                                    \
         "Who sees the record: public everybody, partners the municipalities that it or its plan names, internal "     \
         "(default) only its own municipality.")
#define STAMPS(created, updated)                                                                                       \
    TIME("created_at", SURE, created, "När posten skapades, i UTC.", "When the record was created, in UTC."),          \
        TIME("updated_at", SURE, updated,                                                                              \
             "När posten senast ändrades, i UTC; filtrera på updated_at_from för att "                             \
             "hämta bara det nya.",                                                                                    \
             "When the record was last changed, in UTC; filter by updated_at_from to fetch "                           \
             "only what is new.")

/* External numbers of a record; `parts` of every field external_ids. */
extern const struct field external_id_parts[2];
#define EXTERNAL_IDS(example)                                                                                          \
    OBJECTS("external_ids", external_id_parts, KEPT, example,                                                          \
            "Beteckningar i andra system (diarium, BI, register); tom lista när det inte finns några.",                \
            "Designations in other systems (registry, BI, registers); an empty list when there are none.")

/* The fields and expansions of a resource, counted. */
#define FIELDS(table) .fields = table, .field_count = COUNT(table)
#define EXPANSIONS(table) .expansions = table, .expansion_count = COUNT(table)
#define WHOLE (RESOURCE_COLLECTION | RESOURCE_OBJECT | RESOURCE_DATASET | RESOURCE_WRITTEN)

#endif
