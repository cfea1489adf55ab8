// Trust, lack of trust, mistrust: the strategy first, since a label can harm; shares where the reader may see them.
import { notice, pictureCard, table, textCard } from '../card.js';
import { intervalRows, sharesOfWhole } from '../charts.js';
import { h } from '../dom.js';
import { areasOf, goneWords, indicatorsOf, intervalWords, notesOf, sentence, total } from '../figures.js';

const isNumber = (value) => typeof value === 'number';
// Some indicators are called by what they measure themselves: once is enough.
const told = (state, name) => (name.startsWith(`${state}:`) ? name : `${state}: ${name}`);
const stateColors = { trust: 'var(--good)', lack: 'var(--warn)', mistrust: 'var(--bad)', ambivalent: 'var(--soft)' };

function strategyCard(context, judged, areas) {
  const { words } = context;
  const strategies = [...new Set(judged.map((item) => item.strategy).filter(Boolean))];
  const columns = [
    { name: words.choose.area, value: (row) => areas.get(row.area)?.name ?? row.area },
    { name: words.classes.strategyColumn, value: (row) => words.strategies[row.strategy]?.[0] ?? '–' },
    { name: words.classes.stateColumn, value: (row) => words.states[row.trust_class] ?? row.trust_class },
    { name: words.overview.sure, value: (row) => (row.class_certain ? words.classes.certain : words.classes.uncertain) },
    { name: words.classes.basis, value: (row) => words.classes[row.class_basis] ?? row.class_basis ?? '–' },
  ];
  return textCard('strategy', words.classes.strategy,
    strategies.map((name) => h('p', { class: 'strategy' }, h('strong', null, words.strategies[name][0]), ': ', words.strategies[name][1])),
    table(words.classes.by, columns, judged),
    h('p', { class: 'lead' }, words.classes.internal));
}

function sharesCard(context, judged, areas) {
  const { words, fmt } = context;
  const names = ['trust', 'lack', 'mistrust', 'ambivalent'];
  const known = judged.filter((item) => isNumber(item.p_trust));
  if (known.length === 0) return null;
  const rows = known.map((item) => ({ key: item.area, item, label: areas.get(item.area)?.name ?? item.area, parts: names.map((name) => ({ name, value: item[`p_${name}`] ?? 0, color: stateColors[name] })) }));
  return pictureCard(context, {
    name: 'shares', title: words.classes.shares, lead: names.slice(0, 3).map((name) => `${sentence(words.states[name])}: ${words.stateMeaning[name]}`).join('. '),
    draw: (width) => sharesOfWhole(width, { items: rows, tick: (value) => fmt.share(value) }),
    source: notesOf(context, judged),
    legend: h('p', { class: 'legend' }, names.map((name) => h('span', { class: `key-${name}` }, words.states[name]))),
    columns: [
      { name: words.choose.area, value: (row) => row.label },
      ...names.map((name) => ({ name: words.states[name], number: true, value: (row) => `${fmt.share(row.item[`p_${name}`])} (${row.item[`p_${name}_ci`] ? `${fmt.share(row.item[`p_${name}_ci`].low)}–${fmt.share(row.item[`p_${name}_ci`].high)}` : '–'})` })),
      { name: words.answers, number: true, value: (row) => fmt.count(row.item.n) },
    ],
    rows,
  });
}

function sidesCard(context, indicators, areas, figures) {
  const { words, fmt, municipality } = context;
  const first = (kind) => [...indicators.values()].find((item) => item.kind === kind && item.trust_form === 'institutional' && item.unit === 'pct' && figures.some((figure) => figure.indicator === item.code));
  const sides = [['trust', first('trust')], ['mistrust', first('mistrust')]].filter(([, indicator]) => indicator !== undefined);
  const figureOf = (area, indicator) => figures.find((item) => item.area === area.code && item.indicator === indicator.code);
  const trustIn = (area) => (area.code === municipality ? -1 : figureOf(area, sides[0][1])?.value ?? Infinity);
  const shown = sides.length ? [...areas.values()].filter((area) => area.area_type === 'district' || area.code === municipality).sort((a, b) => trustIn(a) - trustIn(b)) : [];
  const rows = shown.flatMap((area) => {
    const text = sides.map(([, indicator]) => fmt.plain(figureOf(area, indicator)?.value, 1)).join(' / ');
    return sides.map(([kind, indicator], i) => {
      const figure = figureOf(area, indicator);
      return { key: area.code, figure, indicator, kind, label: i === 0 ? area.name : '', area: area.name, value: figure?.value ?? null, low: figure?.ci?.low, high: figure?.ci?.high,
        text: i === 0 ? text : '', told: isNumber(figure?.value) ? fmt.value(figure.value, indicator) : '', gone: goneWords(figure, words, true), color: stateColors[kind] };
    });
  }).filter((row) => row.figure !== undefined);
  if (rows.length === 0) return null;
  return pictureCard(context, {
    name: 'sides', title: words.classes.sides, lead: sides.map(([kind, indicator]) => told(sentence(words.states[kind]), indicator.name)).join('. '),
    draw: (width) => intervalRows(width, { items: rows, domain: [0, 100], tick: fmt.tick }),
    source: notesOf(context, rows.map((row) => row.figure)),
    legend: h('p', { class: 'legend' }, sides.map(([kind]) => h('span', { class: `key-${kind}` }, words.states[kind]))),
    columns: [
      { name: words.choose.area, value: (row) => row.area },
      { name: words.classes.stateColumn, value: (row) => words.states[row.kind] },
      { name: words.value, number: true, value: (row) => row.gone ?? row.told },
      { name: words.interval, number: true, value: (row) => intervalWords(context, row.figure, row.indicator) },
      { name: words.answers, number: true, value: (row) => fmt.count(row.figure.n_valid) },
      { name: words.year, value: (row) => row.figure.period },
    ],
    rows,
  });
}

export async function classes(context) {
  const { words, municipality, choices, get } = context;
  const [indicators, areas, figures] = await Promise.all([
    indicatorsOf(context),
    areasOf(context),
    get('observations', { municipality, kind: 'trust,mistrust', trust_form: 'institutional', period: choices.period || 'latest', ...total, limit: 1000 }, words.requests.latest),
  ]);
  const codes = [...areas.values()].filter((area) => area.code === municipality || area.area_type === 'district').map((area) => area.code);
  const found = await get('analyses/trust-classes', { area: codes.length ? codes.join(',') : municipality, period: choices.period }, words.requests.classes);
  const judged = found.filter((item) => item.trust_class !== null);
  return [
    h('p', { class: 'lead opening' }, words.classes.lead),
    judged.length ? strategyCard(context, judged, areas) : notice('quiet', words.empty.title, words.classes.none),
    sharesCard(context, judged, areas),
    sidesCard(context, indicators, areas, figures),
    h('dl', { class: 'meanings card' }, Object.entries(words.stateMeaning).map(([name, meaning]) => [h('dt', null, words.states[name]), h('dd', null, meaning)])),
  ];
}
