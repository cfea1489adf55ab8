/* OData's addresses. */
#include "neighbours/odata.h"

#include "private.h"

/* To the letter: parameters of media types and preferences say what a reply is made of. */
static const char *const varies[] = {"Accept", "Prefer", "OData-MaxVersion", "OData-Version", NULL};

#define READS(path, handler, produces)                                                                                 \
    {                                                                                                                  \
        HTTP_GET, ODATA_ROOT path, handler, NULL, SCOPE_PUBLIC, produces, 0, BODY_NONE, .is_foreign = true,            \
                                                                                        .varies = varies               \
    }

static const struct route routes[] = {
    READS("", handle_odata_service, MEDIA_BIT(JSON)),
    READS("/", handle_odata_service, MEDIA_BIT(JSON)),
    READS("/$metadata", handle_odata_metadata, MEDIA_BIT(JSON) | MEDIA_BIT(XML)),
    READS("/{set}", handle_odata_set, MEDIA_BIT(JSON)),
    READS("/{set}/{part}", handle_odata_part, MEDIA_BIT(JSON) | MEDIA_BIT(METRICS)),
};

static const struct dialect dialect = {ODATA_ROOT, odata_word_refusal};

const struct neighbour neighbour_odata = {routes, sizeof routes / sizeof *routes, &dialect};
