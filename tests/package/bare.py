"""A bare Debian 12 in a folder, with processes and a network of its own that hold nothing but itself."""

import os
import pathlib
import shutil
import subprocess

from support import server, settings

SUITE, MIRROR = 'bookworm', 'deb http://deb.debian.org/debian bookworm main'
BASE = pathlib.Path(os.environ.get('TILLIT_PACKAGES') or settings.REPOSITORY / 'build/package') / f'{SUITE}.tar'
# systemd as on any server; in a folder it starts nothing and says so.
INCLUDE = 'systemd,ca-certificates'
HOLD = '''
mount --make-rprivate /
mount -t proc proc "$0/proc"
mount --rbind /dev "$0/dev"
ip link set lo up
echo there
while sleep 1; do :; done
'''
PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'


def make_base():
    """Once: later runs unpack it."""
    if not BASE.exists():
        part = BASE.with_suffix('.part.tar')
        subprocess.run(['mmdebstrap', '--quiet', '--variant=minbase', f'--include={INCLUDE}', SUITE, str(part), MIRROR],
                       check=True, timeout=600, stdin=subprocess.DEVNULL)
        part.rename(BASE)


class Bare:
    def __init__(self):
        make_base()
        self.root = server.folder('bare')
        os.chown(self.root, 0, 0)
        self.root.chmod(0o755)
        subprocess.run(['tar', '-C', str(self.root), '--exclude=./dev/*', '-xf', str(BASE)], check=True, timeout=300)
        shutil.copy('/etc/resolv.conf', self.root / 'etc/resolv.conf')
        self.write('etc/apt/apt.conf.d/90test', 'APT::Get::Assume-Yes "true";\nAPT::Install-Recommends "false";\n')
        self.write('usr/sbin/policy-rc.d', '#!/bin/sh\nexit 101\n', 0o755)  # packages start nothing
        self.holder = subprocess.Popen(['unshare', '--mount', '--pid', '--net', '--fork', '--kill-child', 'bash', '-ec', HOLD, str(self.root)],
                                       stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        if self.holder.stdout.readline() != 'there\n':
            raise AssertionError('no namespaces')
        self.pid = pathlib.Path(f'/proc/{self.holder.pid}/task/{self.holder.pid}/children').read_text().split()[0]

    def write(self, path, text, mode=0o644):
        (self.root / path).write_text(text, encoding='utf-8')
        (self.root / path).chmod(mode)

    def words(self, script, online=False):
        """What runs a script inside as root; `online`: with this machine's network, for apt."""
        spaces = ['--mount', '--pid'] + ([] if online else ['--net'])
        return ['nsenter', f'--target={self.pid}', *spaces, 'chroot', str(self.root), 'env', '-i', f'PATH={PATH}', 'HOME=/root', 'LC_ALL=C.UTF-8',
                'DEBIAN_FRONTEND=noninteractive', 'bash', '-euo', 'pipefail', '-c', f'cd /root\n{script}']

    def attempt(self, script, timeout_s=300):
        return subprocess.run(self.words(script, 'apt-get' in script), capture_output=True, text=True, timeout=timeout_s,
                              stdin=subprocess.DEVNULL, check=False)

    def run(self, script):
        """What it prints."""
        done = self.attempt(script)
        if done.returncode:
            raise AssertionError(f'{script}\n{done.returncode}: {done.stdout[-3000:]}{done.stderr[-3000:]}')
        return done.stdout

    def outside(self, *words, **more):
        """A program of this machine on the network of the folder."""
        return subprocess.Popen(['nsenter', f'--target={self.pid}', '--net', *words], text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **more)

    def close(self):
        self.holder.kill()  # and with it all that runs inside
        self.holder.wait(20)
        self.holder.stdout.close()
        # What has just been killed may still leave a file behind.
        server.until(lambda: shutil.rmtree(self.root, ignore_errors=True) or not self.root.exists(), 20, 'the folder is gone')
