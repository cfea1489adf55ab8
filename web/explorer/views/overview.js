// A municipality in a minute: the four forms, where trust is missing, what is done about it, how sure the figures are.
import { notice, pictureCard, table, textCard } from '../card.js';
import { intervalRows, progressRows } from '../charts.js';
import { ragColors } from '../delivery.js';
import { h } from '../dom.js';
import { domainOf } from '../format.js';
import { areasOf, goneWords, indicatorsOf, intervalWords, isHidden, notesOf, sentence, total } from '../figures.js';

const formNames = ['institutional', 'interpersonal', 'social', 'local'];
const isNumber = (value) => typeof value === 'number';

const indexOf = (indicators, form) =>
  [...indicators.values()].find((indicator) => indicator.trust_form === form && indicator.kind === 'trust' && indicator.unit === 'index_0_100');

// Where no index can be computed: the figures of trust that there are, of the unit that most have.
function trustCard(context, indicators, figures) {
  const { words, fmt, municipality } = context;
  const all = figures.filter((figure) => figure.area === municipality && figure.kind === 'trust' && isNumber(figure.value));
  const times = (unit) => all.filter((figure) => figure.unit === unit).length;
  const unit = [...new Set(all.map((figure) => figure.unit))].sort((a, b) => times(b) - times(a))[0];
  if (unit === undefined) return notice('quiet', words.overview.forms, words.overview.formsNone);
  const rows = all.filter((figure) => figure.unit === unit).map((figure) => {
    const indicator = indicators.get(figure.indicator);
    return { key: `${figure.indicator}/${figure.respondent_group}`, figure, indicator, label: `${indicator?.name ?? figure.indicator}: ${words.groups[figure.respondent_group] ?? figure.respondent_group}`,
      value: figure.value, low: figure.ci?.low, high: figure.ci?.high, text: fmt.value(figure.value, indicator), color: `var(--${figure.trust_form ?? 'mark'})` };
  });
  return pictureCard(context, {
    name: 'forms', title: sentence(words.states.trust), lead: `${sentence(words.units[unit] ?? unit)}. ${words.overview.formsNone}`,
    draw: (width) => intervalRows(width, { items: rows, domain: domainOf(unit), tick: fmt.tick }),
    source: notesOf(context, all),
    columns: [
      { name: words.choose.indicator, value: (row) => row.label },
      { name: words.value, number: true, value: (row) => row.text },
      { name: words.interval, number: true, value: (row) => intervalWords(context, row.figure, row.indicator) },
      { name: words.answers, number: true, value: (row) => fmt.count(row.figure.n_valid) },
      { name: words.year, value: (row) => row.figure.period },
    ],
    rows,
  });
}

function formsCard(context, indicators, indices, figures) {
  const { words, fmt } = context;
  const rows = formNames.map((form) => {
    const indicator = indexOf(indicators, form);
    const found = indices.find((item) => item.indicator === indicator?.code);
    return { key: form, form, found, label: words.forms[form][0], value: found?.index ?? null, low: found?.ci?.low, high: found?.ci?.high,
      text: isNumber(found?.index) ? fmt.plain(found.index, 0) : '', gone: words.notMeasured, color: `var(--${form})` };
  });
  const shown = rows.filter((row) => isNumber(row.value)).sort((a, b) => b.value - a.value);
  const said = (row) => `${row.label.toLowerCase()} ${row.text} (${isNumber(row.found.ci?.low) || isNumber(row.found.ci?.high) ? fmt.interval(row.found.ci, 0) : words.unsure})`;
  if (shown.length === 0) return trustCard(context, indicators, figures);
  return pictureCard(context, {
    name: 'forms', title: words.overview.forms, lead: words.overview.formsLead,
    summary: words.overview.formsSummary(said(shown[0]), said(shown.at(-1))),
    draw: (width) => intervalRows(width, { items: rows, domain: [0, 100], tick: fmt.tick }),
    source: notesOf(context, indices.map((index) => ({ ci_level: 0.95, is_synthetic: index.is_synthetic }))),
    columns: [
      { name: words.overview.forms, value: (row) => row.label },
      { name: words.value, number: true, value: (row) => (isNumber(row.value) ? fmt.plain(row.value, 1) : row.gone) },
      { name: words.interval, number: true, value: (row) => (isNumber(row.value) ? fmt.interval(row.found.ci, 1) : '–') },
      { name: words.answers, number: true, value: (row) => fmt.count(Math.max(...(row.found?.inputs ?? []).map((input) => input.n ?? 0))) },
      { name: words.year, value: (row) => [...new Set((row.found?.inputs ?? []).map((input) => input.period))].join(', ') || '–' },
    ],
    rows,
    more: h('dl', { class: 'meanings' }, formNames.map((form) => [h('dt', null, words.forms[form][0]), h('dd', null, words.forms[form][1])])),
  });
}

// The indicator that most districts are measured by: the first of institutional trust.
function districtCard(context, indicators, areas, figures) {
  const { words, fmt, municipality, link } = context;
  const measured = [...indicators.values()].filter((indicator) => indicator.kind === 'trust' &&
    figures.some((figure) => figure.indicator === indicator.code && areas.get(figure.area)?.area_type === 'district'));
  const indicator = measured[0];
  if (indicator === undefined) return null;
  const own = figures.filter((figure) => figure.indicator === indicator.code);
  const whole = own.find((figure) => figure.area === municipality);
  const districts = own.filter((figure) => areas.get(figure.area)?.area_type === 'district')
    .sort((a, b) => (a.value ?? Infinity) - (b.value ?? Infinity));
  if (indicator.direction === 'down') districts.reverse();
  const rows = districts.map((figure) => ({
    key: figure.area, figure, label: areas.get(figure.area)?.name ?? figure.area, value: figure.value, low: figure.ci?.low, high: figure.ci?.high,
    text: fmt.value(figure.value, indicator), gone: goneWords(figure, words, true),
    color: isNumber(whole?.value) && isNumber(figure.ci?.high) && figure.ci.high < whole.value ? 'var(--bad)' : 'var(--mark)',
  }));
  const lowest = rows.find((row) => isNumber(row.value));
  return pictureCard(context, {
    name: 'where', image: { indicator: indicator.code, municipality, period: context.choices.period || 'latest', ...total, respondent_group: districts[0].respondent_group, area_type: 'municipality,district' },
    title: words.overview.where, lead: words.overview.whereLead(indicator.name),
    summary: lowest ? words.overview.whereSummary(lowest.label, lowest.text, fmt.value(whole?.value, indicator)) : undefined,
    draw: (width) => intervalRows(width, { items: rows, domain: domainOf(indicator.unit), reference: whole?.value, referenceLabel: `${words.overview.whole} ${fmt.value(whole?.value, indicator)}`, tick: fmt.tick }),
    source: notesOf(context, districts),
    columns: [
      { name: words.choose.area, value: (row) => row.label },
      { name: words.value, number: true, value: (row) => row.gone ?? row.text },
      { name: words.interval, number: true, value: (row) => intervalWords(context, row.figure, indicator) },
      { name: words.answers, number: true, value: (row) => fmt.count(row.figure.n_valid) },
      { name: words.year, value: (row) => row.figure.period },
    ],
    rows,
    more: h('p', null, h('a', { href: link('districts', { indicator: indicator.code }) }, `${words.views.districts} →`)),
  });
}

function planCard(context, plans) {
  const { words, fmt, link } = context;
  const shown = plans.find((plan) => plan.state === 'active') ?? plans[0];
  if (shown === undefined) return notice('quiet', words.empty.noPlan, words.empty.noPlanText);
  const rows = (shown.goals ?? []).map((goal) => ({
    key: goal.code, goal, label: goal.title, value: goal.progress ?? 0, expected: goal.expected_progress, text: fmt.share(goal.progress), color: ragColors[goal.rag] ?? 'var(--soft)',
  }));
  return pictureCard(context, {
    name: 'done', title: words.overview.done, lead: `${shown.title}. ${words.plan.progressLead(null)}`,
    summary: words.plan.progressSummary(fmt.share(shown.progress), `${fmt.share(shown.expected_progress)} ${words.plan.expected(null)}`),
    draw: (width) => progressRows(width, { items: rows, tick: (value) => fmt.share(value) }),
    source: [],
    columns: [
      { name: words.plan.goals, value: (row) => row.label },
      { name: words.plan.doneSoFar, number: true, value: (row) => row.text },
      { name: words.plan.expected(null), number: true, value: (row) => fmt.share(row.expected) },
      { name: words.plan.pace, value: (row) => words.rag[row.goal.rag ?? 'null'] },
    ],
    rows,
    more: h('p', null, h('a', { href: link('plan', { plan: shown.code }) }, `${words.overview.openPlan} →`)),
  });
}

function sureCard(context, indicators, indices, figures) {
  const { words } = context;
  const count = (test) => figures.filter(test).length;
  const unmeasured = formNames.filter((form) => !isNumber(indices.find((item) => item.indicator === indexOf(indicators, form)?.code)?.index) &&
    !figures.some((figure) => figure.trust_form === form && figure.kind === 'trust'));
  const answers = figures.filter((figure) => figure.area === context.municipality && figure.kind === 'trust' && isNumber(figure.n_valid)).map((figure) => figure.n_valid);
  const hidden = count(isHidden), unsure = count((figure) => isNumber(figure.value) && !isNumber(figure.ci?.low) && !isNumber(figure.ci?.high) && figure.kind === 'trust');
  const known = count((figure) => figure.freshness !== null);
  return textCard('sure', words.overview.sure, h('p', null, words.overview.reading),
    h('ul', null,
      known ? h('li', null, words.overview.nFresh(count((figure) => figure.freshness === 'fresh'), known)) : null,
      answers.length ? h('li', null, words.overview.howMany(context.fmt.count(Math.min(...answers)), context.fmt.count(Math.max(...answers)))) : null,
      hidden ? h('li', null, words.overview.nHidden(hidden), ' ', h('a', { href: '/docs/hidden' }, '?')) : null,
      unsure ? h('li', null, words.overview.nUnsure(unsure)) : null,
      unmeasured.length ? h('li', null, words.overview.nMissing(unmeasured.map((form) => words.forms[form][0].toLowerCase()).join(', '))) : null));
}

function measuredCard(context, indicators, figures) {
  const { words, fmt, link, municipality } = context;
  const own = figures.filter((figure) => figure.area === municipality && indicators.has(figure.indicator));
  if (own.length === 0) return null;
  const rows = own.map((figure) => ({ figure, indicator: indicators.get(figure.indicator) }));
  const place = (row) => { const at = formNames.indexOf(row.indicator.trust_form); return at < 0 ? formNames.length : at; };
  rows.sort((a, b) => place(a) - place(b));
  const columns = [
    { name: words.choose.indicator, value: (row) => h('a', { href: link('series', { indicator: row.indicator.code, group: row.figure.respondent_group === '_T' ? '' : row.figure.respondent_group }) }, row.indicator.name) },
    { name: words.value, number: true, value: (row) => goneWords(row.figure, words, true) ?? fmt.value(row.figure.value, row.indicator) },
    { name: words.interval, number: true, value: (row) => intervalWords(context, row.figure, row.indicator) },
    { name: words.unit, value: (row) => words.units[row.indicator.unit] ?? row.indicator.unit },
    { name: words.answers, number: true, value: (row) => fmt.count(row.figure.n_valid) },
    { name: words.group, value: (row) => words.groups[row.figure.respondent_group] ?? row.figure.respondent_group },
    { name: words.year, value: (row) => row.figure.period },
    { name: words.status, value: (row) => words.freshness[row.figure.freshness] ?? '–' },
  ];
  return textCard('measured', words.overview.measured, h('p', { class: 'lead' }, words.overview.measuredLead),
    table(words.overview.measured, columns, rows));
}

export async function overview(context) {
  const { words, municipality, choices, get } = context;
  const [indicators, areas, figures, plans] = await Promise.all([
    indicatorsOf(context),
    areasOf(context),
    get('observations', { municipality, period: choices.period || 'latest', ...total, limit: 1000 }, words.requests.latest),
    get('plans', { municipality, expand: 'goals' }, words.requests.plans),
  ]);
  const codes = formNames.map((form) => indexOf(indicators, form)?.code).filter(Boolean);
  const indices = codes.length ? await get('analyses/composite-indices', { index: codes.join(','), area: municipality, period: choices.period }, words.requests.indices) : [];
  const lead = h('p', { class: 'lead opening' }, words.overview.lead);
  if (figures.length === 0)
    return [lead, notice('quiet', words.empty.title, words.empty.text, choices.period ? h('p', null, h('a', { href: context.link('overview', { period: '' }) }, words.empty.latest)) : null), planCard(context, plans)];
  return [
    lead,
    figures.every((figure) => isHidden(figure)) ? notice('quiet', ...words.empty.allHidden) : null,
    h('div', { class: 'grid' }, formsCard(context, indicators, indices, figures), sureCard(context, indicators, indices, figures),
      districtCard(context, indicators, areas, figures), planCard(context, plans)),
    measuredCard(context, indicators, figures),
    figures.total > figures.length ? notice('quiet', '', words.truncated(figures.length, figures.total)) : null,
  ];
}
