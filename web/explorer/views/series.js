// One indicator over time: interval, breaks, corrections, target and trend.
import { notice, pictureCard, textCard } from '../card.js';
import { overTime } from '../charts.js';
import { h } from '../dom.js';
import { areasOf, byName, goneWords, indicatorsOf, intervalWords, isUnsure, middleOf, notesOf, sentence, total } from '../figures.js';
import { chooser } from '../choosers.js';

const isNumber = (value) => typeof value === 'number';

// Of each period the revision that stands; the others were corrected since.
function splitRevisions(figures) {
  const standing = new Map(), earlier = [];
  for (const figure of [...figures].sort((a, b) => a.revision - b.revision)) {
    const before = standing.get(figure.period);
    if (before !== undefined) earlier.push(before);
    standing.set(figure.period, figure);
  }
  return { standing: [...standing.values()].sort((a, b) => middleOf(a) - middleOf(b)), earlier };
}

function pointOf(figure, context, indicator) {
  return {
    at: middleOf(figure), period: figure.period, version: figure.indicator_version, value: figure.value, low: figure.ci?.low, high: figure.ci?.high,
    text: context.fmt.plain(figure.value, context.fmt.decimalsOf(indicator)), gone: goneWords(figure, context.words, true), forecast: figure.obs_status === 'F', figure,
  };
}

function targetOf(targets, context, indicator) {
  const target = targets[0];
  if (target === undefined) return null;
  const { fmt, words } = context;
  const value = target.target ?? null;
  const told = isNumber(value) ? fmt.value(value, indicator) : `${fmt.plain(target.target_low, 1)}–${fmt.plain(target.target_high, 1)}`;
  return { value, low: target.target_low, high: target.target_high, label: `${words.series.target(told)} (${target.target_date.slice(0, 4)})` };
}

function trendWords(trend, context, indicator) {
  const { words, fmt } = context;
  if (trend === undefined || trend.classification === null || trend.classification === undefined) return [words.series.noTrend];
  const decimals = fmt.decimalsOf(indicator) + 1;
  return [words.series.trend[trend.classification] ?? trend.classification, words.series.slope(fmt.signed(trend.slope_per_year, decimals) + (indicator.unit === 'pct' ? ` ${words.points}` : ''), fmt.interval(trend.ci, decimals, fmt.signed))];
}

export async function series(context) {
  const { words, fmt, municipality, choices, get } = context;
  const [indicators, areas] = await Promise.all([indicatorsOf(context), areasOf(context)]);
  const code = choices.indicator || [...indicators.keys()].find((name) => indicators.get(name).kind === 'trust') || '';
  const indicator = indicators.get(code);
  const area = choices.area || municipality;
  const choosers = h('div', { class: 'choosers' },
    chooser(context, 'indicator', words.choose.indicator, [...indicators.values()].filter((item) => item.unit !== 'index_0_100' || item.kind !== 'trust').sort(byName(context.lang)), code),
    chooser(context, 'area', words.choose.area, [...areas.values()], area));
  if (indicator === undefined) return [choosers, notice('quiet', words.empty.title, words.empty.text)];
  const [figures, trends, targets] = await Promise.all([
    get('observations', { indicator: code, area, ...total, respondent_group: choices.group, history: true, period_to: choices.period, limit: 1000 }, words.requests.series),
    get('analyses/trends', { indicator: code, area, respondent_group: choices.group }, words.requests.trend),
    get('targets', { municipality, indicator: code, area }, words.requests.targets),
  ]);
  if (figures.length === 0) return [choosers, notice('quiet', words.empty.title, words.empty.text)];
  // A series is of one group of respondents: the one asked for, else the first.
  const group = choices.group || figures[0].respondent_group;
  const { standing, earlier } = splitRevisions(figures.filter((figure) => figure.respondent_group === group));
  if (standing.every((figure) => !isNumber(figure.value))) return [choosers, notice('quiet', ...words.empty.allHidden)];
  const points = standing.map((figure) => pointOf(figure, context, indicator));
  const earlierPoints = earlier.map((figure) => pointOf(figure, context, indicator));
  const hasBreak = new Set(standing.map((figure) => figure.indicator_version)).size > 1;
  const unit = words.units[indicator.unit] ?? indicator.unit;
  const trend = trendWords(trends[0], context, indicator);
  const last = points.filter((point) => isNumber(point.value)).at(-1);
  return [
    choosers,
    pictureCard(context, {
      name: 'series', title: indicator.name, lead: `${sentence(unit)}. ${words.group}: ${words.groups[group] ?? group}. ${areas.get(area)?.name ?? area}.`,
      summary: `${last.period}: ${fmt.value(last.value, indicator)}${isNumber(last.low) || isNumber(last.high) ? ` (${fmt.interval(last, fmt.decimalsOf(indicator))})` : isUnsure(last.figure) ? ` (${words.unsure})` : ''}. ${trend[0]}`,
      draw: (width) => overTime(width, { points, earlier: earlierPoints, target: targetOf(targets, context, indicator), breakLabel: words.series.break, tick: fmt.tick }),
      image: { indicator: code, area, ...total, respondent_group: group, period_to: choices.period },
      source: [...notesOf(context, standing), `${words.source}: ${[...new Set(standing.map((figure) => figure.source))].join(', ')}.`,
        hasBreak ? words.series.breakNote : null, earlierPoints.length ? words.series.earlier : null].filter(Boolean),
      columns: [
        { name: words.year, value: (row) => row.period },
        { name: words.value, number: true, value: (row) => row.gone ?? fmt.value(row.value, indicator) },
        { name: words.interval, number: true, value: (row) => intervalWords(context, row.figure, indicator) },
        { name: words.answers, number: true, value: (row) => fmt.count(row.figure.n_valid) },
        { name: words.series.question, value: (row) => row.version },
        { name: words.revision, number: true, value: (row) => String(row.figure.revision) },
      ],
      rows: [...points, ...earlierPoints].sort((a, b) => a.at - b.at || a.figure.revision - b.figure.revision),
    }),
    textCard('trend', words.requests.trend, trend.map((text) => h('p', null, text)), indicator.description ? h('p', { class: 'lead' }, indicator.description) : null),
  ];
}
