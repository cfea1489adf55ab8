"""The database is killed, locked, made read-only, or moves."""

import time

import ledger
from frame import Outcome, fault, times
from support import growing, people, server, settings

TERMS = f'{settings.API}/terms'


def kill_under_writes(stage, kills, pause_s):
    with stage.service() as one, ledger.Ledger(stage, lambda: one) as book:
        for _ in range(kills):
            time.sleep(pause_s)
            stage.kill_cluster()
        time.sleep(0.5)
    return book


@fault('kill-database', 'acknowledged writes lost by kill -9 of PostgreSQL under writes; each there once', '0')
def kill_database(stage):
    kills = times(2, 100)
    acknowledged, lost, twice = kill_under_writes(stage, kills, 0.5).verdict()
    made, told = ledger.audited(stage)
    stage.program('verify-audit')  # ends with an error unless every chain is whole
    # Acknowledged before they are written: what the log has not taken is gone.
    stage.configure(synchronous_commit='off', wal_writer_delay="'10s'", wal_writer_flush_after="'1GB'")
    control = kill_under_writes(stage, 1, 1.5).verdict()
    stage.configure(synchronous_commit=None, wal_writer_delay=None, wal_writer_flush_after=None)
    return Outcome(
        f'{kills} kills: {lost} of {acknowledged} lost, {twice} twice; {told} audit events for {made} rows',
        acknowledged > 0 and lost == 0 and twice == 0 and made == told,
        f'synchronous_commit=off: {control[1]} of {control[0]} lost', control[1] > 0)


@fault('database-away', 'kept replies still read, writes told to come again, back by itself', '200, stale; 503 with Retry-After within 1 s; <= 2 s')
def database_away(stage):
    with stage.service(TILLIT_QUEUE_WAIT_MS=900) as one:
        person = people.Person(one.api, stage.editor)
        server.until(lambda: one.api.get(TERMS).status == 200, 10, 'read once')
        one.api.get(TERMS)
        stage.cluster.stop('immediate')
        reads = [one.api.get(TERMS) for _ in range(5)]
        asked = time.monotonic()
        writes = [person.post('feedback-items', {}) for _ in range(3)]
        told_s = (time.monotonic() - asked) / len(writes)
        stage.cluster.start()
        started = time.monotonic()
        server.until(lambda: person.get('feedback-items').status == 200, 20, 'it is back')
        back_s = time.monotonic() - started
    # Without kept replies nothing could be read.
    with stage.service(TILLIT_CACHE_BYTES=0) as bare:
        server.until(lambda: bare.api.get(TERMS).status == 200, 10, 'read once')
        stage.cluster.stop('immediate')
        control = [bare.api.get(TERMS).status for _ in range(3)]
        stage.cluster.start()
    waits = [int(reply.headers.get('retry-after', 0)) for reply in writes]
    stale = all('stale' in reply.headers.get('warning', '').lower() for reply in reads)
    return Outcome(
        f'reads {[reply.status for reply in reads]}, {"marked as stale" if stale else "NOT marked"}; writes '
        f'{[reply.status for reply in writes]}, Retry-After {waits}, told in {told_s:.2f} s; back in {back_s:.1f} s',
        stale and {reply.status for reply in reads} == {200} and {reply.status for reply in writes} == {503}
        and all(wait >= 1 for wait in waits) and told_s <= 1 and back_s <= 2,
        f'without kept replies: reads {control}', set(control) == {503})


@fault('read-only', 'a primary that became read-only: writes told to come again, reads go on', '503; 200')
def read_only(stage):
    with stage.service(TILLIT_CACHE_BYTES=0) as one:
        book = ledger.Ledger(stage, lambda: one)
        before = book.write_once(ledger.new_word(), None)
        stage.configure(default_transaction_read_only='on')
        word = ledger.new_word()
        statuses = [book.write_once(word, None) for _ in range(4)]
        reads = {one.api.get(TERMS).status for _ in range(4)}
        stage.configure(default_transaction_read_only=None)
        server.until(lambda: book.write_once(ledger.new_word(), None) == 201, 10, 'writing again')
        there = word in book.stored()
    return Outcome(f'writes {statuses}, reads {sorted(reads)}; written again afterwards',
                   set(statuses) == {503} and reads == {200} and not there, f'not read-only: {before}', before != 503)


@fault('locked-table', 'a table that nobody may touch: those who want it are told to come again, the others are served', '503; 200')
def locked_table(stage):
    with stage.service(TILLIT_CACHE_BYTES=0, TILLIT_QUEUE_WAIT_MS=900, TILLIT_STATEMENT_TIMEOUT_MS=1000) as one:
        book = ledger.Ledger(stage, lambda: one)
        with ledger.Ledger(stage, lambda: one) as waiting:
            with growing.locked(stage.cluster, 'tillit.feedback_item'):
                others = [one.api.get(TERMS).status for _ in range(10)]
                mine = book.write_once(ledger.new_word(), None)
            time.sleep(1.5)
        server.until(lambda: book.write_once(ledger.new_word(), None) == 201, 10, 'writing again')
    acknowledged, lost, twice = waiting.verdict()
    return Outcome(f'writes {mine}, others {sorted(set(others))}; {acknowledged} acknowledged, {lost} lost, {twice} twice',
                   mine == 503 and set(others) == {200} and acknowledged > 0 and not lost and not twice)


@fault('fail-over', 'acknowledged writes lost when the primary dies and its synchronous standby takes over; gap in writing', '0; <= 5 s',
       is_long=True)
def fail_over(stage):
    (acknowledged, lost, twice), gap_s = move(stage.twin(), True)
    (control_acknowledged, control_lost, _), _ = move(stage.twin(), False)
    return Outcome(f'{lost} of {acknowledged} lost, {twice} twice; {gap_s:.1f} s without writing',
                   acknowledged > 0 and lost == 0 and twice == 0 and gap_s <= 5,
                   f'asynchronous, standby behind: {control_lost} of {control_acknowledged} lost', control_lost > 0)


def move(stage, is_synchronous):
    """What came of the writes, and for how long there were none, when a primary was killed and its standby promoted. An
    asynchronous standby is held back, as a slow line would."""
    try:
        with server.Standby(stage.cluster.socket) as standby:
            if is_synchronous:
                stage.configure(synchronous_standby_names="'*'")
            hosts = f'host={stage.cluster.socket},{standby.socket} port=5432,5432 dbname=postgres target_session_attrs=primary'
            there = {'TILLIT_DB_PUBLIC': f'{hosts} user=tillit_public', 'TILLIT_DB_APP': f'{hosts} user=tillit_app'}
            with stage.service(**there) as one, ledger.Ledger(stage, lambda: one) as book:
                time.sleep(1)
                if not is_synchronous:
                    standby.sql("alter system set primary_conninfo = ''")
                    standby.sql('select pg_reload_conf()')
                    server.until(lambda: standby.sql('select count(*) from pg_stat_wal_receiver') == '0', 10, 'the standby hears nothing')
                    time.sleep(0.5)
                stage.cluster.stop('immediate')
                started, before = time.monotonic(), len(book.acknowledged)
                standby.promote()
                stage.cluster, old = standby, stage.cluster
                if is_synchronous:
                    standby.sql("alter system set synchronous_standby_names = ''")
                    standby.sql('select pg_reload_conf()')
                server.until(lambda: len(book.acknowledged) > before, 20, 'writing goes on')
                gap_s = time.monotonic() - started
                time.sleep(0.5)
            verdict = book.verdict()
            old.remove()
            return verdict, gap_s
    finally:
        stage.close()
