"""P5: an uncached series, and a page of 20 with its total, beside two programs as others would write them."""

from frame import load
from frame.rounds import Goal, interleave

READS = (
    ('one series', '/tillit/v1/observations?indicator={i}&area={m}&limit=100', '/series?indicator={i}&area={m}', 2),
    ('a page of 20 with its total', '/tillit/v1/observations?indicator={i}', '/page?indicator={i}', 8),
)


def measure(stage, verdicts):
    with stage.service() as now, stage.fastify() as fastify, stage.fastapi() as fastapi:
        for what, ours, theirs, least in READS:
            figures = interleave({
                'tillit': lambda: load.wrk(now.base_url, ours, stage.size, stage.seconds),
                'Fastify + pg': lambda: load.wrk(fastify, theirs, stage.size, stage.seconds),
                'FastAPI + asyncpg': lambda: load.wrk(fastapi, theirs, stage.size, stage.seconds),
            }, stage.rounds)
            verdicts.judge('P5', f'{what}, uncached', '1/s', figures,
                           Goal('tillit', 'Fastify + pg', least=least), Goal('tillit', 'FastAPI + asyncpg', least=least))
