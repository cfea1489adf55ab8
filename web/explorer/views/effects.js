// Before and after: the change with its interval, pooled, beyond the comparison, and for each municipality.
import { notice, pictureCard, table, textCard } from '../card.js';
import { intervalRows } from '../charts.js';
import { chooser } from '../choosers.js';
import { h } from '../dom.js';
import { changeUnit, indicatorsOf, notesOf } from '../figures.js';

const isNumber = (value) => typeof value === 'number';

const mostOffered = 20; // evaluations of others, to who has none

// Effects in units of one scale can share an axis; those of another unit get a picture of their own.
function effectCard(context, { name, title, lead, measures, pick, measureName, isLessBetter, synthetic }) {
  const { words, fmt } = context;
  const units = [...new Set(measures.map((measure) => measure.unit))];
  const first = (measure) => (measure.role === 'confirmatory' ? 0 : 1);
  return units.map((unit) => {
    const rows = measures.filter((measure) => measure.unit === unit && isNumber(pick(measure).value)).sort((a, b) => first(a) - first(b)).map((measure) => {
      const { value, ci, p, adjusted } = pick(measure);
      const clear = isNumber(ci?.low) && (ci.low > 0 || ci.high < 0);
      return { key: `${measure.indicator}/${measure.respondent_group}`, measure, label: `${first(measure) === 0 ? '★ ' : ''}${isLessBetter(measure) ? '▾ ' : ''}${measureName(measure)}`, value, low: ci?.low, high: ci?.high, ci, p, adjusted, text: fmt.signed(value, 2),
        color: clear ? 'var(--mark)' : 'var(--soft)' };
    });
    if (rows.length === 0) return null;
    return pictureCard(context, {
      name: `${name}-${unit}`.replaceAll('_', '-'), title: `${title}, ${changeUnit(words, unit)}`, lead,
      draw: (width) => intervalRows(width, { items: rows, reference: 0, tick: (tick) => fmt.signed(tick, Math.abs(tick) < 5 && tick % 1 ? 1 : 0) }),
      source: [...notesOf(context, [{ ci_level: 0.95, is_synthetic: synthetic }]), measures.some((measure) => measure.warnings.includes('few_clusters')) ? words.effects.few : null].filter(Boolean),
      legend: h('p', { class: 'legend' }, h('span', { class: 'plain' }, `★ ${words.effects.confirmatory}`),
        rows.some((row) => isLessBetter(row.measure)) ? h('span', { class: 'plain' }, `▾ ${words.effects.lessIsBetter}`) : null,
        h('span', null, words.effects.offZero), h('span', { class: 'key-soft' }, words.effects.onZero)),
      columns: [
        { name: words.effects.measure, value: (row) => `${row.label}${isLessBetter(row.measure) ? ` (${words.effects.lessIsBetter})` : ''}` },
        { name: words.effects.effect, number: true, value: (row) => row.text },
        { name: words.interval, number: true, value: (row) => fmt.interval(row.ci, 2, fmt.signed) },
        { name: 'p', number: true, value: (row) => fmt.p(row.p) },
        { name: words.effects.adjusted, number: true, value: (row) => fmt.p(row.adjusted) },
        { name: words.effects.role, value: (row) => words.effects[row.measure.role] ?? row.measure.role },
      ],
      rows,
    });
  });
}

function membersCard(context, measures, measureName) {
  const { words, fmt, municipalities } = context;
  const rows = measures.flatMap((measure) => (measure.members ?? []).map((member) => ({ measure, member })));
  if (rows.length === 0) return null;
  const name = (code) => municipalities.find((item) => item.code === code)?.name ?? code;
  return textCard('members', words.effects.members, h('details', { class: 'behind' }, h('summary', null, words.asTable), table(words.effects.members, [
    { name: words.effects.measure, value: (row) => measureName(row.measure) },
    { name: words.choose.municipality, value: (row) => name(row.member.area) },
    { name: words.effects.role, value: (row) => words.effects.arm[row.member.arm] ?? row.member.arm },
    { name: words.effects.before, number: true, value: (row) => fmt.plain(row.member.before?.value, 2) },
    { name: words.effects.after, number: true, value: (row) => fmt.plain(row.member.after?.value, 2) },
    { name: words.effects.effect, number: true, value: (row) => fmt.signed(row.member.diff, 2) },
    { name: words.interval, number: true, value: (row) => (isNumber(row.member.diff) ? fmt.interval(row.member.ci, 2, fmt.signed) : '–') },
    { name: words.answers, number: true, value: (row) => [row.member.before?.n, row.member.after?.n].filter(isNumber).map((n) => fmt.count(n)).join(' / ') || '–' },
  ], rows)));
}

// Whose figures these are, since the page is headed by one municipality; null when it is alone. How many they are is told
// where the reply tells it and all measures agree.
function headingOf({ words, municipality, placeName }, evaluation, measures) {
  const counts = new Set(measures.map((measure) => measure.n_members)), [first] = counts;
  const n = counts.size === 1 && isNumber(first) ? first : null;
  const isOne = (evaluation.members ?? []).some((member) => member.municipality === municipality && member.arm === 'treated');
  return n === 1 ? null : words.effects.together(n, isOne ? placeName : null);
}

export async function effects(context) {
  const { words, municipality, choices, get } = context;
  const [indicators, own] = await Promise.all([
    indicatorsOf(context),
    get('evaluations', { involves: municipality, limit: 1000 }, words.requests.evaluations),
  ]);
  const evaluation = own.find((item) => item.code === choices.evaluation) ?? own.find((item) => item.design === 'did') ?? own[0];
  const lead = h('p', { class: 'lead opening' }, words.effects.lead);
  if (evaluation === undefined) {
    const others = await get('evaluations', { fields: 'code,title,owner', limit: mostOffered }, words.requests.evaluations);
    return [lead, notice('quiet', words.empty.title, words.empty.noEvaluation,
      others.length ? h('ul', null, others.map((item) => h('li', null, h('a', { href: `#/effects/${item.owner}?evaluation=${item.code}&lang=${context.lang}` }, item.title)))) : null)];
  }
  const found = (await get('analyses/effects', { evaluation: evaluation.code }, words.requests.effects))[0];
  const measures = found?.measures ?? [];
  const choosers = h('div', { class: 'choosers' }, chooser(context, 'evaluation', words.choose.evaluation, own, evaluation.code));
  if (measures.length === 0) return [lead, choosers, notice('quiet', words.empty.title, words.empty.text)];
  const measureName = (measure) => `${indicators.get(measure.indicator)?.name ?? measure.indicator}: ${words.groups[measure.respondent_group] ?? measure.respondent_group}`;
  const isLessBetter = (measure) => indicators.get(measure.indicator)?.direction === 'down';
  const heading = headingOf(context, evaluation, measures);
  const synthetic = found.is_synthetic;
  const clear = measures.filter((measure) => measure.role === 'confirmatory' && isNumber(measure.adjusted_p_value) && measure.adjusted_p_value < (found.alpha ?? 0.05)).map(measureName);
  return [
    lead, choosers,
    heading === null ? null : h('h2', null, heading),
    h('p', null, `${evaluation.before_period} → ${evaluation.after_period}`),
    h('p', { class: 'conclusion' }, clear.length ? words.effects.clear(clear.join('; ')) : words.effects.none),
    effectCard(context, { name: 'pooled', title: words.effects.pooled, lead: [heading, words.effects.pooledLead].filter(Boolean).join('. '), measures, measureName, isLessBetter, synthetic,
      pick: (measure) => ({ value: measure.random?.effect ?? measure.fixed?.effect, ci: measure.random?.ci ?? measure.fixed?.ci, p: measure.random?.p_value ?? measure.fixed?.p_value, adjusted: measure.adjusted_p_value }) }),
    effectCard(context, { name: 'beyond', title: words.effects.did, lead: words.effects.didLead, measures, measureName, isLessBetter, synthetic,
      pick: (measure) => ({ value: measure.difference_in_differences?.did, ci: measure.difference_in_differences?.ci, p: measure.difference_in_differences?.p_value, adjusted: measure.difference_in_differences?.adjusted_p_value }) }),
    membersCard(context, measures, measureName),
  ];
}
