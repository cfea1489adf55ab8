"""Where the service under test is: the environment that ./dev test hands to a suite."""

import os
import pathlib

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]

BASE_URL = os.environ.get('TILLIT_BASE_URL', 'http://127.0.0.1:8080').rstrip('/')
OPS_URL = os.environ.get('TILLIT_OPS_URL', 'http://127.0.0.1:8081').rstrip('/')
PROGRAM = os.environ.get('TILLIT_BIN', '')
RELEASE = os.environ.get('TILLIT_RELEASE', '')  # the program without sanitizers, with debugging information
WRITER = os.environ.get('TILLIT_WRITER', '')  # the program tests/clients/driver.c
PG_HOST = os.environ.get('TILLIT_PGHOST', '')
PG_BIN = os.environ.get('TILLIT_PG_BIN', '/usr/lib/postgresql/15/bin')
DATABASE = os.environ.get('TILLIT_DATABASE', 'tillit')
RUN_AS = os.environ.get('TILLIT_RUN_AS', '').split()  # what to put before a command that may not run as root
AUDIT_KEY_FILE = os.environ.get('TILLIT_AUDIT_KEY_FILE', '')  # of the database of the run
PG_LOG = os.environ.get('TILLIT_PG_LOG', '')  # of the cluster of the run
TRAFFIC = os.environ.get('TILLIT_TRAFFIC', '')  # folder of the recorded exchanges
FULL = os.environ.get('TILLIT_TEST_FULL', '') == '1'

API = '/tillit/v1'
TODAY = '2025-09-30'  # of the demonstration

# The sanitizers make everything slower and larger.
SANITIZED = 'ASAN_OPTIONS' in os.environ
COUNTED = 'GCOV_PREFIX' in os.environ  # ./dev coverage
