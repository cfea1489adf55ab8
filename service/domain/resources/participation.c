/* Ideas, pilots, feedback, red tape and dialogues. */
#include "private.h"

static const struct field adoptions[] = {
    REF("municipality", "municipality", NEEDED, "dk-991", "Kommunen som tagit över idén.",
        "The municipality that took the idea over."),
    DATE("adopted_on", NEEDED, "2022-09-01", "Dagen då det skedde.", "The day it did so."),
};

static const struct field idea_fields[] = {
    KEY_CODE("idea-forventning", "Idéns kod.", "The idea's code."),
    OWNING_MUNICIPALITY("dk-991"),
    REF("plan", "plan", GIVEN, "pl-sam", "Planen som idén hör till; null utan plan.",
        "The plan that the idea belongs to; null without."),
    TEXT("title", "200", NEEDED, "Forventningskort før støtten begynder", "Idén i en mening.",
         "The idea in a sentence."),
    ENUM("origin", "party", NEEDED, "relative", "Parten som idén kommer från.", "The party that the idea comes from."),
    TEXT("benefit_for_residents", "4000", NEEDED, "Borger og pårørende ved, hvad de kan regne med.",
         "Vilken nytta invånarna har av den.", "What good it does residents."),
    ENUM("process_step", "process_step", GIVEN, "implement", "Steget i processen som den rör.",
         "The step of the process that it is about."),
    ENUM("state", "idea_state", KEPT, "adopted", "Från föreslagen till spridd eller arkiverad.",
         "From proposed to spread or archived."),
    TEXT("led_to", "1000", GIVEN, "Forventningskort", "Tjänsten som den ledde till; null när ingen finns än.",
         "The service it led to; null when there is none yet."),
    OBJECTS("adoptions", adoptions, KEPT, "dk-991:2022-09-01|dk-992:2022-11-01",
            "Kommunerna som tagit över idén; deras antal är spridningen.",
            "The municipalities that took it over; their number is the spread."),
    TEXT("archive_reason", "4000", GIVEN, "", "Varför idén lades åt sidan; null annars.",
         "Why the idea was put aside; null otherwise."),
    AUDIENCE("public"),
    STAMPS("2025-04-10T06:00:00Z", "2025-04-10T06:00:00Z"),
};

static const struct expansion idea_expansions[] = {
    {"pilots", "pilots", "x.idea = v.code"},
};

const struct resource resource_ideas = {
    .name = "ideas",
    .list = "ideas",
    .one = "idea",
    .key = "code",
    .identity = "code",
    .sort = "code",
    .tie = "code",
    .group = GROUP_PARTICIPATION,
    .flags = WHOLE,
    .load_order = 31,
    .title_sv = "Idéer",
    .title_en = "Ideas",
    .sv = "Idébanken: var idéer kommer ifrån, vilken nytta de gör, vad de ledde till och vart de spreds.",
    .en = "The idea bank: where ideas come from, what good they do, what they led to and where they spread.",
    FIELDS(idea_fields),
    EXPANSIONS(idea_expansions),
};

static const struct field pilot_fields[] = {
    KEY_CODE("pilot-forventning", "Försökets kod.", "The pilot's code."),
    REF("idea", "idea", NEEDED | FIXED, "idea-forventning", "Idén som prövas.", "The idea tried."),
    OWNING_MUNICIPALITY("dk-991"),
    TEXT("title", "200", NEEDED, "Forventningskort på Bosted Egely", "Försökets titel.", "The pilot's title."),
    DATE("start_date", NEEDED, "2021-11-01", "Första dag.", "First day."),
    DATE("end_date", GIVEN, "2022-08-31", "Sista dag; null så länge slutet inte är bestämt.",
         "Last day; null while the end is not settled."),
    REF("evaluation", "evaluation", GIVEN, "ev-sam", "Utvärderingen av försöket; null utan utvärdering.",
        "The evaluation of the pilot; null without."),
    ENUM("decision", "follow_up_decision", GIVEN, "scale", "Utvidga, justera eller avbryt; null innan det är beslutat.",
         "Scale, adjust or stop; null until decided."),
    TEXT("learning", "10000", GIVEN, "Kortet virker, når pårørende er med fra begyndelsen.", "Vad som har lärts.",
         "What has been learnt."),
    REF("stretches", "document_passage", GIVEN, "", "Regeln som försöket tänjer på; null när det ryms i reglerna.",
        "The rule that the pilot stretches; null when it keeps within the rules."),
    WORD("leave_of", "200", GIVEN, "", "Organet som medgett det, aldrig en person.",
         "The body that gave leave, never a person."),
    AUDIENCE("public"),
    STAMPS("2025-04-10T06:00:00Z", "2025-04-10T06:00:00Z"),
};

const struct resource resource_pilots = {
    .name = "pilots",
    .list = "pilots",
    .one = "pilot",
    .key = "code",
    .identity = "code",
    .sort = "code",
    .tie = "code",
    .group = GROUP_PARTICIPATION,
    .flags = WHOLE,
    .load_order = 32,
    .title_sv = "Försöksverksamheter",
    .title_en = "Pilots",
    .sv = "Idéer som prövas i liten skala innan de utvidgas, justeras eller avbryts.",
    .en = "Ideas tried on a small scale before they are scaled, adjusted or stopped.",
    FIELDS(pilot_fields),
};

static const struct field feedback_item_fields[] = {
    OWN_ID("0197ca26-5800-75c7-8ed4-46bd7f162656"),
    OWNING_MUNICIPALITY("se-9901"),
    DATE("received_on", NEEDED, "2025-07-02", "Dagen då synpunkten kom.", "The day it was received."),
    ENUM("channel", "feedback_channel", NEEDED, "web", "Hur den kom.", "How it came."),
    ENUM("origin", "party", NEEDED, "resident", "Parten den kom från; aldrig en person.",
         "The party it came from; never a person."),
    REF("focus_area", "focus_area", GIVEN, "fa-bem", "Fokusområdet den rör.", "The focus area it is about."),
    WORD("responsible_function", "200", GIVEN, "Kontaktcenter", "Funktionen som ska svara.", "The function to answer."),
    ENUM("state", "feedback_state", KEPT, "closed", "Mottagen, kvitterad, besvarad eller stängd.",
         "Received, acknowledged, answered or closed."),
    DATE("answered_on", GIVEN, "2025-07-09", "Dagen för svaret; null när inget svar har getts.",
         "The day of the answer; null when none has been given."),
    ENUM("outcome", "feedback_outcome", GIVEN, "changed", "Vad den ledde till; null innan det är känt.",
         "What it led to; null until known."),
    STAMPS("2025-07-02T08:00:00Z", "2025-07-09T08:00:00Z"),
};

const struct resource resource_feedback_items = {
    .name = "feedback-items",
    .list = "feedback_items",
    .one = "feedback_item",
    .key = "id",
    .identity = "id",
    .sort = "-received_on",
    .tie = "id",
    .group = GROUP_PARTICIPATION,
    .flags = WHOLE,
    .load_order = 33,
    .title_sv = "Synpunkter",
    .title_en = "Feedback items",
    .sv = "Logg över återkopplingen: när synpunkter kom, besvarades och vad de ledde till. Utan fritext om personer. "
          "Visas bara för den egna kommunen.",
    .en = "Log of feedback: when items came in, when they were answered and what they led to. No free text about "
          "persons. Shown to the owning municipality only.",
    FIELDS(feedback_item_fields),
};

static const struct field red_tape_item_fields[] = {
    KEY_CODE("rt-991-skema", "Kod.", "Code."),
    OWNING_MUNICIPALITY("dk-991"),
    REF("plan", "plan", GIVEN, "pl-sam", "Planen som det hör till; null utan plan.",
        "The plan that it belongs to; null without."),
    WORD("process", "200", NEEDED, "Ansøgning om støtte", "Processen där krånglet finns.",
         "The process it is found in."),
    TEXT("description", "4000", NEEDED, "Dobbelt ansøgningsskema til myndighed og udfører.",
         "Vad krånglet är; utan namn.", "What it consists of; without names."),
    ENUMS("team", "team", "party", KEPT, "user|authority|provider", "Parterna som löser det: utmaningen sätter laget.",
          "The parties that solve it: the challenge decides the team."),
    DECIMAL("hours_per_month", "0", NULL, GIVEN, "46", "Tid det tar per månad, i timmar; null när det är okänt.",
            "Time it takes per month, in hours; null when unknown."),
    ENUM("state", "red_tape_state", KEPT, "solved", "Från anmäld till löst eller inte löst.",
         "From reported to solved or not solved."),
    DATE("reported_on", NEEDED, "2021-09-14", "Dagen då det anmäldes.", "The day it was reported."),
    STAMPS("2025-04-10T06:00:00Z", "2025-04-10T06:00:00Z"),
};

const struct resource resource_red_tape_items = {
    .name = "red-tape-items",
    .list = "red_tape_items",
    .one = "red_tape_item",
    .key = "code",
    .identity = "code",
    .sort = "code",
    .tie = "code",
    .group = GROUP_PARTICIPATION,
    .flags = WHOLE,
    .load_order = 34,
    .title_sv = "Onödigt krångel",
    .title_en = "Red-tape items",
    .sv = "Onödigt krångel (bøvl): vad, i vilken process, vem som löser det och om det är löst. Visas bara för den "
          "egna kommunen.",
    .en = "Needless red tape (bøvl): what, in which process, who solves it and whether it is solved. Shown to the "
          "owning municipality only.",
    FIELDS(red_tape_item_fields),
};

static const struct field dialogue_fields[] = {
    KEY_CODE("dl-9901-solvagen-1", "Dialogens kod.", "The dialogue's code."),
    OWNING_MUNICIPALITY("se-9901"),
    REF("plan", "plan", GIVEN, "pl-norr", "Planen som dialogen hör till; null utan plan.",
        "The plan that the dialogue belongs to; null without."),
    REF("area", "area", GIVEN, "se-9901-d2", "Området som den gällde; null för hela kommunen.",
        "The area it was about; null for the whole municipality."),
    ENUM("method", "involvement_method", NEEDED, "influence_group", "Formen.", "The form."),
    ENUM("governance_level", "governance_level", GIVEN, "unit_management", "Nivån som mötte deltagarna.",
         "The level that met the participants."),
    DATE("held_on", NEEDED, "2025-04-24", "Dagen.", "The day."),
    INTEGER("participants", "0", MOST_COUNT, GIVEN, "11",
            "Antal deltagare; null när det är okänt, eller färre än fem för andra än ägarens redaktörer.",
            "Number of participants; null when unknown, or fewer than five for others than the owner's editors."),
    ENUMS("parties", "party", "party", KEPT, "resident|employee", "Parterna som deltog.",
          "The parties that took part."),
    TEXT("outcome", "4000", GIVEN, "Gruppen bildad; belysning och gårdsmöten först.", "Vad den ledde till.",
         "What came of it."),
    AUDIENCE("public"),
    STAMPS("2025-04-24T08:00:00Z", "2025-04-24T08:00:00Z"),
};

const struct resource resource_dialogues = {
    .name = "dialogues",
    .list = "dialogues",
    .one = "dialogue",
    .key = "code",
    .identity = "code",
    .sort = "-held_on",
    .tie = "code",
    .group = GROUP_PARTICIPATION,
    .flags = WHOLE,
    .load_order = 35,
    .title_sv = "Dialoger",
    .title_en = "Dialogues",
    .sv = "Dialoger, påverkansgrupper och gemensamma arenor: var, på vilken nivå, med vilka och med vilket resultat.",
    .en = "Dialogues, influence groups and common arenas: where, at which level, with whom and to what effect.",
    FIELDS(dialogue_fields),
};
