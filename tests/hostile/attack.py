"""Sends requests over kept-alive connections and judges every reply. A request without a reply is tried again alone, on a
new server when the old one has ended, so that the one to blame is named."""

import collections
import http.client
import io
import json
import subprocess
import threading
import time
import zipfile

from support import server

THREADS = 4
TIMEOUT_S = 60
MOST_RESTARTS = 20

# What a GET may be answered with; a bound that ends a request names itself.
FINE = {200, 400, 401, 403, 404, 406, 414}
XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
BOUNDS = ('deadline-exceeded',)


def _no_constant(word):
    raise ValueError(f'{word} is no JSON')


def _judge_problem(status, media, body):
    if media != 'application/problem+json':
        return f'{status} as {media}'
    problem = json.loads(body, parse_constant=_no_constant)
    missing = {'type', 'title', 'status', 'detail', 'instance', 'trace_id'} - set(problem)
    if missing or problem['status'] != status:
        return f'{status} with status {problem.get("status")}, without {missing}'
    slug = problem['type'].rpartition('/')[2]
    if status not in FINE and slug not in BOUNDS:
        return f'{status} {slug}: {problem["detail"][:200]}'
    return None


def _misses_duplicate(request, status, body):
    """Whether a repeated parameter went through, or was not named."""
    if not request.repeated or status in (401, 403, 404):
        return False
    errors = json.loads(body).get('errors', []) if status == 400 else []
    return not request.repeated <= {error.get('parameter') for error in errors if error['code'] == 'duplicate'}


def judge(request, status, media, body):
    """What is wrong with a reply, in words; None when nothing is."""
    try:
        if status >= 400:
            found = _judge_problem(status, media, body)
        elif media == 'application/json':
            json.loads(body, parse_constant=_no_constant)
            found = None
        elif media == XLSX:
            found = zipfile.ZipFile(io.BytesIO(body)).testzip()
        else:
            body.decode('utf-8')
            found = None
    except (ValueError, KeyError, zipfile.BadZipFile) as error:
        return f'{status} {media}: {error}'
    if found is None and status not in FINE and status < 400:
        found = f'{status} {media}'
    if found is None and _misses_duplicate(request, status, body):
        found = f'{status}: {sorted(request.repeated)} stand twice'
    return found


def _has_ended(process):
    """A sanitizer takes its time to write."""
    try:
        process.wait(3)
        return True
    except subprocess.TimeoutExpired:
        return False


class Line:
    """A connection that is kept; it never sends anything twice."""

    def __init__(self, port):
        self.http = http.client.HTTPConnection('127.0.0.1', port, timeout=TIMEOUT_S)

    def get(self, target, headers):
        self.http.request('GET', target, headers=headers)
        response = self.http.getresponse()
        return response.status, response.headers.get_content_type(), response.read()

    def close(self):
        self.http.close()


class Attack:
    """`judge` tells what is wrong with a reply to a request; see the one above."""

    def __init__(self, requests, callers, judge=judge):
        self.requests = requests
        self.callers = callers
        self.judge = judge
        self.faults = []
        self.restarts = 0
        self.judged_wrong = 0
        self.statuses = collections.Counter()
        self.slowest = (0, None)
        self.lock = threading.Lock()

    @property
    def passed(self):
        return self.statuses.total() - self.judged_wrong

    def summary(self):
        seconds, request = self.slowest
        counts = ', '.join(f'{count} x {status}' for status, count in sorted(self.statuses.items()))
        return f'{counts}; the slowest took {seconds:.2f} s: {request}; {self.restarts} servers ended'

    def run(self):
        """Everything that is wrong, each with the request that shows it."""
        waiting = list(self.requests)
        while waiting and self.restarts < MOST_RESTARTS:
            with server.on_test_database(name=None) as target:
                waiting, is_explained = self._round(target, waiting)
                found = self._look_at(target)
                if found and not is_explained:
                    self.faults.append(found)
        if waiting:
            self.faults.append(f'{len(waiting)} requests were not sent: servers ended too often')
        return self.faults

    def _round(self, target, waiting):
        """Sends what waits until the server breaks; what was under way then is tried alone. Returns the rest, and whether
        a request was found to blame."""
        queue, suspects = iter(waiting), []
        stop = threading.Event()
        threads = [threading.Thread(target=self._work, args=(target.port, queue, stop, suspects)) for _ in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        before = len(self.faults)
        if suspects and _has_ended(target.process):
            for suspect in suspects:
                self._alone(suspect)
        else:
            self.faults += [f'{request}: no reply, {why}' for request, why in suspects]
        return list(queue), len(self.faults) > before

    def _next(self, queue):
        with self.lock:
            return next(queue, None)

    def _work(self, port, queue, stop, suspects):
        line = Line(port)
        while not stop.is_set():
            request = self._next(queue)
            if request is None:
                break
            try:
                self._send(line, request)
            except (OSError, http.client.HTTPException) as error:
                with self.lock:
                    suspects.append((request, repr(error)))
                stop.set()
        line.close()

    def _send(self, line, request):
        started = time.monotonic()
        status, media, body = line.get(request.target, {**self.callers[request.caller], **request.headers})
        seconds = time.monotonic() - started
        wrong = self.judge(request, status, media, body)
        with self.lock:
            self.statuses[status] += 1
            self.slowest = max(self.slowest, (seconds, str(request)))
            if wrong:
                self.judged_wrong += 1
                self.faults.append(f'{request}: {wrong}')

    def _alone(self, suspect):
        request, why = suspect
        with server.on_test_database(name=None) as target:
            line = Line(target.port)
            try:
                self._send(line, request)
                why = None
            except (OSError, http.client.HTTPException):
                _has_ended(target.process)
            line.close()
            found = self._look_at(target)
            if why or found:
                self.faults.append(f'{request}: no reply, {why}; {found}')

    def _look_at(self, target):
        """What was wrong with a process: that it ended by itself, or ended badly, or what a sanitizer wrote; else None."""
        pid, ended = target.process.pid, target.process.poll()
        self.restarts += ended is not None
        status = target.stop()
        words = [text for text in target.log_text().splitlines() if 'Sanitizer' in text or 'runtime error' in text]
        if ended is None and status == 0 and not words:
            return None
        return f'process {pid} ended {"by itself " if ended is not None else ""}with {status} {" ".join(words)}'
