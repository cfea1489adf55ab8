"""The exchanges of the suites of a run, a file each, one JSON object a line, for the contract suite to judge."""

import base64
import json
import pathlib
import threading

from support import settings

MOST_BODY = 1024 * 1024
ENDING = '.jsonl'

_lock = threading.Lock()
_file = None


def _as_text(body):
    """The bytes as JSON can carry them: text where it is UTF-8, else base64."""
    try:
        return {'text': body.decode('utf-8')}
    except UnicodeDecodeError:
        return {'base64': base64.b64encode(body).decode('ascii')}


def _body(body):
    if len(body) > MOST_BODY:
        return {'length': len(body), 'cut': True}
    return {'length': len(body), 'cut': False, **_as_text(body)}


def start(suite):
    """Forgets what an earlier run of the suite recorded."""
    global _file
    if settings.TRAFFIC:
        folder = pathlib.Path(settings.TRAFFIC)
        folder.mkdir(parents=True, exist_ok=True)
        _file = open(folder / (suite + ENDING), 'w', encoding='utf-8')


def record(server, method, target, request_headers, request_body, reply):
    """What a server without a name answers is not kept."""
    if _file is None or server is None:
        return
    line = json.dumps(
        {
            'server': server,
            'method': method,
            'target': target,
            'request_headers': request_headers,
            'request_body': _body(request_body),
            'status': reply.status,
            'headers': reply.headers,
            'body': _body(reply.body),
        },
        ensure_ascii=False,
    )
    with _lock:
        _file.write(line + '\n')
        _file.flush()


def read():
    """All recorded exchanges."""
    for path in sorted(pathlib.Path(settings.TRAFFIC).glob('*' + ENDING)):
        with open(path, encoding='utf-8') as lines:
            for line in lines:
                yield json.loads(line)


def body_of(part):
    """The bytes of a recorded body; None when it was too large to keep."""
    if part['cut']:
        return None
    return part['text'].encode('utf-8') if 'text' in part else base64.b64decode(part['base64'])
