"""A service in which the n-th of something fails (failing.c)."""

import mmap
import shutil
import struct
import subprocess

from support import server, settings

COUNTER = struct.Struct('qq')
KINDS = 5
ALLOCATION, LIBPQ, RELEASE, SENDING, SENT = range(KINDS)  # as in failing.c


class Failing:
    """The counters that a service shares which runs with failing.c before its libraries."""

    def __init__(self):
        self.folder = server.folder('failing')
        self.library, self.file = self.folder / 'failing.so', self.folder / 'counters'
        source = settings.REPOSITORY / 'tests/faults/failing.c'
        subprocess.run(['gcc', '-O1', '-D_GNU_SOURCE', '-shared', '-fPIC', str(source), '-o', str(self.library)], check=True, timeout=60)
        self.file.write_bytes(bytes(COUNTER.size * KINDS))
        self.file.chmod(0o666)
        with self.file.open('r+b') as file:
            self.shared = mmap.mmap(file.fileno(), 0)

    def set(self, kind, calls, left):
        self.shared[COUNTER.size * kind : COUNTER.size * (kind + 1)] = COUNTER.pack(calls, left)

    def calls(self, kind):
        return COUNTER.unpack_from(self.shared, COUNTER.size * kind)[0]

    @property
    def settings(self):
        return {'LD_PRELOAD': self.library, 'TILLIT_FAILING': self.file}

    def close(self):
        self.shared.close()
        shutil.rmtree(self.folder)
