/* GeoJSON (RFC 7946): a feature a row. Its cells: a name, a geometry or null, and the row as the feature's properties.
 */
#include "formats/formats.h"

extern const struct format_writer writer_geojson;

static void open(struct writer *writer) { text_add(&writer->out, "{\"type\":\"FeatureCollection\",\"features\":["); }

static void add_row(struct writer *writer, const char *const *cells) {
    text_add(&writer->out, writer->has_rows ? ",\n{\"type\":\"Feature\"" : "\n{\"type\":\"Feature\"");
    if (cells[0] != NULL) {
        text_add(&writer->out, ",\"id\":");
        text_add_json(&writer->out, cells[0]);
    }
    text_printf(&writer->out, ",\"geometry\":%s,\"properties\":", cells[1] == NULL ? "null" : cells[1]);
    text_add(&writer->out, cells[2]);
    text_add_char(&writer->out, '}');
}

static void finish(struct writer *writer) { text_add(&writer->out, "\n]}\n"); }

const struct format_writer writer_geojson = {.open = open, .row = add_row, .finish = finish};
