"""A Unix socket between a service and its database that can go dead at will, and counts how often the service waits."""

import select
import socket
import threading

from support import server, settings

PORT_FILE = '.s.PGSQL.5432'
READY = b'Z\0\0\0\5'  # begins ReadyForQuery: the server has nothing more to say to what it was asked at once


class Proxy:
    """Passes bytes on to the cluster whose socket is in the folder `host`; after freeze() it takes them and gives nothing back,
    until thaw(). `waits`: how often the server was ready again."""

    def __init__(self, host=settings.PG_HOST):
        self.host, self.waits = host, 0
        self.folder = server.folder('proxy')
        self.frozen = threading.Event()
        self._ended = threading.Event()
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(self.folder / PORT_FILE))
        (self.folder / PORT_FILE).chmod(0o777)
        self.folder.chmod(0o755)
        self._listener.listen(100)
        threading.Thread(target=self._accept, daemon=True).start()

    def freeze(self):
        self.frozen.set()

    def thaw(self):
        self.frozen.clear()

    def close(self):
        self._ended.set()
        self._listener.close()
        (self.folder / PORT_FILE).unlink(missing_ok=True)
        self.folder.rmdir()

    def _accept(self):
        while not self._ended.is_set():
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._pass_on, args=(near,), daemon=True).start()

    def _pass_on(self, near):
        with near, socket.socket(socket.AF_UNIX) as far:
            far.connect(f'{self.host}/{PORT_FILE}')
            told = b''  # the end of what the server said last
            while not self._ended.is_set():
                if self.frozen.is_set():
                    self._ended.wait(0.05)
                    continue
                for ready in select.select([near, far], [], [], 0.1)[0]:
                    try:
                        data = ready.recv(65536)
                        if not data:
                            return
                        if ready is far:
                            told = told[-len(READY) + 1:] + data
                            self.waits += told.count(READY)
                        (far if ready is near else near).sendall(data)
                    except OSError:
                        return
