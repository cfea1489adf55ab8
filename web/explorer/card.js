// What a view is built of: cards with a picture, the table behind it, its downloads; and the panel of requests.
import { h, saveFile } from './dom.js';
import { pictureOf, savePng, saveSvg } from './picture.js';
import { addressAs, fileNameOf, frameOf, languages } from './snippets.js';
import { address, formatsOf, getFile, hasKey, requestsMade } from './api.js';

const observer = new ResizeObserver((entries) => {
  for (const { target, contentRect } of entries) {
    const width = Math.floor(contentRect.width);
    if (width > 0 && width !== target.drawnWidth) target.draw(width);
  }
});

// columns: [{name, value (of a row), number (whether it is one)}]; the first column names its row. On a phone every row is
// a card and every cell says its column: the roles are written out, since the style takes the display of a table away.
export function table(caption, columns, rows) {
  const cell = (column, row, first) =>
    h(first ? 'th' : 'td', { role: first ? 'rowheader' : 'cell', scope: first ? 'row' : null, class: column.number ? 'number' : null, 'data-label': first ? null : column.name }, column.value(row) ?? '–');
  return h('div', { class: 'scroll', tabindex: 0, role: 'group', 'aria-label': caption },
    h('table', { role: 'table' },
      h('caption', null, caption),
      h('thead', { role: 'rowgroup' }, h('tr', { role: 'row' }, columns.map((column) => h('th', { role: 'columnheader', scope: 'col', class: column.number ? 'number' : null }, column.name)))),
      h('tbody', { role: 'rowgroup' }, rows.map((row) => h('tr', { role: 'row' }, columns.map((column, i) => cell(column, row, i === 0)))))));
}

function csvOf(columns, rows) {
  const quoted = (text) => `"${String(text ?? '').replaceAll('"', '""')}"`;
  const plain = (value) => (value instanceof Node ? value.textContent : value);
  return [columns.map((column) => quoted(column.name)), ...rows.map((row) => columns.map((column) => quoted(plain(column.value(row)))))]
    .map((cells) => cells.join(';')).join('\r\n');
}

async function copyText(text, button, words) {
  if (navigator.clipboard === undefined) return; // browsers have none where the page came without TLS: it stands there to be marked
  await navigator.clipboard.writeText(text);
  button.textContent = words.copied;
}

// The same figures as a picture by address, drawn by the service: what is public of them, whoever looks.
function imageAddress({ words, lang }, parameters, place) {
  const text = location.origin + address('observations', { ...parameters, lang, format: 'svg' });
  const button = h('button', { type: 'button', onclick: () => {
    place.replaceChildren(h('pre', { tabindex: 0 }, h('code', null, h('a', { href: text }, text))));
    return copyText(text, button, words);
  } }, words.imageAddress);
  return button;
}

// A picture with its words. draw(width) gives the SVG; summary says in words what it shows; image: the observations in it.
export function pictureCard(context, { name, title, lead, summary, draw, source, columns, rows, legend, more, image }) {
  const { words } = context;
  const place = h('div', { class: 'plot-place' });
  place.draw = (width) => {
    place.drawnWidth = width;
    const svg = draw(width);
    // A picture is one thing to who cannot see it: its parts are in the table.
    for (const part of svg.querySelectorAll('[aria-label], [aria-description]')) { part.removeAttribute('aria-label'); part.removeAttribute('aria-description'); }
    svg.setAttribute('role', 'img');
    svg.setAttribute('aria-label', `${title}. ${summary ?? lead ?? ''}`);
    place.replaceChildren(svg);
  };
  observer.observe(place);
  const notes = [...source, `${words.from} ${location.href}`];
  const picture = () => pictureOf(place.querySelector('svg'), { title: `${title} – ${context.placeName}`, lead: summary ?? lead, source: notes });
  const file = `tillit-${context.municipality}-${name}`, imagePlace = h('div');
  return h('section', { class: 'card', id: name, 'aria-labelledby': `${name}-title` },
    h('h2', { id: `${name}-title` }, title),
    lead ? h('p', { class: 'lead' }, lead) : null,
    summary ? h('p', { class: 'summary' }, summary) : null,
    h('figure', null, place, legend ?? null, h('figcaption', null, source.join(' '))),
    more ?? null,
    columns ? h('details', { class: 'behind' }, h('summary', null, words.asTable), table(title, columns, rows)) : null,
    h('p', { class: 'tools' },
      h('button', { type: 'button', onclick: () => saveSvg(picture(), file) }, 'SVG'),
      h('button', { type: 'button', onclick: () => savePng(picture(), file) }, 'PNG'),
      columns
        ? h('button', { type: 'button', onclick: () => saveFile(new Blob([`\ufeff${csvOf(columns, rows)}`], { type: 'text/csv' }), `${file}.csv`) }, words.tableFile)
        : null,
      image ? imageAddress(context, image, imagePlace) : null),
    image ? imagePlace : null);
}

export function textCard(name, title, ...content) {
  return h('section', { class: 'card', id: name, 'aria-labelledby': `${name}-title` }, h('h2', { id: `${name}-title` }, title), content);
}

export const notice = (kind, title, text, ...more) => h('div', { class: `notice ${kind}`, role: kind === 'fault' ? 'alert' : null }, h('p', null, h('strong', null, title), ' ', text), more);

// A link to a reply in a format. A key does not go into an address: with one the page fetches the file itself.
function download({ url, about }, format) {
  const href = addressAs(url, format);
  const fetched = async (event) => {
    if (!hasKey()) return;
    event.preventDefault();
    saveFile(await getFile(href), fileNameOf(url, format));
  };
  return [h('a', { href, class: 'download', onclick: fetched }, format.toUpperCase(), h('span', { class: 'unseen' }, ` ${about}`)), ' '];
}

// Which formats there are the contract says, which is read when the panel is opened.
function downloads(request) {
  const place = h('span');
  place.fill = async () => {
    const formats = await formatsOf(request.url).catch(() => ['json']);
    place.replaceChildren(...formats.flatMap((format) => download(request, format)));
  };
  return place;
}

// What the view asked the API for, in the words of other programs.
export function requestPanel({ words, embeds }) {
  const requests = requestsMade();
  const files = requests.map(downloads);
  const body = h('div');
  const show = (language) => {
    body.replaceChildren(...requests.map((request, i) => {
      const code = h('pre', { tabindex: 0 }, h('code', null, language.write(request.url)));
      const copy = h('button', { type: 'button', onclick: () => copyText(code.textContent, copy, words) }, words.copy);
      return h('div', { class: 'request' },
        h('p', null, h('strong', null, request.about), ' ',
          files[i]),
        h('div', { class: 'code' }, code, copy));
    }));
  };
  const choice = languages.map((language, i) =>
    h('label', null, h('input', { type: 'radio', name: 'language-of-code', checked: i === 0, onchange: () => show(language) }), ` ${language.name}`));
  show(languages[0]);
  let isFilled = false;
  const fill = async (event) => {
    if (!event.target.open || isFilled) return;
    isFilled = true;
    await Promise.all(files.map((place) => place.fill()));
  };
  return h('details', { class: 'requests card', ontoggle: fill },
    h('summary', null, `${words.showRequests} (${requests.length})`),
    h('p', null, words.requestsLead, ' ', hasKey() ? `${words.requestsKey} ` : null, h('a', { href: '/docs/start' }, words.fiveMinutes)),
    h('fieldset', null, h('legend', { class: 'unseen' }, words.languageOfCode), choice),
    body,
    embeds ? h('div', { class: 'request' }, h('p', null, h('strong', null, words.embed.title), ' ', words.embed.lead), h('pre', { tabindex: 0 }, h('code', null, frameOf(document.title)))) : null);
}
