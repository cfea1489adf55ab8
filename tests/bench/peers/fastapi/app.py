"""A peer: FastAPI and asyncpg as their documentation shows them, on the flat table of published figures. Two workers of uvicorn."""

import contextlib
import datetime
import os

import asyncpg
import fastapi
import pydantic


class Observation(pydantic.BaseModel):
    indicator: str
    indicator_version: str
    area: str
    municipality: str | None
    period: str
    period_start: datetime.date
    period_end: datetime.date
    respondent_group: str
    sex: str
    age_band: str
    kind: str | None
    trust_form: str | None
    trustee: str | None
    direction: str | None
    value: float | None
    unit: str | None
    decimals: int | None
    n_valid: int | None
    n_display: int | None
    n_invited: int | None
    x: int | None
    sd: float | None
    se: float | None
    ci_low: float | None
    ci_high: float | None
    ci_level: float | None
    ci_method: str | None
    weighted: bool
    obs_status: str
    conf_status: str
    revision: int
    reason: str
    recorded_at: datetime.datetime
    release: str
    source: str
    survey_wave: str | None
    is_synthetic: bool


class Series(pydantic.BaseModel):
    observations: list[Observation]


class Page(Series):
    total: int


NAMES = ', '.join(Observation.model_fields)
ORDER = 'indicator, area, respondent_group, sex, age_band, period'
SERIES = f"""select {NAMES} from tillit.published_figure
             where indicator = $1 and area = $2 and replaced_at = 'infinity' order by {ORDER}"""
PAGE = f"""select {NAMES} from tillit.published_figure
           where indicator = $1 and replaced_at = 'infinity' order by {ORDER} limit 20"""
TOTAL = "select count(*) from tillit.published_figure where indicator = $1 and replaced_at = 'infinity'"


@contextlib.asynccontextmanager
async def lifespan(app):
    # asyncpg prepares each statement once per connection.
    async with asyncpg.create_pool(min_size=4, max_size=4, host=os.environ['PGHOST']) as app.state.pool:
        yield


app = fastapi.FastAPI(lifespan=lifespan)


@app.get('/health')
async def health() -> dict[str, str]:
    return {'status': 'ok'}


@app.get('/series')
async def series(request: fastapi.Request, indicator: str, area: str) -> Series:
    rows = await request.app.state.pool.fetch(SERIES, indicator, area)
    return Series(observations=[Observation(**row) for row in rows])


@app.get('/page')
async def page(request: fastapi.Request, indicator: str) -> Page:
    async with request.app.state.pool.acquire() as connection:
        rows = await connection.fetch(PAGE, indicator)
        total = await connection.fetchval(TOTAL, indicator)
    return Page(total=total, observations=[Observation(**row) for row in rows])
