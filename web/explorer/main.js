// The explorer: an address is a view, a municipality and its choices; #/overview/se-9901?lang=sv&period=2024.
import { ApiError, beginView, forgetReplies, get, hasKey, useKey, useLanguage } from './api.js';
import { notice, requestPanel } from './card.js';
import { choiceOf } from './choosers.js';
import { h } from './dom.js';
import { formats } from './format.js';
import { dictionaries, preferred } from './words.js';
import { overview } from './views/overview.js';
import { series } from './views/series.js';
import { districts } from './views/districts.js';
import { classes } from './views/classes.js';
import { effects } from './views/effects.js';
import { plan } from './views/plan.js';
import { process } from './views/process.js';
import { ideas } from './views/ideas.js';
import { work } from './views/work.js';
import { drafts } from './views/drafts.js';
import { imports } from './views/imports.js';
import { log } from './views/log.js';

const views = { overview, series, districts, classes, effects, plan, process, ideas, work, drafts, imports, log };
const membersOnly = ['work', 'drafts', 'imports', 'log']; // in the choice of views with a key
const embedded = document.body.classList.contains('embed'); // in a frame of somebody else's page
const main = document.getElementById('main');
const yearsBack = 12;
let turn = 0;
let lastView = null;
let known = []; // municipalities, as they were last told
let toSay = ''; // once, above what is drawn next

function readAddress() {
  const [path, query] = location.hash.replace(/^#\/?/, '').split('?');
  const [view, municipality] = path.split('/');
  const choices = Object.fromEntries(new URLSearchParams(query ?? ''));
  const isShown = views[view] && !(embedded && membersOnly.includes(view));
  return { view: isShown ? view : 'overview', municipality: municipality ?? '', choices };
}

function addressOf(view, municipality, choices) {
  const kept = Object.entries(choices).filter(([, value]) => value);
  return `#/${view}/${municipality}${kept.length ? `?${new URLSearchParams(kept)}` : ''}`;
}

// The municipality that a newcomer is shown: of his language's country.
function firstChoice(municipalities, lang) {
  const country = lang === 'da' ? 'DK' : 'SE';
  return (municipalities.find((item) => item.country === country) ?? municipalities[0])?.code ?? '';
}

function option(value, text, chosen) {
  return h('option', { value, selected: value === chosen }, text);
}

function showChoices(context, municipalities) {
  if (embedded) return;
  const { words, lang, view, municipality, choices } = context;
  const go = (changes) => { location.hash = addressOf(view, changes.municipality ?? municipality, { ...choices, ...changes.choices }); };
  const years = [...Array(yearsBack).keys()].map((back) => String(new Date().getFullYear() - back));
  const select = (id, name, options, onchange) =>
    h('label', { for: id }, h('span', null, name), h('select', { id, onchange: (event) => onchange(event.target.value) }, options));
  const keyField = h('input', { id: 'key', type: 'password', autocomplete: 'off', spellcheck: 'false' });
  const keyPart = hasKey()
    ? [h('p', null, words.keyInUse), h('button', { type: 'button', onclick: () => { useKey(null); show(); } }, words.keyForget)]
    : [h('p', null, words.keyLead), h('label', { for: 'key' }, words.key), keyField, h('button', { type: 'button', onclick: () => { useKey(keyField.value.trim()); show(); } }, words.keyUse)];
  keyField.onkeydown = (event) => {
    if (event.key === 'Enter') { event.preventDefault(); useKey(keyField.value.trim()); show(); }
  };
  document.getElementById('choices').replaceChildren(
    choiceOf(words.choose.municipality, { id: 'municipality', items: municipalities, chosen: municipality, words,
      choose: (code) => go({ municipality: code, choices: { area: '', plan: '', evaluation: '' } }) }),
    select('period', words.choose.period,
      [option('', words.latest, choices.period ?? ''), years.map((year) => option(year, year, choices.period))],
      (period) => go({ choices: { period } })),
    select('language', words.choose.language,
      Object.entries(dictionaries).map(([code, dictionary]) => option(code, dictionary.name, lang)),
      (code) => go({ choices: { lang: code } })),
    h('details', { class: 'key', open: false }, h('summary', null, hasKey() ? `${words.key} ✓` : words.key), h('div', null, keyPart)));
}

// In a frame there is nothing to choose: the way to the whole is below.
function showEmbedFrame({ words, lang, view, municipality, choices }) {
  document.documentElement.lang = lang;
  document.title = `${words.views[view]} – Tillit`;
  document.getElementById('foot').replaceChildren(h('p', null, h('a', { href: `/${addressOf(view, municipality, { ...choices, card: '' })}`, target: '_blank', rel: 'noopener' }, words.embed.whole)));
}

function showFrame(context) {
  if (embedded) return showEmbedFrame(context);
  const { words, lang, view, municipality, choices } = context;
  document.documentElement.lang = lang;
  document.title = `${words.views[view]} – ${context.placeName || words.title} – Tillit`;
  document.querySelector('.skip').textContent = words.skip;
  document.querySelector('.skip').onclick = (event) => { event.preventDefault(); main.focus(); };
  const kept = { lang: choices.lang, period: choices.period };
  const nav = document.getElementById('views');
  nav.setAttribute('aria-label', words.title);
  nav.replaceChildren(...Object.keys(views).filter((name) => hasKey() || !membersOnly.includes(name)).map((name) =>
    h('a', { href: addressOf(name, municipality, kept), 'aria-current': name === view ? 'page' : null }, words.views[name])));
  document.querySelector('.brand').href = addressOf('overview', municipality, kept);
  document.getElementById('foot').replaceChildren(
    h('p', null, h('a', { href: '/docs/' }, words.foot.docs), ' · ', h('a', { href: '/docs/reference' }, words.foot.reference), ' · ', h('a', { href: '/tillit/v1' }, '/tillit/v1')));
}

function faultOf(error, words) {
  const kind = error instanceof ApiError ? error.kind : 'broken';
  const [title, text] = words.faults[kind];
  const detail = error instanceof ApiError ? error.message : String(error);
  return notice('fault', title, text || detail, h('p', null, h('button', { type: 'button', onclick: show }, words.faults.again)));
}

// The last one asked for wins, however the replies arrive.
async function show() {
  const mine = ++turn;
  const { view, municipality: named, choices } = readAddress();
  const lang = dictionaries[choices.lang] ? choices.lang : preferred();
  const words = dictionaries[lang];
  const context = { view, choices, lang, words, municipality: named, placeName: '', fmt: formats(lang, words) };
  beginView();
  useLanguage(lang);
  // Analyses have no words of their own, and so no language.
  context.get = (path, parameters, about) => get(path, path.startsWith('analyses/') ? parameters : { ...parameters, lang }, about);
  context.link = (name, more) => addressOf(name, context.municipality, { lang: choices.lang, period: choices.period, ...more });
  context.go = (more) => { location.hash = addressOf(view, context.municipality, { ...choices, ...more }); };
  context.sayNext = (text) => { toSay = text; };
  context.again = (text) => { toSay = text; forgetReplies(); show(); };
  main.setAttribute('aria-busy', 'true');
  if (!main.querySelector('.card')) main.replaceChildren(h('p', { class: 'loading' }, words.loading));
  let content;
  try {
    const municipalities = await get('municipalities', { fields: 'code,name,country', limit: 1000 }, words.requests.municipalities);
    known = municipalities;
    context.municipalities = municipalities;
    context.municipality = named || firstChoice(municipalities, lang);
    context.placeName = municipalities.find((item) => item.code === context.municipality)?.name ?? context.municipality;
    if (mine !== turn) return;
    showFrame(context);
    showChoices(context, known);
    content = await views[view](context);
  } catch (error) {
    if (mine !== turn) return;
    showFrame(context);
    showChoices(context, known); // the way out of a wrong key
    content = [faultOf(error, words)];
    if (!(error instanceof ApiError)) console.error(error);
  }
  if (mine !== turn) return;
  const said = toSay ? h('p', { class: 'notice quiet said', role: 'status', tabindex: -1 }, toSay) : null;
  toSay = '';
  const parts = [said, ...content].flat(Infinity).filter(Boolean);
  main.replaceChildren(
    h('header', { class: 'view-head' }, h('h1', null, h('span', null, words.views[view]), ' ', h('small', null, context.placeName))),
    ...parts, ...(embedded ? [] : [requestPanel({ ...context, embeds: !membersOnly.includes(view) })]));
  const only = embedded && choices.card ? parts.find((part) => part.id === choices.card) ?? parts.map((part) => part.querySelector?.(`#${CSS.escape(choices.card)}`)).find(Boolean) : null;
  if (only) main.replaceChildren(h('h1', { class: 'embed-place' }, context.placeName), only);
  said?.focus();
  main.removeAttribute('aria-busy');
  main.dataset.shown = `${view}/${context.municipality}/${lang}`;
  if (lastView !== null && lastView !== view) { window.scrollTo(0, 0); main.focus({ preventScroll: true }); }
  lastView = view;
}

const opened = [];
addEventListener('beforeprint', () => {
  const closed = [...document.querySelectorAll('details.behind:not([open])')];
  for (const details of closed) details.open = true;
  opened.push(...closed);
});
addEventListener('afterprint', () => { for (const details of opened.splice(0)) details.open = false; });
addEventListener('hashchange', show);
show();
