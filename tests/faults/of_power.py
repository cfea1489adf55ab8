"""The power fails: what was on its way to the disk and had not been flushed is gone."""

import contextlib
import fcntl
import random
import struct
import subprocess
import time

import ledger
from frame import Outcome, fault, times
from support import server

SHUTDOWN = 0x8004587D  # FS_IOC_SHUTDOWN of linux/fs.h: the file system goes down in this moment
NO_FLUSH = struct.pack('I', 2)  # and writes nothing more, its journal neither
DISK_BYTES, ROOM_BYTES = 384 << 20, 448 << 20
# So that the disk can be small.
SMALL_LOG = '-c max_connections=100 -c min_wal_size=32MB -c max_wal_size=64MB'


def run(*words):
    subprocess.run(list(map(str, words)), check=True, timeout=60, capture_output=True)


class Disk:
    """A file system on a disk whose cache forgets. The disk is a file on a file system of its own, `below`, whose pages in memory
    are the disk's cache: a flush of the upper one reaches the platter, which is the file under the lower one. When the lower one
    goes down, all that no flush has reached is dropped, but for what the kernel happened to write before, in whatever order."""

    def __init__(self):
        self.folder = server.folder('disk')
        owner = self.folder.stat()
        self.platter, self.below, self.root = (self.folder / name for name in ('platter', 'below', 'root'))
        with self.platter.open('wb') as file:
            file.truncate(ROOM_BYTES)
        for place in (self.below, self.root):
            place.mkdir()
        run('mkfs.ext4', '-q', '-F', '-b', '4096', '-m', '0', self.platter)
        run('mount', '-o', 'loop', self.platter, self.below)
        with (self.below / 'disk').open('wb') as file:  # written, so that what is written over it moves nothing
            for _ in range(DISK_BYTES >> 20):
                file.write(bytes(1 << 20))
        run('mkfs.ext4', '-q', '-F', '-b', '4096', '-m', '0', '-E', 'nodiscard,lazy_itable_init=0,lazy_journal_init=0', self.below / 'disk')
        run('sync', '-f', self.below)
        self._mount_upper()
        run('chown', f'{owner.st_uid}:{owner.st_gid}', self.root)

    def _mount_upper(self):
        run('mount', '-o', 'loop', self.below / 'disk', self.root)

    def lose_power(self):
        """Nobody may be at work on it any more; it is there again when this returns, as the platter has it."""
        with (self.below / 'disk').open('rb') as file:
            fcntl.ioctl(file, SHUTDOWN, NO_FLUSH)
        run('umount', self.root)
        run('umount', self.below)
        run('mount', '-o', 'loop', self.platter, self.below)
        self._mount_upper()

    def close(self):
        for place in (self.root, self.below):
            subprocess.run(['umount', str(place)], timeout=60, check=False)
            place.rmdir()
        self.platter.unlink()
        self.folder.rmdir()


def move_to(stage, disk):
    """The cluster of a stage goes on there."""
    stage.cluster.stop('fast')
    run('cp', '-a', stage.cluster.data, disk.root / 'pg')
    run('sync', '-f', disk.root)
    stage.cluster.data, stage.cluster.options = disk.root / 'pg', SMALL_LOG
    stage.cluster.start()


def writes_through(stage, failures, happening):
    """The ledger of clients who write while something `happening` befalls the cluster, at a random moment each time."""
    with stage.service() as one, ledger.Ledger(stage, lambda: one) as book:
        for _ in range(failures):
            time.sleep(random.uniform(0.5, 1.5))
            stage.kill_cluster(happening)
        time.sleep(0.5)
    return book


@fault('power-loss', 'acknowledged writes lost when the power fails under writes; each there once', '0', is_long=True, as_root=True)
def power_loss(stage):
    with contextlib.closing(Disk()) as disk, contextlib.closing(stage.twin()) as here:
        move_to(here, disk)
        failures = times(2, 100)
        acknowledged, lost, twice = writes_through(here, failures, disk.lose_power).verdict()
        made, told = ledger.audited(here)
        here.program('verify-audit')

        def lost_with(happening, **settings_of_it):
            here.cluster.sql('checkpoint')
            run('sync', '-f', disk.root)  # all that was before is safe
            here.configure(**settings_of_it)
            book = writes_through(here, 1, happening)
            here.configure(**dict.fromkeys(settings_of_it))
            return '{1} of {0}'.format(*book.verdict()), book.verdict()[1]

        late, late_lost = lost_with(disk.lose_power, synchronous_commit='off', wal_writer_delay="'10s'", wal_writer_flush_after="'1GB'")
        killed, killed_lost = lost_with(lambda: None, fsync='off')
        unflushed, unflushed_lost = lost_with(disk.lose_power, fsync='off')
    return Outcome(
        f'{failures} times: {lost} of {acknowledged} lost, {twice} twice; {told} audit events for {made} rows',
        acknowledged > 0 and lost == 0 and twice == 0 and made == told,
        f'synchronous_commit=off: {late} lost; fsync=off: {unflushed} lost (only killed: {killed})',
        late_lost > 0 and unflushed_lost > 0 and killed_lost == 0)
