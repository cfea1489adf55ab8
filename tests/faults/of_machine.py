"""The machine lets the service down: no room on the disk, a network that swallows, a clock that jumps; and the service at work
for long."""

import contextlib
import glob
import shutil
import socket
import subprocess
import threading
import time
import uuid

import asked
import ledger
from failing import RELEASE, Failing
from frame import Outcome, fault, times
from support import people, proxy, server, settings

TERMS = f'{settings.API}/terms'


# --- no room


@contextlib.contextmanager
def small_disk(stage, table):
    """A table on a disk of four megabytes: the folder of the disk."""
    folder = server.folder('small')
    owner = folder.stat()
    subprocess.run(['mount', '-t', 'tmpfs', '-o', f'size=4m,uid={owner.st_uid},gid={owner.st_gid},mode=700', 'tillit-small', str(folder)], check=True, timeout=20)
    try:
        stage.cluster.sql(f"create tablespace small location '{folder}'")
        stage.cluster.sql(f'alter table {table} set tablespace small')
        yield folder
    finally:
        stage.close()
        subprocess.run(['umount', str(folder)], check=True, timeout=20)
        folder.rmdir()


def fill(folder):
    """Until nothing more can be written there: the file to remove."""
    path = folder / 'filler'
    with path.open('wb', buffering=0) as file:
        try:
            while file.write(b'x' * 4096):
                pass
        except OSError:
            return path


@fault('disk-full', 'the disk is full: writes told so, none half done; reads go on; back by itself', '507; 0 lost; 200; <= 2 s', as_root=True)
def disk_full(stage):
    here = stage.twin()
    with small_disk(here, 'tillit.feedback_item') as folder, here.service(TILLIT_CACHE_BYTES=0) as one:
        book = ledger.Ledger(here, lambda: one)
        before = book.write_once(ledger.new_word(), None)
        filler = fill(folder)
        with ledger.Ledger(here, lambda: one) as writing:
            server.until(lambda: writing.refused, 30, 'a write is refused')
            time.sleep(1)
            reads = {one.api.get(TERMS).status for _ in range(10)}
        filler.unlink()
        started = time.monotonic()
        server.until(lambda: book.write_once(ledger.new_word(), None) == 201, 20, 'writing again')
        back_s = time.monotonic() - started
        acknowledged, lost, twice = writing.verdict()
        half = [word for word in writing.stored() if word in writing.sent and word not in writing.acknowledged]
    return Outcome(f'refused with {sorted(set(writing.refused))}, reads {sorted(reads)}; {lost} of {acknowledged} lost, {twice} twice, {len(half)} refused '
                   f'but there; back in {back_s:.1f} s',
                   set(writing.refused) == {507} and reads == {200} and not lost and not twice and not half and back_s <= 2,
                   f'with room: {before}', before != 507)


# --- a network that swallows


@fault('black-hole', 'the network to the database swallows everything: told within the deadline, no write lost or twice, back by itself',
       '503 within 2.5 s; 0; <= 2 s')
def black_hole(stage):
    hole = proxy.Proxy(stage.cluster.socket)
    try:
        strings = server.connection_strings(hole.folder, 'postgres')
        with stage.service(**strings, TILLIT_CACHE_BYTES=0, TILLIT_STATEMENT_TIMEOUT_MS=1000, TILLIT_QUEUE_WAIT_MS=900) as one:
            with ledger.Ledger(stage, lambda: one) as book:
                time.sleep(1)
                hole.freeze()
                statuses, longest_s = set(), 0
                for _ in range(times(4, 20)):
                    asked = time.monotonic()
                    statuses.add(one.api.get(TERMS).status)
                    longest_s = max(longest_s, time.monotonic() - asked)
                control = is_silent(hole.folder)
                hole.thaw()
                thawed = time.monotonic()
                server.until(lambda: one.api.get(TERMS).status == 200, 20, 'reading again')
                back_s = time.monotonic() - thawed
                time.sleep(1)
            acknowledged, lost, twice = book.verdict()
    finally:
        hole.close()
    return Outcome(f'{sorted(statuses)} within {longest_s:.1f} s; {lost} of {acknowledged} lost, {twice} twice; back in {back_s:.1f} s',
                   statuses == {503} and longest_s <= 2.5 and acknowledged > 0 and not lost and not twice and back_s <= 2,
                   'psql, which has no deadline, waits' if control else 'psql is answered', control)


def is_silent(host):
    """Whether a plain client of PostgreSQL waits there without end."""
    try:
        subprocess.run([f'{settings.PG_BIN}/psql', '-X', '-h', str(host), '-U', 'postgres', '-c', 'select 1'], capture_output=True, timeout=4, check=False)
        return False
    except subprocess.TimeoutExpired:
        return True


# --- a clock that jumps


def begun_request(port):
    """A connection with all of a request but its last byte."""
    connection = socket.create_connection(('127.0.0.1', port), 20)
    connection.sendall(f'GET {TERMS} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r'.encode())
    return connection


def through_jumps(stage, **more):
    """What came of requests that had begun before the clock jumped an hour on, a day back and on again."""
    folder = server.folder('clock')
    stamp = folder / 'now'
    stamp.write_text('+0\n')
    stamp.chmod(0o644)
    (library,) = glob.glob('/usr/lib/*/faketime/libfaketimeMT.so.1')
    program = folder / 'tillit'  # preloaded from here on only: what comes before it is another user
    program.write_text(f'#!/bin/sh\nLD_PRELOAD={library} exec {settings.PROGRAM} "$@"\n')
    program.chmod(0o755)
    statuses = []
    try:
        with stage.service(program=program, FAKETIME_TIMESTAMP_FILE=stamp, FAKETIME_NO_CACHE=1, **more) as one:
            server.until(lambda: one.api.get(TERMS).status == 200, 20, 'read once')
            for jump in ('+1h', '-1d', '+0'):
                begun = [begun_request(one.port) for _ in range(5)]
                time.sleep(0.2)
                stamp.write_text(f'{jump}\n')
                time.sleep(1)
                statuses += [finished(connection) for connection in begun]
                try:
                    statuses.append(one.api.get(TERMS).status)
                except OSError:
                    statuses.append(0)
            one.stop()
    finally:
        shutil.rmtree(folder)
    return statuses


def finished(connection):
    """The status after the last byte, 0 without one."""
    with connection:
        try:
            connection.sendall(b'\n')
            return int(connection.recv(65536)[9:12] or 0)
        except OSError:
            return 0


@fault('clock-jumps', 'requests failed when the clock jumps an hour on and a day back', '0', bare=True)
def clock_jumps(stage):
    statuses = through_jumps(stage, DONT_FAKE_MONOTONIC=1)
    control = through_jumps(stage, DONT_FAKE_MONOTONIC=0)
    failed, broken = (sum(status != 200 for status in some) for some in (statuses, control))
    return Outcome(f'{failed} of {len(statuses)} failed', failed == 0, f'the monotonic clock too: {broken} of {len(control)} failed', broken > 0)


# --- long at work


class Work:
    """Readers of everything and writers, all the time, at a rate that leaves room on the machine until `pause_s` is less."""

    def __init__(self, stage, one):
        self.one, self.requests = one, asked.reading(stage)
        self.editor = people.Person(one.api, stage.editor)
        self.count, self.failed, self.pause_s, self._ended = 0, [], 0.02, threading.Event()
        self._threads = [threading.Thread(target=self._read, args=(number,)) for number in range(4)] + [threading.Thread(target=self._write)]

    def _read(self, number):
        at = number * 7
        while not self._ended.is_set():
            request = self.requests[at % len(self.requests)]
            headers = request.headers if at % 3 else {}
            self._note(lambda: self.one.api.request('GET', request.target, headers))  # pylint: disable=cell-var-from-loop
            at += 1
            self._ended.wait(self.pause_s)

    def _write(self):
        while not self._ended.is_set():
            body = {'municipality': 'se-9901', 'received_on': '2025-03-04', 'channel': 'web', 'origin': 'user', 'responsible_function': ledger.new_word()}
            self._note(lambda: self.editor.post('feedback-items', body, str(uuid.uuid4())))  # pylint: disable=cell-var-from-loop
            self._ended.wait(0.05)

    def _note(self, ask):
        self.count += 1
        try:
            status = ask().status
        except OSError as error:
            status = 599
            print(f'  {error!r}', flush=True)
        if status >= 500:
            self.failed.append(status)

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *unused):
        self._ended.set()
        for thread in self._threads:
            thread.join()


@fault('soak', 'growth of memory by mixed work, once the service is warm; replies 5xx', '<= 5 %; 0', is_long=True, bare=True)
def soak(stage):
    warm_s, seconds, forgetful_s = times(150, 300), times(450, 3600), 120
    failing = Failing()
    try:
        with stage.service(TILLIT_CACHE_BYTES=8 << 20, **failing.settings) as one, Work(stage, one) as work:

            def mebibytes_after(some):
                time.sleep(some)
                return server.resident_bytes(one.process.pid) / 2**20

            warm, late = mebibytes_after(warm_s), mebibytes_after(seconds - warm_s)
            count, failed = work.count, len(work.failed)
            # The control, in the same process, which grows no more by itself.
            failing.set(RELEASE, 0, 1)
            work.pause_s = 0
            forgetful = mebibytes_after(forgetful_s)
    finally:
        failing.close()
    percent, control = (100 * (after - before) / before for before, after in ((warm, late), (late, forgetful)))
    return Outcome(f'from {warm_s} s to {seconds} s, {count} requests: {percent:+.1f} %, {warm:.1f} MiB to {late:.1f} MiB; {failed} with 5xx',
                   percent <= 5 and failed == 0, f'one in a hundred not freed, {forgetful_s} s more: {control:+.1f} %', control > 5)
