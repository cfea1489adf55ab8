"""libpq for what psql is too slow for or too careful: a statement as it comes, of several parts and broken, without a process."""

import ctypes

_TUPLES, _COMMAND = 2, 1  # PGRES_TUPLES_OK, PGRES_COMMAND_OK

_pq = ctypes.CDLL('libpq.so.5')
_pq.PQconnectdb.restype = _pq.PQexec.restype = ctypes.c_void_p
_pq.PQgetvalue.restype = _pq.PQerrorMessage.restype = ctypes.c_char_p
_pq.PQgetvalue.argtypes = (ctypes.c_void_p, ctypes.c_int, ctypes.c_int)
for _name in ('PQstatus', 'PQresultStatus', 'PQntuples', 'PQnfields', 'PQclear', 'PQfinish', 'PQerrorMessage'):
    getattr(_pq, _name).argtypes = (ctypes.c_void_p,)
_pq.PQexec.argtypes = (ctypes.c_void_p, ctypes.c_char_p)


class Failed(Exception):
    """What the database refused."""


class Connection:
    """One to a database of a cluster, as the superuser; for one thread."""

    def __init__(self, host, database):
        self._given = _pq.PQconnectdb(f"host={host} dbname={database} user=postgres options='-c client_min_messages=warning'".encode())
        if _pq.PQstatus(self._given):
            raise Failed(_pq.PQerrorMessage(self._given).decode())

    def rows(self, statement):
        """The rows of the last of its parts, each a list of texts."""
        result = _pq.PQexec(self._given, statement.replace('\0', '').encode())
        try:
            if _pq.PQresultStatus(result) not in (_TUPLES, _COMMAND):
                raise Failed(_pq.PQerrorMessage(self._given).decode('utf-8', 'replace'))
            columns = range(_pq.PQnfields(result))
            return [[_pq.PQgetvalue(result, row, column).decode() for column in columns] for row in range(_pq.PQntuples(result))]
        finally:
            _pq.PQclear(result)

    def close(self):
        _pq.PQfinish(self._given)
