// The same by Observable Plot, which draws into a document: in a page `Plot.plot(...)` alone. Prints how much was drawn.
import * as Plot from '@observablehq/plot';
import { JSDOM } from 'jsdom';

const service = process.env.TILLIT ?? 'http://localhost:8080';
const reply = await fetch(`${service}/odata/v4/Observations?$filter=${encodeURIComponent("indicator eq 'ins-01' and sex eq '_T' and area in ('se-9901','se-9902')")}&$select=area,period,value,ci_low,ci_high`);
const figures = (await reply.json()).value.filter((figure) => figure.value !== null);

const chart = Plot.plot({
  document: new JSDOM('').window.document,
  x: { type: 'point' },
  y: { label: 'trust, %' },
  marks: [
    Plot.ruleX(figures, { x: 'period', y1: 'ci_low', y2: 'ci_high', stroke: 'area' }),
    Plot.dot(figures, { x: 'period', y: 'value', fill: 'area' }),
  ],
});
console.log(`${chart.querySelectorAll('circle').length} points, ${chart.querySelectorAll('[aria-label="rule"] line').length} intervals`);
for (const figure of figures) console.log(figure.area, figure.period, figure.value, figure.ci_low.toFixed(1), figure.ci_high.toFixed(1));
