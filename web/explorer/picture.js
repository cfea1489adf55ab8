// A picture to take along: the chart with its title above, and below it the source and what the interval means.
import { saveFile } from './dom.js';

const svgNames = 'http://www.w3.org/2000/svg';
const margin = 24;

function lines(text, width, size) {
  const room = Math.floor(width / (size * 0.52)), found = [];
  for (const word of text.split(' ')) {
    const last = found.at(-1);
    if (last !== undefined && last.length + word.length + 1 <= room) found[found.length - 1] = `${last} ${word}`;
    else found.push(word);
  }
  return found;
}

function addText(svg, texts, y, size, weight, color) {
  for (const line of texts) {
    const text = document.createElementNS(svgNames, 'text');
    for (const [name, value] of Object.entries({ x: margin, y, 'font-size': size, 'font-weight': weight, fill: color })) text.setAttribute(name, value);
    text.textContent = line;
    svg.append(text);
    y += size * 1.35;
  }
  return y;
}

// Variables of the page mean nothing outside it: the light ones are written out.
function resolved(text) {
  const probe = document.createElement('div');
  probe.className = 'light';
  document.body.append(probe);
  const style = getComputedStyle(probe);
  const result = text.replace(/var\((--[a-z]+)\)/g, (_, name) => style.getPropertyValue(name).trim());
  probe.remove();
  return result;
}

export function pictureOf(chart, { title, lead, source }) {
  const chartWidth = Number(chart.getAttribute('width')), chartHeight = Number(chart.getAttribute('height'));
  const width = chartWidth + 2 * margin;
  const svg = document.createElementNS(svgNames, 'svg');
  svg.setAttribute('xmlns', svgNames);
  svg.setAttribute('width', width);
  svg.setAttribute('font-family', 'system-ui, -apple-system, "Segoe UI", sans-serif');
  svg.setAttribute('color', 'var(--soft)');
  const paper = document.createElementNS(svgNames, 'rect');
  svg.append(paper);
  let y = addText(svg, lines(title, chartWidth, 20), margin + 20, 20, 600, 'var(--ink)');
  if (lead) y = addText(svg, lines(lead, chartWidth, 13), y, 13, 400, 'var(--soft)');
  const copy = chart.cloneNode(true);
  copy.setAttribute('x', margin);
  copy.setAttribute('y', y);
  svg.append(copy);
  y = addText(svg, source.flatMap((text) => lines(text, chartWidth, 11)), y + chartHeight + 18, 11, 400, 'var(--soft)');
  for (const element of [svg, paper]) element.setAttribute('height', Math.ceil(y + margin / 2));
  paper.setAttribute('width', width);
  paper.setAttribute('fill', 'var(--paper)');
  svg.setAttribute('viewBox', `0 0 ${width} ${Math.ceil(y + margin / 2)}`);
  return resolved(new XMLSerializer().serializeToString(svg));
}

export function saveSvg(text, name) {
  saveFile(new Blob([text], { type: 'image/svg+xml' }), `${name}.svg`);
}

export async function savePng(text, name) {
  const image = new Image();
  image.src = URL.createObjectURL(new Blob([text], { type: 'image/svg+xml' }));
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = image.naturalWidth * 2;
  canvas.height = image.naturalHeight * 2;
  canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(image.src);
  const blob = await new Promise((done) => canvas.toBlob(done, 'image/png'));
  saveFile(blob, `${name}.png`);
}
