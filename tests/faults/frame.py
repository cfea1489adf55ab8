"""What a fault is, where it is injected, and the report of what came of it.

A fault is a promise of the service under some mishap: a figure, and whether it is what was promised. Each has a control: the
same with what keeps the promise taken away. A control that does not fail shows that the fault would not have been noticed."""

import copy
import json
import os
import signal
import time
import traceback

from support import demo, people, server, settings


class Outcome:
    """`figure` in words and whether the promise was `kept`; the same of the control, whose promise has to be `broken`."""

    def __init__(self, figure, kept, control='', broken=None):
        self.figure, self.kept, self.control, self.broken = figure, kept, control, broken


FAULTS = {}  # name -> (promise, promised figure, function)
LONG = set()  # names of those that a short run leaves out unless it is asked for them
BARE = set()  # names of those that the sanitizers' own libraries are in the way of
OWN_BUILD = set()  # names of those that run a build of their own
AS_ROOT = set()  # names of those that want root


def fault(name, promise, promised, is_long=False, bare=False, as_root=False, own_build=False):
    """Enters a function of the stage into the table of faults."""

    def enter(function):
        FAULTS[name] = (promise, promised, function)
        for is_one, kind in ((is_long, LONG), (bare, BARE), (as_root, AS_ROOT), (own_build, OWN_BUILD)):
            if is_one:
                kind.add(name)
        return function

    return enter


def usual():
    """The names of those that this run injects when it is asked for none."""
    left_out = (set() if settings.FULL else LONG) | (BARE if settings.SANITIZED else set()) | (AS_ROOT if os.geteuid() else set())
    if settings.SANITIZED or settings.COUNTED:
        left_out |= OWN_BUILD
    return sorted(set(FAULTS) - left_out)


def times(short, full):
    """How often, in short runs and in full ones."""
    return full if settings.FULL else short


class Stage:
    """A cluster of its own that writes to the disk as in earnest, with the demonstration's figures, and people with keys."""

    def __init__(self):
        self.cluster = server.Cluster()
        self.cluster.options = '-c max_connections=100'
        self.settings = {**self.cluster.settings, 'TILLIT_AUDIT_KEY_FILE': self.cluster.folder / 'audit.key',
                         'TILLIT_POOL_APP': 16, 'TILLIT_QUEUE_WAIT_MS': 5000}
        self.cluster.start()
        self.program('migrate')
        # As the caller, who can read the repository wherever it is.
        self.program('import', *map(str, demo.files()), run_as=[])
        self.editor = self._key('--role', 'editor', '--municipality', 'se-9901')
        self.operator = self._key('--role', 'operator')

    def program(self, *words, **more):
        done = server.program(*words, **{**self.settings, 'TILLIT_TODAY': settings.TODAY, **more})
        if done.returncode:
            raise AssertionError(f'tillit {words[0]}: {done.stdout}{done.stderr}')
        return done.stdout

    def _key(self, *words):
        return people.KEY.search(self.program('key', 'create', *words))[0]

    def twin(self):
        """A stage with a copy of the cluster as it is now; whoever asks closes it."""
        other = copy.copy(self)
        other.cluster = server.Standby(self.cluster.socket)
        other.cluster.promote()
        other.settings = {**self.settings, **server.connection_strings(other.cluster.socket, 'postgres')}
        return other

    def service(self, **more):
        return server.Server('faults', **{**self.settings, **more})

    def kill_cluster(self, meanwhile=lambda: None):
        """kill -9 of all its processes, and a start that recovers from it, and from what happens meanwhile."""
        postmaster = self.cluster.postmaster()
        family = [postmaster, *children(postmaster)]
        for pid in family:
            os.kill(pid, signal.SIGKILL)
        # Until they are buried: a zombie would pass for a postmaster that still runs.
        server.until(lambda: not any(os.path.exists(f'/proc/{pid}') for pid in family), 30, 'all processes of the cluster are gone')
        meanwhile()
        self.cluster.start()

    def configure(self, **settings_of_it):
        """Settings of the cluster, None for their defaults; in force when this returns."""
        for name, value in settings_of_it.items():
            self.cluster.sql(f'alter system {"reset " + name if value is None else f"set {name} = {value}"}')
        self.cluster.sql('select pg_reload_conf()')
        time.sleep(0.3)

    def close(self):
        self.cluster.remove()


def children(parent):
    """The processes that a process has started."""
    found = []
    for name in filter(str.isdigit, os.listdir('/proc')):
        try:
            with open(f'/proc/{name}/stat', encoding='utf-8', errors='replace') as file:
                if int(file.read().rpartition(')')[2].split()[1]) == parent:
                    found.append(int(name))
        except OSError:
            pass  # it has just ended
    return found


class Report:
    """The figures, as a table for people and as JSON for programs."""

    def __init__(self):
        self.rows = []

    def run(self, stage, name):
        promise, promised, function = FAULTS[name]
        started = time.monotonic()
        try:
            outcome = function(stage)
        except Exception:  # pylint: disable=broad-exception-caught
            traceback.print_exc()
            outcome = Outcome('not measured: an exception, see the output', False)
        self.rows.append({
            'fault': name, 'promise': promise, 'promised': promised, 'figure': outcome.figure, 'kept': outcome.kept,
            'control': outcome.control or None, 'control_broken': outcome.broken, 'seconds': round(time.monotonic() - started, 1)})
        said = 'kept' if outcome.kept else 'BROKEN'
        if outcome.broken is not None:
            said += '; control ' + ('broken, as it must' if outcome.broken else 'KEPT: the fault shows nothing')
        print(f'{name}: {outcome.figure}: {said}' + (f' ({outcome.control})' if outcome.control else ''), flush=True)

    @property
    def counts(self):
        """Promises and controls that were as they must be, and those that were not."""
        judged = [row['kept'] for row in self.rows] + [row['control_broken'] for row in self.rows if row['control_broken'] is not None]
        return judged.count(True), judged.count(False)

    def write(self, folder):
        folder.mkdir(parents=True, exist_ok=True)
        passed, failed = self.counts
        whole = {'date': time.strftime('%Y-%m-%d'), 'full': settings.FULL, 'passed': passed, 'failed': failed, 'faults': self.rows}
        for ending, text in (('.json', json.dumps(whole, indent=1, ensure_ascii=False) + '\n'), ('.md', self.markdown(whole))):
            (folder / 'faults').with_suffix(ending).write_text(text, encoding='utf-8')

    @staticmethod
    def markdown(whole):
        length = 'full' if whole['full'] else 'short'
        lines = [f'# Faults, {whole["date"]}, {length} run', '', '| fault | promise | promised | figure | control | s |', '|---|---|---|---|---|---|']
        for row in whole['faults']:
            figure = row['figure'] if row['kept'] else f'**broken**: {row["figure"]}'
            control = row['control'] or 'none'
            if row['control_broken'] is False:
                control = f'**kept, shows nothing**: {control}'
            lines.append(f'| {row["fault"]} | {row["promise"]} | {row["promised"]} | {figure} | {control} | {row["seconds"]} |')
        return '\n'.join(lines) + '\n'
