"""Plans that PostgreSQL wrote into its log, by auto_explain: what a statement did, from the server's own account. No clock, so that
it is the same on every machine."""

import json
import pathlib

from support import database, settings

ROLES = ('tillit_public', 'tillit_app')
WANTED = {
    'session_preload_libraries': 'auto_explain', '"auto_explain.log_min_duration"': '0', '"auto_explain.log_analyze"': 'on',
    '"auto_explain.log_timing"': 'off', '"auto_explain.log_format"': 'json', '"auto_explain.log_settings"': 'on',
}


def explain(name, **more):
    """Every statement in the database is explained from now on; `more` settings of auto_explain."""
    wanted = {**WANTED, **{f'"auto_explain.{setting}"': value for setting, value in more.items()}}
    database.run(name, '\n'.join(f'alter role {role} in database {name} set {setting} = {value};'
                                 for role in ROLES for setting, value in wanted.items()))


def log():
    return pathlib.Path(settings.PG_LOG)


def plans_since(start):
    """Those that the log has got since it was of that size."""
    with log().open('rb') as file:
        file.seek(start)
        return plans_in(file.read().decode())


def plans_in(text):
    """The plans in a log of auto_explain, each with its statement."""
    found = []
    for part in text.split('  plan:\n')[1:]:
        lines = []
        for line in part.split('\n'):
            if lines and not line.startswith('\t'):
                break
            lines.append(line)
        found.append(json.loads('\n'.join(lines)))
    return found
