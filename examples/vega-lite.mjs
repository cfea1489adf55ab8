// A Vega-Lite specification whose data are the service itself: put it into a page as it is. Here Vega draws it without a
// browser, and what stands on the axes is printed.
import * as vega from 'vega';
import { compile } from 'vega-lite';

const service = process.env.TILLIT ?? 'http://localhost:8080';

export const specification = {
  $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
  data: {
    url: `${service}/tillit/v1/observations?indicator=ins-01&area=se-9901,se-9902&sex=_T&fields=area,period_start,value,ci&format=csv`,
    format: { type: 'csv', parse: { period_start: 'date', value: 'number', ci_low: 'number', ci_high: 'number' } },
  },
  encoding: { x: { field: 'period_start', type: 'temporal', timeUnit: 'utcyear' }, color: { field: 'area', type: 'nominal' } },
  layer: [
    { mark: 'errorband', encoding: { y: { field: 'ci_low', type: 'quantitative', title: 'trust, %' }, y2: { field: 'ci_high' } } },
    { mark: { type: 'line', point: true }, encoding: { y: { field: 'value', type: 'quantitative' } } },
  ],
};

const view = new vega.View(vega.parse(compile(specification).spec), { renderer: 'none' });
await view.runAsync();
const rows = view.data('source_0');
const [low, high] = view.scale('y').domain();
console.log(`${rows.length} figures of ${view.scale('color').domain().join(', ')}; the axis goes from ${low} to ${high}`);
for (const row of rows) console.log(row.area, new Date(row.period_start).toISOString().slice(0, 4), row.value);
