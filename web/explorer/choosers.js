// A choice among many: a list, or, where a list would be long, a field that is searched by name.
import { h } from './dom.js';

const mostListed = 40;
const nameOf = (item) => item.name ?? item.title;

function listed({ id, items, chosen, choose }) {
  return h('select', { id, onchange: (event) => choose(event.target.value) },
    items.map((item) => h('option', { value: item.code, selected: item.code === chosen }, nameOf(item))));
}

// Two of one name are told apart by their codes.
function labelled(items) {
  const times = new Map();
  for (const item of items) times.set(nameOf(item), (times.get(nameOf(item)) ?? 0) + 1);
  return items.map((item) => ({ code: item.code, label: times.get(nameOf(item)) > 1 ? `${nameOf(item)} (${item.code})` : nameOf(item) }));
}

// Of the name as it is, or the only one that begins so, or has it somewhere.
function found(all, typed) {
  const text = typed.trim().toLowerCase(), of = (test) => all.filter((one) => test(one.label.toLowerCase()));
  const [same] = of((label) => label === text);
  if (same !== undefined || text === '') return same;
  return [of((label) => label.startsWith(text)), of((label) => label.includes(text))].find((some) => some.length === 1)?.[0];
}

function searched({ id, items, chosen, choose, words }) {
  const all = labelled(items), now = all.find((one) => one.code === chosen)?.label ?? '';
  const fault = h('span', { class: 'field-fault', role: 'status' });
  const field = h('input', { id, type: 'search', list: `${id}-names`, value: now, autocomplete: 'off', spellcheck: 'false', onchange: () => {
    const one = found(all, field.value);
    field.toggleAttribute('aria-invalid', false);
    fault.textContent = '';
    if (one !== undefined) { choose(one.code); return; }
    if (field.value.trim() === '') { field.value = now; return; }
    field.setAttribute('aria-invalid', 'true');
    fault.textContent = words.notFound;
  } });
  field.onfocus = () => field.select(); // a browser offers what holds the text that is there
  field.onkeydown = (event) => { if (event.key === 'Enter') { event.preventDefault(); field.onchange(); } };
  return [field, h('datalist', { id: `${id}-names` }, all.map((one) => h('option', { value: one.label }))), fault];
}

// choice: {id, items (each with a code and a name or title), chosen, choose (told a code), words}
export const choiceOf = (label, choice) => h('label', { for: choice.id }, h('span', null, label), choice.items.length > mostListed ? searched(choice) : listed(choice));

// A choice that belongs to one view; it goes into the address.
export const chooser = (context, name, label, items, chosen) =>
  choiceOf(label, { id: `choose-${name}`, items, chosen, choose: (code) => context.go({ [name]: code }), words: context.words });
