// Districts beside each other and against the whole; what is hidden is shown as hidden.
import { notice, pictureCard } from '../card.js';
import { intervalRows } from '../charts.js';
import { chooser } from '../choosers.js';
import { h } from '../dom.js';
import { domainOf } from '../format.js';
import { areasOf, byName, goneWords, indicatorsOf, intervalWords, isHidden, notesOf, sentence, total } from '../figures.js';

const isNumber = (value) => typeof value === 'number';
const isClear = (gap) => isNumber(gap?.p_value) && gap.p_value < 0.05;

function told(gap, words) {
  if (!isClear(gap)) return isNumber(gap?.gap) ? words.districts.same : '–';
  return gap.gap_direction === 'shortfall' ? words.districts.below : words.districts.above;
}

function colorOf(gap) {
  if (!isClear(gap)) return 'var(--mark)';
  return gap.gap_direction === 'shortfall' ? 'var(--bad)' : 'var(--good)';
}

export async function districts(context) {
  const { words, fmt, municipality, choices, get } = context;
  const [indicators, areas, all] = await Promise.all([
    indicatorsOf(context),
    areasOf(context),
    get('observations', { municipality, period: choices.period || 'latest', ...total, area_type: 'municipality,district,neighbourhood', limit: 1000 }, words.requests.latest),
  ]);
  const isPart = (figure) => figure.area !== municipality && areas.has(figure.area);
  const measured = [...indicators.values()].filter((indicator) => all.some((figure) => isPart(figure) && figure.indicator === indicator.code)).sort(byName(context.lang));
  if (measured.length === 0) return [notice('quiet', words.empty.title, words.empty.noDistricts)];
  const first = [...indicators.values()].find((item) => item.kind === 'trust' && measured.includes(item));
  const indicator = measured.find((item) => item.code === choices.indicator) ?? first ?? measured[0];
  const own = all.filter((figure) => figure.indicator === indicator.code);
  const whole = own.find((figure) => figure.area === municipality);
  const parts = own.filter(isPart);
  const known = parts.filter((figure) => isNumber(figure.value));
  const gaps = known.length && isNumber(whole?.value)
    ? await get('analyses/trust-gaps', { type: 'part_whole', indicator: indicator.code, area: known.map((figure) => figure.area).join(','), period: whole.period, respondent_group: whole.respondent_group === '_T' ? '' : whole.respondent_group }, words.requests.gaps)
    : [];
  const name = (code) => {
    const area = areas.get(code);
    const parent = areas.get(area?.parent);
    return area?.area_type === 'neighbourhood' && parent ? `${area.name} (${parent.name})` : (area?.name ?? code);
  };
  const rows = parts.map((figure) => {
    const gap = gaps.find((item) => item.area === figure.area);
    return { key: figure.area, figure, gap, label: name(figure.area), value: figure.value, low: figure.ci?.low, high: figure.ci?.high,
      text: isNumber(figure.value) ? fmt.value(figure.value, indicator) : '', gone: goneWords(figure, words), color: colorOf(gap) };
  });
  const sign = indicator.direction === 'down' ? -1 : 1;
  rows.sort((a, b) => sign * ((a.value ?? sign * Infinity) - (b.value ?? sign * Infinity)));
  const worse = rows.filter((row) => isClear(row.gap) && row.gap.gap_direction === 'shortfall').map((row) => row.label);
  const hidden = parts.filter(isHidden).length;
  return [
    h('p', { class: 'lead opening' }, words.districts.lead),
    h('div', { class: 'choosers' }, chooser(context, 'indicator', words.choose.indicator, measured, indicator.code)),
    known.length === 0 ? notice('quiet', ...words.empty.allHidden) : null,
    pictureCard(context, {
      name: 'districts', image: { indicator: indicator.code, municipality, period: choices.period || 'latest', ...total, respondent_group: parts[0].respondent_group, area_type: 'municipality,district,neighbourhood' },
      title: indicator.name, lead: `${sentence(words.units[indicator.unit] ?? '')}, ${whole?.period ?? parts[0].period}.`,
      summary: known.length ? (worse.length ? words.districts.clear(worse.join(', ')) : words.districts.none) : undefined,
      draw: (width) => intervalRows(width, { items: rows, domain: domainOf(indicator.unit), reference: whole?.value, referenceLabel: isNumber(whole?.value) ? `${words.overview.whole} ${fmt.value(whole.value, indicator)}` : null, tick: fmt.tick }),
      source: [...notesOf(context, own), hidden ? `${words.districts.hiddenCount(hidden)} ${words.hiddenWhy}` : null].filter(Boolean),
      legend: h('p', { class: 'legend' }, h('span', { class: 'key-bad' }, words.districts.below), h('span', { class: 'key-mark' }, words.districts.same), h('span', { class: 'key-good' }, words.districts.above)),
      columns: [
        { name: words.choose.area, value: (row) => row.label },
        { name: words.value, number: true, value: (row) => row.gone ?? row.text },
        { name: words.interval, number: true, value: (row) => intervalWords(context, row.figure, indicator) },
        { name: words.answers, number: true, value: (row) => fmt.count(row.figure.n_valid) },
        { name: words.districts.difference, value: (row) => told(row.gap, words) },
        { name: words.districts.p, number: true, value: (row) => fmt.p(row.gap?.p_value) },
      ],
      rows,
    }),
  ];
}
