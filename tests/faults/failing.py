"""Calls that fail: the counters that a service shares which runs with failing.c before its libraries."""

import mmap
import os
import shutil
import struct
import subprocess

from support import server, settings

KINDS = 5
ALLOCATION, LIBPQ, RELEASE, SENDING, SENT = range(KINDS)  # as in failing.c
COUNTER, FLAGS, PLACE = struct.Struct('qq'), struct.Struct('qQ'), struct.Struct('Q')
PLACES_MOST = 65536
AT_FLAGS = COUNTER.size * KINDS
AT_PLACES = AT_FLAGS + FLAGS.size


class Failing:
    """Under the sanitizers, who watch memory themselves, only calls of libpq fail."""

    def __init__(self):
        self.folder = server.folder('failing')
        self.library, self.file = self.folder / 'failing.so', self.folder / 'counters'
        source = settings.REPOSITORY / 'tests/faults/failing.c'
        words = ['-DONLY_LIBPQ'] if settings.SANITIZED else []
        subprocess.run(['gcc', '-O1', '-D_GNU_SOURCE', '-shared', '-fPIC', *words, str(source), '-o', str(self.library)], check=True, timeout=60)
        self.file.write_bytes(bytes(AT_PLACES + PLACE.size * PLACES_MOST))
        self.file.chmod(0o666)
        with self.file.open('r+b') as file:
            self.shared = mmap.mmap(file.fileno(), 0)

    def set(self, kind, calls, left):
        self.shared[COUNTER.size * kind : COUNTER.size * (kind + 1)] = COUNTER.pack(calls, left)

    def calls(self, kind):
        return COUNTER.unpack_from(self.shared, COUNTER.size * kind)[0]

    def left(self, kind):
        return COUNTER.unpack_from(self.shared, COUNTER.size * kind)[1]

    # --- allocations by their places

    def want(self, notes, place):
        self.shared[AT_FLAGS : AT_FLAGS + FLAGS.size] = FLAGS.pack(notes, place)

    @property
    def wanted(self):
        """0 once the wanted place has failed."""
        return FLAGS.unpack_from(self.shared, AT_FLAGS)[1]

    def places(self):
        """Those that were noted since the calls were set to 0, each once, in their order."""
        count = min(self.calls(ALLOCATION), PLACES_MOST)
        return list(dict.fromkeys(place for (place,) in PLACE.iter_unpack(self.shared[AT_PLACES : AT_PLACES + PLACE.size * count])))

    @property
    def settings(self):
        more = {'ASAN_OPTIONS': f'{os.environ["ASAN_OPTIONS"]}:verify_asan_link_order=0'} if settings.SANITIZED else {}
        return {'LD_PRELOAD': self.library, 'TILLIT_FAILING': self.file, **more}

    def close(self):
        self.shared.close()
        shutil.rmtree(self.folder)
