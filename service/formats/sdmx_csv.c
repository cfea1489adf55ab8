/* SDMX-CSV 2.0 (https://github.com/sdmx-twg/sdmx-csv): without a byte order mark, codes only, the action always I
 * (information), NaN for a figure that is missing or hidden, with its status. */
#include <stdlib.h>

#include "base/text.h"
#include "csv/writer.h"
#include "formats/formats.h"

extern const struct format_writer writer_sdmx_csv;

#define STRUCTURE "dataflow"
#define STRUCTURE_ID "TILLIT:OBSERVATIONS(1.0)"

/* The components and the members of observations that they are: the dimensions, the figure, its attributes. */
static const struct {
    const char *component, *column;
} components[] = {
    {"INDICATOR", "indicator"},
    {"INDICATOR_VERSION", "indicator_version"},
    {"REF_AREA", "area"},
    {"RESPONDENT_GROUP", "respondent_group"},
    {"SEX", "sex"},
    {"AGE", "age_band"},
    {"TIME_PERIOD", "period"},
    {"OBS_VALUE", "value"},
    {"OBS_STATUS", "obs_status"},
    {"CONF_STATUS", "conf_status"},
    {"UNIT_MEASURE", "unit"},
    {"DECIMALS", "decimals"},
    {"N_VALID", "n_valid"},
    {"SE", "se"},
    {"CI_LOW", "ci_low"},
    {"CI_HIGH", "ci_high"},
    {"CI_LEVEL", "ci_level"},
    {"SOURCE", "source"},
    {"RELEASE", "release"},
    {"REVISION", "revision"},
};
enum { COMPONENT_COUNT = sizeof components / sizeof *components, SEPARATOR = ',' };

static size_t column_of(const struct writer *writer, size_t component) {
    for (size_t i = 0; i < writer->column_count; i++)
        if (text_equal(writer->columns[i].name, components[component].column)) return i;
    abort(); /* rows of something else than observations */
}

static void add_header(struct writer *writer) {
    text_add(&writer->out, "STRUCTURE,STRUCTURE_ID,ACTION");
    for (size_t i = 0; i < COMPONENT_COUNT; i++) text_printf(&writer->out, ",%s", components[i].component);
    csv_end_row(&writer->out);
}

static void add_row(struct writer *writer, const char *const *cells) {
    text_add(&writer->out, STRUCTURE "," STRUCTURE_ID ",I");
    for (size_t i = 0; i < COMPONENT_COUNT; i++) {
        size_t column = column_of(writer, i);
        const char *cell = cells[column];
        bool is_missing = cell == NULL && text_equal(components[i].component, "OBS_VALUE");
        text_add_char(&writer->out, SEPARATOR);
        csv_add_cell(&writer->out, is_missing ? "NaN" : cell, writer->columns[column].type == COLUMN_NUMBER, SEPARATOR);
    }
    csv_end_row(&writer->out);
}

const struct format_writer writer_sdmx_csv = {.open = add_header, .row = add_row};
