// A member's drafts and releases: what has not been published, what a release would hide and why, and publishing it.
import { ApiError, change, getLines, getObject, hasKey, newRetryKey, sendFile } from '../api.js';
import { notice, table, textCard } from '../card.js';
import { h } from '../dom.js';
import { areasOf, goneWords, indicatorsOf } from '../figures.js';
import { opening, openChange, openCreate } from '../forms.js';
import { listsOf, nameIn } from '../lists.js';

const lists = ['release-state', 'audience', 'hidden-reason', 'sex', 'age-band'];
const mostShown = 200;
const isOpen = (release) => ['planned', 'checked'].includes(release.state);
const identity = ['indicator_version', 'area', 'period', 'respondent_group', 'sex', 'age_band'];
const keyOf = (figure) => identity.map((name) => figure[name]).join('|');
const draftFields = [...identity, 'indicator', 'value', 'obs_status', 'conf_status', 'n_valid', 'recorded_at', 'release'].join(',');

const formsOf = (codes) => ({
  create: [
    { name: 'code', kind: 'text' },
    { name: 'title', kind: 'text' },
    { name: 'audience', kind: 'choice', options: codes.get('audience'), needed: true, value: 'public' },
    { name: 'embargo_until', kind: 'time' },
  ],
  change: [
    { name: 'title', kind: 'text' },
    { name: 'audience', kind: 'choice', options: codes.get('audience'), needed: true },
    { name: 'embargo_until', kind: 'time' },
  ],
});

// What a figure is of, in words: columns that drafts and hidden cells share.
function identityColumns({ words }, indicators, areas, codes) {
  const part = (row) => [words.groups[row.respondent_group] ?? row.respondent_group, ...[['sex', row.sex], ['age-band', row.age_band]].filter(([, code]) => code !== '_T').map(([list, code]) => nameIn(codes, list, code))].join(', ');
  return [
    { name: words.choose.indicator, value: (row) => indicators.get(row.indicator)?.name ?? row.indicator },
    { name: words.choose.area, value: (row) => areas.get(row.area)?.name ?? row.area },
    { name: words.year, value: (row) => row.period },
    { name: words.group, value: part },
  ];
}

function tellFault({ words }, place, error) {
  if (!(error instanceof ApiError)) throw error;
  const errors = error.problem?.errors ?? [];
  place.replaceChildren(notice('fault', words.faults[error.kind][0], error.message, errors.length ? h('ul', null, errors.map((fault) => h('li', null, fault.detail))) : null));
}

// Asks once more before what others see changes.
function sureButton({ words }, text, sure, act) {
  const place = h('span');
  const first = h('button', { type: 'button', class: 'main', onclick: () => {
    const yes = h('button', { type: 'button', class: 'main', onclick: () => { yes.disabled = true; act(); } }, words.form.yes);
    place.replaceChildren(h('span', null, sure, ' '), yes, ' ', h('button', { type: 'button', onclick: () => { place.replaceChildren(first); first.focus(); } }, words.form.cancel));
    yes.focus();
  } }, text);
  place.append(first);
  return place;
}

// What the release would hide, and the button that publishes exactly that: the version read before is the one named.
async function showPreview(context, release, place, columns, codes) {
  const { words } = context;
  place.replaceChildren(h('p', { class: 'loading' }, words.loading));
  try {
    const { object, etag } = await getObject(`releases/${release.code}`);
    const { object: preview } = await getObject(`releases/${release.code}/preview`);
    const publish = async () => {
      try {
        await change(`releases/${release.code}`, { state: 'published' }, etag);
        context.again(words.drafts.published(object.title));
      } catch (error) { tellFault(context, place, error); }
    };
    const canPublish = preview.n_cells > 0 && preview.n_exposed === 0;
    place.replaceChildren(h('div', null,
      h('p', { class: 'summary', role: 'status' }, words.drafts.would(preview.n_cells, preview.n_hidden)),
      preview.n_cells === 0 ? h('p', null, words.drafts.nothing) : null,
      preview.n_exposed > 0 ? notice('fault', words.drafts.exposed(preview.n_exposed), words.drafts.exposedText) : null,
      preview.hidden_cells.length ? table(words.drafts.hiddenCells, [
        ...columns,
        { name: words.answers, number: true, value: (row) => String(row.n_display ?? '–') },
        { name: words.drafts.why, value: (row) => nameIn(codes, 'hidden-reason', row.hidden_reason) },
      ], preview.hidden_cells) : null,
      canPublish ? h('p', { class: 'tools' }, sureButton(context, words.drafts.publish, words.drafts.sure(preview.n_cells - preview.n_hidden, nameIn(codes, 'audience', object.audience)), publish)) : null));
  } catch (error) { tellFault(context, place, error); }
}

function releaseCard(context, release, held, forms, columns, codes) {
  const { words, fmt } = context;
  const place = h('div'), formPlace = h('div');
  const withdraw = async () => {
    try {
      const { etag } = await getObject(`releases/${release.code}`);
      await change(`releases/${release.code}`, { state: 'withdrawn' }, etag);
      context.again(words.drafts.withdrawn(release.title));
    } catch (error) { tellFault(context, place, error); }
  };
  const tools = isOpen(release)
    ? [h('button', { type: 'button', class: 'main', onclick: () => showPreview(context, release, place, columns, codes) }, words.drafts.preview),
      opening(words.work.change, release.title, formPlace, (opener) => openChange(context, { path: `releases/${release.code}`, fields: forms.change, place: formPlace, opener }))]
    : ['published', 'embargoed'].includes(release.state) ? [sureButton(context, words.drafts.withdraw, words.drafts.sureWithdraw, withdraw)] : [];
  return textCard('release', release.title,
    h('p', null, `${nameIn(codes, 'release-state', release.state)} · ${nameIn(codes, 'audience', release.audience)}`,
      release.published_at ? ` · ${words.drafts.publishedAt} ${fmt.date(release.published_at)}` : '', release.embargo_until ? ` · ${words.fields.embargo_until}: ${fmt.date(release.embargo_until)}` : '',
      isOpen(release) && held !== null ? ` · ${words.drafts.holds(held)}` : ''),
    h('p', { class: 'tools' }, tools), formPlace, place);
}

function releasesCard(context, releases, forms, codes) {
  const { words, fmt, link } = context;
  const place = h('div');
  return textCard('releases', words.drafts.releases,
    h('p', { class: 'tools' }, opening(words.drafts.newRelease, null, place, (opener) => openCreate(context, {
      path: 'releases', fields: forms.create, fixed: { owner: context.municipality }, place, opener, label: words.work.add,
      done: (made) => { context.sayNext(words.form.saved); context.go({ release: made.code }); } }))),
    place,
    releases.length ? table(words.drafts.releases, [
      { name: words.fields.title, value: (row) => h('a', { href: link('drafts', { release: row.code }) }, row.title) },
      { name: words.status, value: (row) => nameIn(codes, 'release-state', row.state) },
      { name: words.fields.audience, value: (row) => nameIn(codes, 'audience', row.audience) },
      { name: words.drafts.publishedAt, value: (row) => (row.published_at ? fmt.date(row.published_at) : '–') },
    ], releases) : h('p', { class: 'lead' }, words.drafts.noReleases));
}

// Figures handed in again as they are stored, but for where they belong: that is how they come into a release. `figures`
// null: all drafts there are.
async function putIn(context, figures, release, place) {
  const wanted = new Set(figures?.map(keyOf));
  const list = (name) => figures && [...new Set(figures.map((figure) => figure[name]))].join(',');
  try {
    const whole = await getLines('observations', { municipality: context.municipality, is_draft: true, indicator: list('indicator'), period: list('period') }, context.words.drafts.drafts);
    const rows = whole.filter((figure) => figures === null || wanted.has(keyOf(figure))).map((figure) => JSON.stringify({ ...figure, release: release.code, state: 'validated' }));
    const result = await sendFile('imports', { dataset: 'observations' }, new Blob([rows.join('\n')]), { type: 'application/x-ndjson', retryKey: newRetryKey() });
    context.again(context.words.drafts.putIn(result.rows, release.title));
  } catch (error) { tellFault(context, place, error); }
}

function draftsCard(context, drafts, release, releases, columns, indicators) {
  const { words, fmt } = context;
  if (drafts.length === 0) return textCard('drafts', words.drafts.drafts, h('p', { class: 'lead' }, words.drafts.noDrafts));
  const place = h('div'), isWhole = drafts.total === drafts.length;
  const boxes = new Map(drafts.map((figure) => [figure, h('input', { type: 'checkbox', 'aria-label': [...columns.map((column) => column.value(figure))].join(', ') })]));
  const all = h('input', { type: 'checkbox', onchange: () => { for (const box of boxes.values()) box.checked = all.checked; } });
  for (const box of boxes.values()) box.onchange = () => { all.checked = false; };
  const titleOf = (code) => releases.find((item) => item.code === code)?.title ?? code;
  const put = h('button', { type: 'button', class: 'main', onclick: async () => {
    const taken = all.checked ? null : drafts.filter((figure) => boxes.get(figure).checked);
    if (taken?.length === 0) return place.replaceChildren(notice('fault', words.drafts.noneTaken, ''));
    put.disabled = true;
    await putIn(context, taken, release, place);
    put.disabled = false;
  } });
  const canPut = release !== undefined && isOpen(release);
  if (canPut) put.append(words.drafts.put(release.title));
  return textCard('drafts', words.drafts.drafts,
    h('p', { class: 'lead' }, words.drafts.draftsLead(drafts.total), ' ', canPut ? words.drafts.putLead : words.drafts.chooseRelease),
    canPut ? h('p', { class: 'tools' }, h('label', null, all, ` ${words.drafts.all}${isWhole ? '' : ` ${fmt.count(drafts.total)}`}`), put) : null,
    place,
    table(words.drafts.drafts, [
      ...columns,
      { name: words.value, number: true, value: (row) => goneWords(row, words, true) ?? fmt.value(row.value, indicators.get(row.indicator)) },
      { name: words.answers, number: true, value: (row) => fmt.count(row.n_valid) },
      { name: words.drafts.handedIn, value: (row) => fmt.date(row.recorded_at) },
      { name: words.drafts.release, value: (row) => (row.release ? titleOf(row.release) : '–') },
      ...(canPut ? [{ name: words.drafts.take, value: (row) => boxes.get(row) }] : []),
    ], drafts),
    isWhole ? null : h('p', null, words.drafts.notAll(drafts.length, drafts.total)));
}

// How many drafts belong to it; null when not all of them are here.
const heldBy = (release, drafts) => (drafts.total === drafts.length ? drafts.filter((figure) => figure.release === release.code).length : null);

export async function drafts(context) {
  const { words, municipality, choices, get } = context;
  const lead = h('p', { class: 'lead opening' }, words.drafts.lead);
  if (!hasKey()) return [lead, notice('quiet', words.faults.key[0], words.member.needsKey)];
  const [indicators, areas, releases, unpublished, codes] = await Promise.all([
    indicatorsOf(context),
    areasOf(context),
    get('releases', { owner: municipality, limit: 1000 }, words.drafts.releases),
    get('observations', { municipality, is_draft: true, fields: draftFields, limit: mostShown }, words.drafts.drafts),
    listsOf(context, lists),
  ]);
  if (unpublished.total === unpublished.length) unpublished.sort((a, b) => b.recorded_at.localeCompare(a.recorded_at));
  const chosen = releases.find((item) => item.code === choices.release);
  const columns = identityColumns(context, indicators, areas, codes), forms = formsOf(codes);
  return [
    lead,
    releasesCard(context, releases, forms, codes),
    chosen ? releaseCard(context, chosen, heldBy(chosen, unpublished), forms, columns, codes) : null,
    draftsCard(context, unpublished, chosen, releases, columns, indicators),
  ];
}
