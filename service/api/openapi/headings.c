/* What stands above every operation: its name, its tag, its summary, and who may call it. */
#include "private.h"

static const struct {
    const char *name, *sv, *en;
} tags[] = {
    [GROUP_REFERENCE] = {"reference", "Kodlistor och ordlista.", "Reference lists and the glossary."},
    [GROUP_PLACES] = {"places", "Kommuner, områden, jämförelsegrupper och enheter.",
                      "Municipalities, areas, peer groups and units."},
    [GROUP_MEASURES] = {"measures", "Indikatorer, siffror, målvärden, källor och publiceringar.",
                        "Indicators, figures, targets, sources and releases."},
    [GROUP_FOLLOW_UP] = {"follow-up", "Planer med mål, insatser, milstolpar, uppföljningar och risker.",
                         "Plans with goals, actions, milestones, follow-ups and risks."},
    [GROUP_EVALUATION] = {"evaluation", "Före- och eftermätningar.", "Before and after measurements."},
    [GROUP_GOVERNANCE] = {"governance", "Styrdokument, styrkedja och process.",
                          "Steering documents, governance chain and process."},
    [GROUP_PARTICIPATION] = {"participation", "Idéer, försök, synpunkter, krångel och dialoger.",
                             "Ideas, pilots, feedback, red tape and dialogues."},
    [GROUP_ADMINISTRATION] = {"administration", "Nycklar och granskningslogg; för administratörer och driftaren.",
                              "Keys and the audit trail; for admins and the operator."},
    [TAG_IMPORTS] = {"imports", "Att lämna siffror och annat i bulk.", "Handing in figures and more in bulk."},
    [TAG_ANALYSES] =
        {"analyses",
         "Statistik på sparade siffror: glapp, klasser, trender, effekter. En post för varje kombination "
         "av värden, högst max_analysis_items (/limits); ett värde som står två gånger räknas en gång. Som "
         "CSV en rad för varje, eller för varje del av dess lista.",
         "Statistics on stored figures: gaps, classes, trends, effects. An item for each combination of "
         "values, at most max_analysis_items (/limits); a value that stands twice counts once. As CSV a "
         "row for each, or for each part of its list."},
    [TAG_CALCULATIONS] = {"calculations", "Statistik på tal som skickas med; inget sparas.",
                          "Statistics on numbers sent along; nothing is stored."},
    [TAG_SERVICE] = {"service", "Tjänsten om sig själv.", "The service about itself."},
};

json_t *operation_tags(void) {
    json_t *array = json_array();
    for (size_t i = 0; i < TAG_COUNT; i++)
        json_array_append_new(array, described(json_pack("{s:s}", "name", tags[i].name), tags[i].sv, tags[i].en));
    return array;
}

char *operation_id(struct arena *arena, const char *verb, const char *name) {
    return arena_printf(arena, "%s%s", verb, pascal_case(arena, name));
}

json_t *headed(const struct heading *heading) {
    json_t *operation = json_pack("{s:s, s:[s], s:s, s:s}", "operationId", heading->id, "tags", tags[heading->tag].name,
                                  "summary", heading->summary_en, "x-summary-sv", heading->summary_sv);
    return described(operation, heading->sv, heading->en);
}

/* Reading needs no key; one that is sent must be valid. */
json_t *common_security(void) { return json_pack("[{}, {s:[]}]", "key"); }

void add_security(json_t *operation, const struct route *route) {
    if (route->scope != SCOPE_PUBLIC) json_object_set_new(operation, "security", json_pack("[{s:[]}]", "key"));
}
