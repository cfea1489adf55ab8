// A peer: Fastify and pg as their documentation shows them, two workers, on the flat table of published figures.
import cluster from 'node:cluster';
import Fastify from 'fastify';
import pg from 'pg';

const port = Number(process.argv[2]);
const { builtins, setTypeParser } = pg.types;
setTypeParser(builtins.NUMERIC, Number); // figures are numbers in JSON
setTypeParser(builtins.DATE, (text) => text);

const text = 'string';
const number = 'number';
const columns = {
    indicator: text, indicator_version: text, area: text, municipality: text, period: text, period_start: text, period_end: text,
    respondent_group: text, sex: text, age_band: text, kind: text, trust_form: text, trustee: text, direction: text, value: number,
    unit: text, decimals: 'integer', n_valid: 'integer', n_display: 'integer', n_invited: 'integer', x: 'integer', sd: number, se: number,
    ci_low: number, ci_high: number, ci_level: number, ci_method: text, weighted: 'boolean', obs_status: text, conf_status: text,
    revision: 'integer', reason: text, recorded_at: text, release: text, source: text, survey_wave: text, is_synthetic: 'boolean',
};
const names = Object.keys(columns).join(', ');
const order = 'indicator, area, respondent_group, sex, age_band, period';

const observation = {
    type: 'object',
    properties: Object.fromEntries(Object.entries(columns).map(([name, type]) => [name, { type, nullable: true }])),
};
const reply = (more) => ({
    response: { 200: { type: 'object', properties: { ...more, observations: { type: 'array', items: observation } } } },
});
const query = (...required) => ({
    querystring: { type: 'object', required, properties: Object.fromEntries(required.map((name) => [name, { type: text }])) },
});

const series = {
    name: 'series',
    text: `select ${names} from tillit.published_figure
           where indicator = $1 and area = $2 and replaced_at = 'infinity' order by ${order}`,
};
const page = {
    name: 'page',
    text: `select ${names} from tillit.published_figure
           where indicator = $1 and replaced_at = 'infinity' order by ${order} limit 20`,
};
const total = {
    name: 'total',
    text: `select count(*)::int as total from tillit.published_figure
           where indicator = $1 and replaced_at = 'infinity'`,
};

function serve() {
    const pool = new pg.Pool({ max: 4 });
    const app = Fastify();

    app.get('/health', async () => ({ status: 'ok' }));

    app.get('/series', { schema: { ...query('indicator', 'area'), ...reply({}) } }, async (request) => {
        const { indicator, area } = request.query;
        const { rows } = await pool.query({ ...series, values: [indicator, area] });
        return { observations: rows };
    });

    app.get('/page', { schema: { ...query('indicator'), ...reply({ total: { type: 'integer' } }) } }, async (request) => {
        const values = [request.query.indicator];
        const [found, counted] = await Promise.all([pool.query({ ...page, values }), pool.query({ ...total, values })]);
        return { total: counted.rows[0].total, observations: found.rows };
    });

    app.listen({ port, host: '127.0.0.1' });
}

if (cluster.isPrimary) {
    const workers = [cluster.fork(), cluster.fork()];
    process.on('SIGTERM', () => {
        for (const worker of workers) worker.process.kill();
        process.exit(0);
    });
} else {
    serve();
}
