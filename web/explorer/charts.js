// Pictures, drawn by Observable Plot: every function takes a width and gives an SVG. Colours are the page's variables, so
// that light and dark are one drawing.
//
// An interval is told by both its ends; with one end missing it reaches from the value to the end that is known; with
// none there is a point alone. Nothing is drawn across a year without a figure, or across a break in the series.

const isNumber = (value) => typeof value === 'number' && Number.isFinite(value);
const hasBoth = (item) => isNumber(item.low) && isNumber(item.high);
const hasOne = (item) => isNumber(item.value) && isNumber(item.low) !== isNumber(item.high);
const isShown = (item) => isNumber(item.value);

const base = { className: 'plot', style: { fontSize: '13px', fontFamily: 'inherit', background: 'none', overflow: 'visible' } };
const mainColor = 'var(--mark)';
const barHeight = 16;
const intervalHeight = 14; // higher than the point: an interval that is narrower than it shows above and below
const intervalOpacity = 0.7; // 3:1 and more against the paper, light and dark
const labelWidth = 15.5; // what Plot takes for an em of a label: broad letters are broader than it believes

function extent(numbers) {
  const known = numbers.filter(isNumber);
  return known.length ? [Math.min(...known), Math.max(...known)] : [0, 1];
}

function roomy([low, high], share) {
  const room = (high - low || Math.abs(high) || 1) * share;
  return [low - room, high + room];
}

// Rows of points with intervals; items of one key share a row. items: {key, label, value, low, high, text, color, gone (words, when there is no value)}
export function intervalRows(width, { items, domain, reference, referenceLabel, label, tick }) {
  const Plot = globalThis.Plot;
  const narrow = width < 620;
  // On a phone labels stand above their bars; a long one takes two lines, since it often differs at its end.
  const isLong = items.some((item) => item.label.length > (width - 20) / 8);
  const rowHeight = narrow ? (isLong ? 74 : 56) : 40;
  const marginLeft = narrow ? 14 : Math.min(300, Math.round(width * 0.36));
  const marginRight = Math.max(narrow ? 62 : 74, 14 + 8 * Math.max(0, ...items.map((item) => item.text?.length ?? 0)));
  const keys = [...new Set(items.map((item) => item.key))];
  const marginTop = (referenceLabel ? 34 : 14) + (narrow && isLong ? 18 : 0);
  const x = domain ?? roomy(extent([...items.flatMap((item) => [item.value, item.low, item.high]), reference]), 0.08);
  const shown = items.filter(isShown);
  const dy = narrow ? 9 : 0;
  const y = (item) => item.key;
  const color = (item) => item.color ?? mainColor;
  return Plot.plot({
    ...base,
    width,
    height: keys.length * rowHeight + marginTop + 44,
    marginLeft,
    marginRight,
    marginTop,
    marginBottom: 44,
    x: { domain: x, label: null },
    y: { domain: keys, axis: null, padding: 0.2 },
    marks: [
      Plot.gridX({ stroke: 'var(--grid)', strokeOpacity: 1, ticks: narrow ? 4 : 6 }),
      Plot.axisX({ ticks: narrow ? 4 : 6, tickFormat: tick, tickSize: 0, color: 'var(--soft)', label: label ?? null, labelAnchor: 'center', labelArrow: 'none' }),
      isNumber(reference) ? Plot.ruleX([reference], { className: 'reference', stroke: 'var(--ink)', strokeDasharray: '4 3' }) : null,
      isNumber(reference) && referenceLabel
        ? Plot.text([reference], { x: (d) => d, frameAnchor: 'top', dy: -18, text: () => referenceLabel, fill: 'var(--soft)' })
        : null,
      Plot.ruleY(items.filter(hasBoth), { className: 'interval', y, x1: 'low', x2: 'high', dy, stroke: color, strokeWidth: intervalHeight, strokeOpacity: intervalOpacity }),
      Plot.ruleY(items.filter(hasOne), {
        className: 'interval-open', y, dy, x1: (d) => d.low ?? d.value, x2: (d) => d.high ?? d.value,
        stroke: color, strokeWidth: 3, strokeDasharray: '5 4',
      }),
      Plot.dot(shown, { className: 'point', y, x: 'value', dy, r: 4.5, fill: color, stroke: 'var(--paper)', strokeWidth: 1.5 }),
      Plot.text(items, {
        y, frameAnchor: 'left', text: 'label', fill: 'var(--ink)', stroke: 'var(--paper)', strokeWidth: 4, lineAnchor: narrow ? 'bottom' : 'middle',
        textAnchor: narrow ? 'start' : 'end', dx: narrow ? 0 : -12, dy: narrow ? -4 : 0,
        lineWidth: narrow ? (width - 20) / labelWidth : (marginLeft - 18) / labelWidth,
      }),
      Plot.text(items, { y, frameAnchor: 'right', textAnchor: 'start', dx: 8, dy, text: 'text', fill: 'var(--ink)', fontWeight: 600 }),
      Plot.text(items.filter((item) => !isShown(item)), {
        className: 'gone', y, frameAnchor: 'left', textAnchor: 'start', dx: 8, dy, text: (d) => `▨ ${d.gone}`, fill: 'var(--soft)', fontStyle: 'italic',
        lineWidth: (width - marginLeft - 24) / 13,
      }),
    ],
  });
}

// Neighbours in time: of one version of the indicator, no further apart than the series' own step, and with no year
// between them that is known to have no figure.
function runsOf(points) {
  const steps = points.slice(1).map((point, i) => point.at - points[i].at).filter((step) => step > 0);
  const step = steps.length ? Math.min(...steps) : 0;
  let run = 0, band = 0, before = null;
  return points.flatMap((point) => {
    if (!isShown(point)) {
      before = null;
      return [];
    }
    const isApart = before === null || before.version !== point.version || point.at - before.at > step * 1.5;
    if (isApart) run += 1;
    if (isApart || !hasBoth(before) || !hasBoth(point)) band += 1; // nor is a band drawn past an end that is missing
    before = point;
    return [{ ...point, run, band }];
  });
}

// One series. points: {at (Date), period, version, value, low, high, text, gone, forecast}, sorted; earlier: points that
// were corrected since; target: {value, low, high, label}; breakLabel: what a new version is called.
export function overTime(width, { points, earlier, target, breakLabel, tick }) {
  const Plot = globalThis.Plot;
  const narrow = width < 620;
  const known = runsOf(points);
  const goneOnes = points.filter((point) => !isShown(point));
  const breaks = known.filter((point, i) => i > 0 && known[i - 1].version !== point.version)
    .map((point) => ({ at: new Date((point.at.getTime() + known[known.findIndex((other) => other.at === point.at) - 1].at.getTime()) / 2) }));
  const values = [...known, ...earlier].flatMap((point) => [point.value, point.low, point.high]);
  const ends = extent([...values, target?.value, target?.low, target?.high]);
  const y = roomy(ends, 0.18);
  const times = points.map((point) => point.at.getTime());
  const span = Math.max(...times) - Math.min(...times) || 31557600000;
  const x = [new Date(Math.min(...times) - span * 0.06), new Date(Math.max(...times) + span * (target ? 0.1 : 0.06))];
  const every = Math.ceil(points.length / (narrow ? 5 : 12));
  const ticks = points.filter((_, i) => (points.length - 1 - i) % every === 0);
  const names = new Map(points.map((point) => [point.at.getTime(), point.period]));
  const inside = (point) => point.at;
  // Ends of an interval are marked, so that one that is narrower than its point is seen beside it.
  const capWidth = (x[1] - x[0]) * (narrow ? 0.02 : 0.01);
  const caps = known.filter(hasBoth).flatMap((point) => [point.low, point.high].map((end) => ({ end, from: new Date(point.at - capWidth), until: new Date(+point.at + capWidth) })));
  // A label stands above all there is of its period: the ring of a corrected figure is not hidden behind it.
  const topOf = (point) => Math.max(point.high ?? point.value, ...earlier.filter((other) => isShown(other) && other.period === point.period).map((other) => other.value));
  return Plot.plot({
    ...base,
    width,
    height: narrow ? 300 : 360,
    marginLeft: 52,
    marginRight: narrow ? 16 : 28,
    marginTop: 34,
    marginBottom: 44,
    x: { type: 'utc', domain: x, label: null },
    y: { domain: y, label: null },
    marks: [
      Plot.gridY({ stroke: 'var(--grid)', strokeOpacity: 1, ticks: 5 }),
      Plot.axisY({ ticks: 5, tickFormat: tick, tickSize: 0, color: 'var(--soft)' }),
      Plot.axisX(ticks.map((point) => point.at), { tickFormat: (at) => names.get(at.getTime()), tickSize: 0, color: 'var(--soft)' }),
      y[0] < 0 && y[1] > 0 ? Plot.ruleY([0], { className: 'zero', stroke: 'var(--soft)' }) : null,
      isNumber(target?.low) && isNumber(target?.high)
        ? Plot.rectY([target], { className: 'target', x1: () => x[0], x2: () => x[1], y1: 'low', y2: 'high', fill: 'var(--good)', fillOpacity: 0.12 })
        : null,
      isNumber(target?.value) ? Plot.ruleY([target.value], { className: 'target', stroke: 'var(--good)', strokeWidth: 1.5 }) : null,
      target?.label
        ? Plot.text([target], { frameAnchor: 'left', y: (d) => d.value ?? d.high, dx: 4, dy: -9, textAnchor: 'start', text: 'label', fill: 'var(--good)' })
        : null,
      Plot.ruleX(breaks, { className: 'break', x: 'at', stroke: 'var(--warn)', strokeDasharray: '3 3' }),
      Plot.text(breaks, { x: 'at', frameAnchor: 'top', dy: -16, text: () => breakLabel, fill: 'var(--warn)' }),
      Plot.areaY(known.filter(hasBoth), { className: 'band', x: inside, y1: 'low', y2: 'high', z: 'band', fill: mainColor, fillOpacity: 0.16 }),
      Plot.ruleX(known.filter(hasBoth), { className: 'interval', x: inside, y1: 'low', y2: 'high', stroke: mainColor, strokeOpacity: intervalOpacity, strokeWidth: 2 }),
      Plot.ruleX(known.filter(hasOne), {
        className: 'interval-open', x: inside, y1: (d) => d.low ?? d.value, y2: (d) => d.high ?? d.value, stroke: mainColor, strokeWidth: 2, strokeDasharray: '4 3',
      }),
      Plot.lineY(known.filter((point) => !point.forecast), { className: 'line', x: inside, y: 'value', z: 'run', stroke: mainColor, strokeWidth: 2.5 }),
      Plot.ruleY(caps, { className: 'cap', x1: 'from', x2: 'until', y: 'end', stroke: mainColor, strokeWidth: 1.5 }),
      Plot.dot(earlier.filter(isShown), { className: 'earlier', x: 'at', y: 'value', r: 4, fill: 'var(--paper)', stroke: 'var(--warn)', strokeWidth: 1.5 }),
      Plot.dot(known, { className: 'point', x: 'at', y: 'value', r: 4.5, fill: (d) => (d.forecast ? 'var(--paper)' : mainColor), stroke: mainColor, strokeWidth: 1.5 }),
      Plot.text(known.length <= (narrow ? 6 : 14) ? known : known.slice(-1), {
        x: 'at', y: topOf, dy: -12, text: 'text', fill: 'var(--ink)', fontWeight: 600, stroke: 'var(--paper)', strokeWidth: 4,
      }),
      Plot.text(goneOnes, { className: 'gone', x: 'at', frameAnchor: 'bottom', dy: -8, text: (d) => `▨ ${d.gone}`, fill: 'var(--soft)', fontStyle: 'italic' }),
    ],
  });
}

// Shares of a whole, a bar a row. items: {key, label, parts: [{name, value, color}]}, values 0 to 1.
export function sharesOfWhole(width, { items, tick }) {
  const Plot = globalThis.Plot;
  const narrow = width < 620;
  const marginLeft = narrow ? 14 : Math.min(240, Math.round(width * 0.3));
  const rowHeight = narrow ? 64 : 46;
  const parts = items.flatMap((item) => item.parts.map((part) => ({ ...part, key: item.key })));
  return Plot.plot({
    ...base,
    width,
    height: items.length * rowHeight + 50,
    marginLeft,
    marginRight: 20,
    marginTop: 10,
    marginBottom: 40,
    x: { domain: [0, 1], label: null },
    y: { domain: items.map((item) => item.key), axis: null, padding: narrow ? 0.45 : 0.25 },
    marks: [
      Plot.axisX({ ticks: 5, tickFormat: tick, tickSize: 0, color: 'var(--soft)' }),
      Plot.barX(parts, Plot.stackX({ className: 'share', y: 'key', x: 'value', fill: (d) => d.color, insetRight: 1 })),
      Plot.text(parts.filter((part) => part.value >= 0.06), Plot.stackX({ y: 'key', x: 'value', text: (d) => tick(d.value), fill: 'var(--paper)', fontWeight: 600 })),
      Plot.text(items, {
        y: 'key', frameAnchor: 'left', text: 'label', fill: 'var(--ink)', textAnchor: narrow ? 'start' : 'end', dx: narrow ? 0 : -12,
        dy: narrow ? -26 : 0, lineWidth: narrow ? (width - 20) / labelWidth : (marginLeft - 18) / labelWidth,
      }),
    ],
  });
}

// How far beside how far it should be. items: {key, label, value, expected, text, color}, 0 to 1.
export function progressRows(width, { items, tick }) {
  const Plot = globalThis.Plot;
  const narrow = width < 620;
  const rowHeight = narrow ? 58 : 42;
  const marginLeft = narrow ? 14 : Math.min(340, Math.round(width * 0.42));
  const band = { y: 'key', dy: narrow ? 10 : 0, insetTop: (rowHeight - barHeight) / 2, insetBottom: (rowHeight - barHeight) / 2 };
  return Plot.plot({
    ...base,
    width,
    height: items.length * rowHeight + 50,
    marginLeft,
    marginRight: 60,
    marginTop: 10,
    marginBottom: 40,
    x: { domain: [0, 1], label: null },
    y: { domain: items.map((item) => item.key), axis: null, padding: 0 },
    marks: [
      Plot.gridX({ stroke: 'var(--grid)', strokeOpacity: 1, ticks: narrow ? 3 : 5 }),
      Plot.axisX({ ticks: narrow ? 3 : 5, tickFormat: tick, tickSize: 0, color: 'var(--soft)' }),
      Plot.barX(items, { ...band, className: 'track', x1: 0, x2: 1, fill: 'var(--grid)' }),
      Plot.barX(items, { ...band, className: 'done', x1: 0, x2: 'value', fill: (d) => d.color }),
      Plot.tickX(items.filter((item) => isNumber(item.expected)), { ...band, className: 'expected', x: 'expected', stroke: 'var(--ink)', strokeWidth: 2.5, insetTop: band.insetTop - 5, insetBottom: band.insetBottom - 5 }),
      Plot.text(items, {
        y: 'key', frameAnchor: 'left', text: 'label', fill: 'var(--ink)', textAnchor: narrow ? 'start' : 'end', dx: narrow ? 0 : -12,
        dy: narrow ? -10 : 0, lineWidth: narrow ? (width - 20) / labelWidth : (marginLeft - 18) / labelWidth, textOverflow: narrow ? 'ellipsis' : null,
      }),
      Plot.text(items, { y: 'key', frameAnchor: 'right', textAnchor: 'start', dx: 8, dy: narrow ? 10 : 0, text: 'text', fill: 'var(--ink)', fontWeight: 600 }),
    ],
  });
}
