"""What each format says of figures, in one shape: {key: ({content: number}, status)}, whatever the format."""

import csv
import io
import json
import math
import re

KEY = ('indicator', 'area', 'respondent_group', 'sex', 'age_band', 'period')
CONTENTS = ('value', 'n', 'se', 'ci_low', 'ci_high')
MEMBERS = ('value', 'n_valid', 'se', 'ci_low', 'ci_high')
ORDINARY = ('A', 'F')
SDMX = (
    ('INDICATOR', 'REF_AREA', 'RESPONDENT_GROUP', 'SEX', 'AGE', 'TIME_PERIOD'),
    ('OBS_VALUE', 'N_VALID', 'SE', 'CI_LOW', 'CI_HIGH'),
    ('OBS_STATUS', 'CONF_STATUS'),
)
DIMENSIONS = ('Indicator', 'Region', 'Respondent', 'Sex', 'Age', 'Tid')
LABELS = ('Indicator', 'Area', 'Respondent group', 'Sex', 'Age', 'Period')


def status_of(observed, confidential):
    """What a cube says of a cell: nothing of an ordinary one."""
    if (observed, confidential) == ORDINARY:
        return None
    return observed if confidential == 'F' else f'{observed}/{confidential}'


def number(cell):
    if cell is None or cell == '' or cell == 'NaN':
        return None
    return float(cell)


def from_rows(rows, key=KEY, members=MEMBERS, statuses=('obs_status', 'conf_status')):
    figures = {}
    for row in rows:
        place = tuple(str(row[name]) for name in key)
        if place in figures:
            raise AssertionError(f'{place} stands twice')
        figures[place] = tuple(number(row[name]) for name in members), status_of(*(row[name] for name in statuses))
    return figures


def flat(row):
    """Of a row of JSON, where an interval is an object or null."""
    interval = row.get('ci')
    ends = {'ci_low': interval and interval['low'], 'ci_high': interval and interval['high']} if 'ci' in row else {}
    return {**row, **ends}


def from_objects(objects):
    return from_rows(map(flat, objects))


def from_csv(body, **more):
    return from_rows(csv.DictReader(io.StringIO(body.decode('utf-8'), newline='')), **more)


def from_csv_excel(body):
    table = csv.DictReader(io.StringIO(body.decode('utf-8-sig'), newline=''), delimiter=';')
    return from_rows({name: cell.replace(',', '.') if name in MEMBERS else cell for name, cell in row.items()} for row in table)


def from_sdmx_csv(body):
    key, members, statuses = SDMX
    return from_csv(body, key=key, members=members, statuses=statuses)


def from_cells(size, cells):
    """`cells` has (key, content, number, status) of every cell of a cube; what has neither number nor status is no figure."""
    figures = {}
    for key, content, value, status in cells:
        told = figures.setdefault(key, ({}, set()))
        told[0][content] = value
        told[1].add(status)
    if sum(len(told) for told, _ in figures.values()) != size:
        raise AssertionError('a cell stands twice')
    shown = {}
    for key, (told, statuses) in figures.items():
        (status,) = statuses
        values = tuple(told[name] for name in CONTENTS)
        if status is not None or any(value is not None for value in values):
            shown[key] = values, status
    return shown


def from_json_stat(body, **given):
    """`given`: codes of dimensions that the document does not have."""
    document = json.loads(body)
    places = [list(document['dimension'][name]['category']['index']) for name in document['id']]
    statuses = document.get('status', {})

    def cells():
        for at, value in enumerate(document['value']):
            rest, codes = at, dict(given)
            for name, among in reversed(list(zip(document['id'], places))):
                rest, place = divmod(rest, len(among))
                codes[name] = among[place]
            yield tuple(codes[name] for name in DIMENSIONS), codes['ContentsCode'], value, statuses.get(str(at))

    return from_cells(len(document['value']), cells())


STRING = r'"([^"]*)"'


def _strings(text):
    return re.findall(STRING, text)


def from_px(body):
    """Of a file in English, by what the format says of keywords, strings and the order of cells (PX 2013)."""
    text = body.decode('utf-8')
    head, _, data = text.partition('\nDATA=\n')
    axes = [name for keyword in ('STUB', 'HEADING') for name in _strings(re.search(rf'^{keyword}=(.*);$', head, re.M)[1])]
    names = {axis: _strings(re.search(rf'^VALUES\("{axis}"\)=(.*?);$', head, re.M | re.S)[1]) for axis in axes}
    codes = {axis: _strings(re.search(rf'^CODES\("{axis}"\)=(.*?);$', head, re.M | re.S)[1]) for axis in axes}
    code_of = {axis: dict(zip(names[axis], codes[axis], strict=True)) for axis in axes}
    notes = {}
    for about, words in re.findall(r'^CELLNOTE\((.*)\)="(.*)";$', head, re.M):
        notes[tuple('*' if name == '*' else code_of[axis][name] for axis, name in zip(axes, _strings(about), strict=True))] = words.partition(':')[0]
    values = data.rstrip('\n;').split()

    def cells():
        for at, value in enumerate(values):
            rest, told = at, {}
            for axis in reversed(axes):
                rest, place = divmod(rest, len(codes[axis]))
                told[axis] = codes[axis][place]
            status = notes.get(tuple('*' if axis == 'Contents' else told[axis] for axis in axes))
            yield tuple(told[name] for name in LABELS), told['Contents'], None if value == '".."' else float(value), status

    return from_cells(math.prod(map(len, codes.values())), cells())


# By its name in format=; workbooks are read where there is something that can.
READERS = {
    'ndjson': lambda body: from_objects(json.loads(line) for line in body.decode('utf-8').split('\n')[:-1]),
    'csv': from_csv,
    'csv-excel': from_csv_excel,
    'sdmx-csv': from_sdmx_csv,
    'json-stat': from_json_stat,
    'px': from_px,
    'geojson': lambda body: from_objects(feature['properties'] for feature in json.loads(body)['features']),
}


def differences(wanted, got, closely):
    """The first places at which they differ; `closely`: numbers that agree in 15 digits are one."""
    places = []
    for key in sorted(wanted.keys() | got.keys()):
        one, other = wanted.get(key), got.get(key)
        if one == other or (closely and one and other and one[1] == other[1] and all(map(_close, one[0], other[0]))):
            continue
        places.append((key, one, other))
    return places[:5]


def _close(one, other):
    return one == other or (one is not None and other is not None and math.isclose(one, other, rel_tol=1e-15))
