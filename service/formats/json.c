/* JSON: rows come as it, and the frame is that of every list (api.md 3), so that nothing is left to write. */
#include "formats/formats.h"

extern const struct format_writer writer_json;

const struct format_writer writer_json = {0};
