/* What the routes that are described one by one take and give. */
#ifndef API_OPENAPI_SERVICE_PRIVATE_H
#define API_OPENAPI_SERVICE_PRIVATE_H

#include "private.h"

struct own_content {
    const char *sv, *en; /* the good reply in a sentence */
    json_t *(*schema)(struct printing *printing);
    json_t *(*example)(struct printing *printing);    /* NULL: the parts of the schema have theirs */
    json_t *(*parameters)(struct printing *printing); /* NULL: only those that all have */
    json_t *(*body)(struct printing *printing);       /* NULL: none */
    bool is_table;
};

/* lang= of what speaks Swedish and English. */
json_t *lang_parameter(struct printing *printing);

extern const struct own_content content_root, content_api_info, content_limits, content_openapi, content_problem_type,
    content_import_templates, content_import_template, content_imports, content_preview;

#endif
