// A chart of Apache ECharts with intervals: in a page `echarts.init(element).setOption(option)`. Here it is drawn as SVG without a
// browser, and what stands in the drawing is printed.
import * as echarts from 'echarts';

const service = process.env.TILLIT ?? 'http://localhost:8080';
const reply = await fetch(`${service}/tillit/v1/observations?indicator=ins-01&area=se-9901&sex=_T&fields=period,value,ci`);
const figures = (await reply.json()).observations.map(({ period, value, ci }) => ({ period, value, low: ci?.low, high: ci?.high }));

const interval = (_, api) => {
  const [[x, low], [, high]] = ['low', 'high'].map((end) => api.coord([api.value('period'), api.value(end)]));
  return { type: 'line', shape: { x1: x, y1: low, x2: x, y2: high }, style: { stroke: 'grey' } };
};

export const option = {
  animation: false,
  dataset: { source: figures, dimensions: [{ name: 'period', type: 'ordinal' }, 'value', 'low', 'high'] },
  xAxis: { type: 'category' },
  yAxis: { name: 'trust, %' },
  series: [
    { type: 'custom', renderItem: interval, encode: { x: 'period', y: ['low', 'high'] } },
    { type: 'line', encode: { x: 'period', y: 'value' }, label: { show: true } },
  ],
};

const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: 600, height: 400 });
chart.setOption(option);
const words = [...chart.renderToSVGString().matchAll(/<text[^>]*>([^<]*)</g)].map(([, word]) => word);
console.log(`${figures.length} figures; in the drawing: ${words.join(' ')}`);
for (const { period, value, low, high } of figures) console.log(period, value, low.toFixed(1), high.toFixed(1));
chart.dispose();
