// A file handed in: first what would happen, with every fault beside its line, then the import itself.
import { ApiError, hasKey, newRetryKey, sendFile } from '../api.js';
import { notice, table, textCard } from '../card.js';
import { h } from '../dom.js';

const types = { csv: 'text/csv', txt: 'text/csv', tsv: 'text/csv', ndjson: 'application/x-ndjson', json: 'application/json' };
const mostShown = 100;
const mostTold = 0.97; // of an import that takes longer than its trial did

const typeOf = (name) => types[name.split('.').at(-1).toLowerCase()] ?? 'text/csv';

// The cells of a line of CSV: quotes may hold separators, and "" is one quote.
function cellsOf(line, separator) {
  const cells = [''];
  let quoted = false;
  for (let i = 0; i < line.length; i += 1) {
    if (quoted && line.startsWith('""', i)) i += 1; // the second of them is the quote
    else if (line[i] === '"') { quoted = !quoted; continue; }
    if (line[i] === separator && !quoted) cells.push('');
    else cells[cells.length - 1] += line[i];
  }
  return cells;
}

const separatorOf = (head) => [',', ';', '\t'].sort((a, b) => head.split(b).length - head.split(a).length)[0];

// The cell that a fault is about, as it stands in the file; null where there is none, or where it cannot be told.
function cellReader(lines, type) {
  if (type === 'application/x-ndjson') {
    return ({ line, column }) => {
      try {
        const value = JSON.parse(lines[line - 1])[column];
        return value === undefined ? null : JSON.stringify(value);
      } catch { return null; }
    };
  }
  if (type !== 'text/csv') return () => null;
  const start = /^\ufeff?sep=/.test(lines[0] ?? '') ? 1 : 0, head = (lines[start] ?? '').replace('\ufeff', '');
  const separator = separatorOf(head), columns = cellsOf(head, separator).map((name) => name.trim());
  return ({ line, column }) => (columns.includes(column) && line > start + 1 ? cellsOf(lines[line - 1] ?? '', separator)[columns.indexOf(column)] ?? null : null);
}

// Each fault beside its cell, and the line as it stands in the file, for whoever looks at it there.
function faultsTable({ words }, errors, lines, type) {
  const cellOf = cellReader(lines, type);
  return table(words.imports.faults, [
    { name: words.imports.line, number: true, value: (fault) => String(fault.line ?? '–') },
    { name: words.imports.column, value: (fault) => fault.column || fault.pointer || '–' },
    { name: words.imports.cell, value: (fault) => { const cell = cellOf(fault); return cell === null ? '–' : cell === '' ? words.imports.emptyCell : h('code', { class: 'wrong' }, cell.slice(0, 80)); } },
    { name: words.imports.fault, value: (fault) => fault.detail },
    { name: words.imports.inFile, value: (fault) => h('code', null, (lines[fault.line - 1] ?? '').slice(0, 200)) },
  ], errors.slice(0, mostShown));
}

function outcome(context, result) {
  const { words } = context;
  const counts = words.imports.counts(result.rows, result.inserted, result.revised, result.unchanged);
  const warnings = (result.warnings ?? []).map((warning) => h('li', null, warning.line ? `${words.imports.line} ${warning.line}: ` : '', warning.detail));
  return [notice('quiet', result.dry_run ? words.imports.would : words.imports.done, counts), warnings.length ? h('ul', null, warnings) : null];
}

export async function imports(context) {
  const { words, get, choices } = context;
  const lead = h('p', { class: 'lead opening' }, words.imports.lead);
  if (!hasKey()) return [lead, notice('quiet', words.faults.key[0], words.imports.needsKey)];
  const templates = await get('import-templates', {}, words.imports.templates);
  const chosen = choices.dataset || 'observations';
  const file = h('input', { id: 'file', type: 'file', accept: '.csv,.txt,.tsv,.ndjson,.json' });
  const place = h('div', { 'aria-live': 'polite' });
  const importing = h('button', { type: 'button', disabled: true }, words.imports.store);
  const trying = h('button', { type: 'button' }, words.imports.tryIt);
  let retryKey = null;
  let trialTook = null; // milliseconds: how long the import itself will take

  async function run(isTrial) {
    const taken = file.files[0];
    if (taken === undefined) return place.replaceChildren(notice('fault', words.imports.noFile, ''));
    trying.disabled = importing.disabled = true;
    const bar = h('progress', { max: 1, value: 0, 'aria-label': words.imports.under(taken.name) }), step = h('p', { class: 'loading' }, words.imports.under(taken.name));
    const clock = h('p', { class: 'lead', 'aria-hidden': 'true' }), began = Date.now();
    place.replaceChildren(step, bar, clock);
    let isSent = false;
    const progress = (share) => {
      isSent = share === 1;
      step.textContent = isSent ? words.imports.under(taken.name) : words.imports.sent(context.fmt.share(share));
      if (!isSent) bar.value = share;
      else if (isTrial) bar.removeAttribute('value'); // how long it is read for nobody knows yet
    };
    const ticking = setInterval(() => {
      const passed = Date.now() - began;
      clock.textContent = words.imports.reading(context.fmt.plain(taken.size / 1e6, 1), Math.round(passed / 1000));
      if (isTrial || !isSent) return;
      bar.value = Math.min(passed / trialTook, mostTold);
      if (passed < trialTook) clock.append(' ', words.imports.left(Math.ceil((trialTook - passed) / 1000)));
    }, 1000);
    let fine = false;
    try {
      const result = await sendFile('imports', { dataset: chosen, dry_run: isTrial || undefined }, taken, { type: typeOf(taken.name), retryKey: isTrial ? null : retryKey, progress });
      place.replaceChildren(...outcome(context, result).filter(Boolean));
      fine = true;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const errors = error.problem?.errors ?? [];
      const lines = errors.length ? (await taken.text()).split(/\r\n|\n|\r/) : [];
      place.replaceChildren(notice('fault', error.kind === 'refused' ? words.imports.refused(error.problem.errors_total ?? 0) : words.faults[error.kind][0], error.message),
        ...(errors.length ? [faultsTable(context, errors, lines, typeOf(taken.name))] : []));
    }
    clearInterval(ticking);
    if (isTrial) trialTook = Date.now() - began;
    trying.disabled = false;
    importing.disabled = !(fine && isTrial);
    retryKey = newRetryKey();
  }

  trying.onclick = () => run(true);
  importing.onclick = () => run(false);
  file.onchange = () => { importing.disabled = true; place.replaceChildren(); };
  const dropPlace = h('label', { for: 'file', class: 'drop' }, h('span', null, words.imports.file), file);
  dropPlace.addEventListener('dragover', (event) => event.preventDefault());
  dropPlace.addEventListener('drop', (event) => {
    event.preventDefault();
    file.files = event.dataTransfer.files;
    file.onchange();
  });
  return [lead, textCard('import', words.views.imports,
    h('div', { class: 'choosers' },
      h('label', { for: 'choose-dataset' }, h('span', null, words.imports.dataset),
        h('select', { id: 'choose-dataset', onchange: (event) => context.go({ dataset: event.target.value }) },
          templates.map((template) => h('option', { value: template.dataset, selected: template.dataset === chosen }, template.title)))),
      h('a', { href: `/tillit/v1/import-templates/${chosen}?format=csv`, download: `${chosen}.csv` }, words.imports.template)),
    dropPlace,
    h('p', { class: 'tools' }, trying, importing),
    place)];
}
