"""The client's ledger: what was sent, and what was acknowledged, written down in this order by the client itself."""

import http.client
import threading
import uuid

from support import people

FIELD = '\x1f'


def new_word():
    """A text in letters only, which no rule of privacy minds."""
    return ''.join(chr(ord('a') + int(digit, 16)) for digit in uuid.uuid4().hex)


class Ledger:
    """Writers who post what nobody else posts, through `find`, which gives the service to ask at that moment. After no answer,
    or one that says to come again, they do, with the same Idempotency-Key unless they have none."""

    def __init__(self, stage, find, has_keys=True):
        self.stage, self.find, self.has_keys = stage, find, has_keys
        self.sent, self.acknowledged, self.refused = [], set(), []
        self._lock, self._ended = threading.Lock(), threading.Event()
        self._writers = []

    def write_once(self, word, key):
        """The status of one attempt, None without a whole answer."""
        body = {'municipality': 'se-9901', 'received_on': '2025-03-04', 'channel': 'web', 'origin': 'user', 'responsible_function': word}
        try:
            return people.Person(self.find().api, self.stage.editor).post('feedback-items', body, key).status
        except (OSError, http.client.HTTPException):
            return None

    def _write(self):
        while not self._ended.is_set():
            word, key = new_word(), str(uuid.uuid4()) if self.has_keys else None
            with self._lock:
                self.sent.append(word)
            status = self.write_once(word, key)
            while status in (None, 503) and not self._ended.is_set():
                self._ended.wait(0.05)
                status = self.write_once(word, key)
            with self._lock:
                if status == 201:
                    self.acknowledged.add(word)
                elif status not in (None, 503):
                    self.refused.append(status)

    def __enter__(self):
        self._writers = [threading.Thread(target=self._write) for _ in range(8)]
        for writer in self._writers:
            writer.start()
        return self

    def __exit__(self, *unused):
        self._ended.set()
        for writer in self._writers:
            writer.join()

    def stored(self):
        """word -> how many rows hold it, whole as they were sent."""
        query = ("select responsible_function, count(*), bool_and(municipality = 'se-9901' and channel = 'web' and origin = 'user' and "
                 "received_on = '2025-03-04') from tillit.feedback_item where responsible_function is not null group by 1")
        rows = [line.split('|') for line in self.stage.cluster.sql(query).splitlines()]
        if any(whole != 't' for _, _, whole in rows if _ in self.sent):
            raise AssertionError('a row is not as it was sent')
        return {word: int(count) for word, count, _ in rows}

    def verdict(self):
        """(acknowledged, lost, duplicated) against what is stored; what is stored has to be in the audit trail, once for each."""
        stored = self.stored()
        mine = {word: stored[word] for word in self.sent if word in stored}
        lost = [word for word in self.acknowledged if word not in stored]
        twice = [word for word, count in mine.items() if count != 1]
        return len(self.acknowledged), len(lost), len(twice)


def audited(stage):
    """(rows written through the API, events that say so)."""
    made = stage.cluster.sql('select count(*) from tillit.feedback_item where responsible_function ~ \'^[a-p]{32}$\'')
    told = stage.cluster.sql("select count(*) from tillit.audit_event where action = 'create' and status = 201 and object like '/tillit/v1/feedback-items/%'")
    return int(made), int(told)
