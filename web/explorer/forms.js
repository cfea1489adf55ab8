// Forms of members: what the service finds wrong stands beside the field it names; what somebody else has changed
// meanwhile is shown beside what was typed in.
import { ApiError, change, create, getObject, newRetryKey } from './api.js';
import { notice, table } from './card.js';
import { h } from './dom.js';

// How a kind of field is shown, and read. read gives null where nothing is said.
const inputOf = (type, more) => (attributes, value) => h('input', { ...attributes, type, ...more, value: value ?? '' });
const textOf = (element) => element.value.trim() || null;
const numberOf = (element) => (element.value === '' ? null : Number(element.value));
const kinds = {
  text: { make: inputOf('text'), read: textOf },
  long: { make: (attributes, value) => h('textarea', { ...attributes, rows: 3, value: value ?? '' }), read: textOf },
  date: { make: inputOf('date'), read: textOf },
  number: { make: inputOf('number', { step: 'any' }), read: numberOf },
  share: {
    make: (attributes, value) => h('input', { ...attributes, type: 'number', min: 0, max: 100, step: 'any', value: typeof value === 'number' ? Math.round(value * 10000) / 100 : '' }),
    read: (element) => (element.value === '' ? null : Math.round(Number(element.value) * 100) / 10000),
  },
  // typed in the reader's own time; the service keeps UTC
  time: {
    make: (attributes, value) => h('input', { ...attributes, type: 'datetime-local', value: value ? localTime(value) : '' }),
    read: (element) => (element.value ? new Date(element.value).toISOString().replace(/\.\d+Z$/, 'Z') : null),
  },
  choice: {
    make: (attributes, value, { options, needed }) => h('select', attributes, [...(needed ? [] : [{ code: '', name: '–' }]), ...options].map((item) => h('option', { value: item.code, selected: item.code === (value ?? '') }, item.name))),
    read: textOf,
  },
};

function localTime(value) {
  const at = new Date(value);
  return new Date(at - at.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
}

// A field in words, for who compares two versions.
function told({ fmt }, field, value) {
  if (value === null || value === undefined || value === '') return '–';
  if (field.kind === 'share') return fmt.share(value);
  return field.options?.find((item) => item.code === value)?.name ?? String(value);
}

// What is wrong, in the words of the form: fields by their titles instead of their names in the API, where a name cannot
// be taken for a word of the sentence.
function plainly({ fields, form }, detail) {
  const titled = (name) => form.named(fields[name]);
  return detail
    .replace(/\b([a-z_]+) ([≠=]) null\b/g, (whole, name, sign) => (Object.hasOwn(fields, name) ? `${titled(name)} ${sign === '=' ? form.empty : form.given}` : whole))
    .replace(/\b[a-z]+(?:_[a-z]+)+\b/g, (name) => (Object.hasOwn(fields, name) ? titled(name) : name));
}

let count = 0;

// fields: [{name, kind, options (of a choice), needed, value (to begin with)}]; submit(typed) may throw an ApiError.
// typed has what differs from `values`, or all that was filled in when there is nothing yet.
function makeForm(context, { fields, values, label, submit, close }) {
  const { words } = context;
  const id = `form-${++count}`;
  const faultPlace = h('div');
  const parts = fields.map((field) => {
    const own = `${id}-${field.name}`;
    const fault = h('p', { id: `${own}-fault`, class: 'field-fault' });
    const element = kinds[field.kind].make({ id: own, 'aria-describedby': `${own}-fault` }, values?.[field.name] ?? field.value, field);
    return { field, element, fault, first: kinds[field.kind].read(element), read: () => kinds[field.kind].read(element), row: h('div', { class: `field ${field.kind}` }, h('label', { for: own }, words.fields[field.name]), element, fault) };
  });
  const saving = h('button', { type: 'submit', class: 'main' }, label);

  function tell(error) {
    const errors = error.problem?.errors ?? [];
    const partOf = ({ pointer }) => parts.find(({ field }) => pointer === `/${field.name}` || pointer?.startsWith(`/${field.name}/`));
    for (const part of parts) {
      const own = errors.filter((fault) => partOf(fault) === part);
      part.fault.textContent = own.map((fault) => plainly(words, fault.detail)).join(' ');
      part.element.toggleAttribute('aria-invalid', false);
      if (own.length) part.element.setAttribute('aria-invalid', 'true');
    }
    const others = errors.filter((fault) => partOf(fault) === undefined);
    const [title, text] = error.kind === 'refused' ? [words.form.refused, errors.length ? '' : error.message] : words.faults[error.kind] ?? [error.message, ''];
    faultPlace.replaceChildren(notice('fault', title, error.kind === 'refused' ? text : error.message || text,
      others.length ? h('ul', null, others.map((fault) => h('li', null, fault.pointer ? h('code', null, fault.pointer) : '', ' ', plainly(words, fault.detail)))) : null));
    (parts.find((part) => part.fault.textContent) ?? { element: saving }).element.focus();
  }

  const typed = () => Object.fromEntries(parts.filter((part) => (values ? part.read() !== part.first : part.read() !== null)).map((part) => [part.field.name, part.read()]));
  const form = h('form', { class: 'edit', 'aria-label': label, onsubmit: async (event) => {
    event.preventDefault();
    saving.disabled = true;
    try {
      await submit(typed());
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      saving.disabled = false;
      if (error.kind === 'stale') return form.stale?.(typed());
      tell(error);
    }
    saving.disabled = false;
  } }, faultPlace, parts.map((part) => part.row), h('p', { class: 'tools' }, saving, h('button', { type: 'button', onclick: close }, words.form.cancel)));
  form.faultPlace = faultPlace;
  form.focusFirst = () => parts[0].element.focus();
  return form;
}

// Both versions side by side: what is stored by now, and what was typed in.
function bothVersions(context, { fields, stored, typed, keep, take }) {
  const { words } = context;
  const rows = fields.filter((field) => field.name in typed);
  return h('div', { class: 'notice fault', role: 'alert' },
    h('p', null, h('strong', null, words.form.stale), ' ', words.form.staleText),
    table(words.form.stale, [
      { name: words.form.field, value: (field) => words.fields[field.name] },
      { name: words.form.storedNow, value: (field) => told(context, field, stored[field.name]) },
      { name: words.form.yours, value: (field) => told(context, field, typed[field.name]) },
    ], rows),
    h('p', { class: 'tools' },
      h('button', { type: 'button', onclick: keep }, words.form.keepMine),
      h('button', { type: 'button', onclick: take }, words.form.takeStored)));
}

// A place holds one form at a time, whichever button it came from.
function openIn(place, opener, form) {
  place.opener?.setAttribute('aria-expanded', 'false');
  place.opener = opener;
  place.replaceChildren(form);
  form.focusFirst?.();
  opener?.setAttribute('aria-expanded', 'true');
}

function closerOf(place, opener) {
  return () => {
    place.replaceChildren();
    opener?.setAttribute('aria-expanded', 'false');
    opener?.focus();
  };
}

// A form that changes an object, opened by `opener` in `place`. The version that is read now is what the change names.
export async function openChange(context, { path, fields, place, opener }) {
  const { words } = context;
  const close = closerOf(place, opener);
  let read;
  try {
    read = await getObject(path);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return place.replaceChildren(notice('fault', words.faults[error.kind][0], error.message));
  }
  const save = async (typed) => {
    if (Object.keys(typed).length) await change(path, typed, read.etag);
    context.again(words.form.saved);
  };
  const shown = fields.filter((field) => field.when?.(read.object) ?? true);
  const form = makeForm(context, { fields: shown, values: read.object, label: words.form.save, submit: save, close });
  form.stale = async (typed) => {
    read = await getObject(path);
    form.faultPlace.replaceChildren(bothVersions(context, {
      fields: shown, stored: read.object, typed,
      keep: () => form.requestSubmit(),
      take: () => context.again(''),
    }));
    form.faultPlace.querySelector('button').focus();
  };
  return openIn(place, opener, form);
}

// A form that makes an object. Sent twice it is made once.
export function openCreate(context, { path, fields, fixed, place, opener, label, done }) {
  const retryKeys = new Map();
  const close = closerOf(place, opener);
  const form = makeForm(context, { fields, values: null, label, close, submit: async (typed) => {
    const body = { ...fixed, ...typed }, text = JSON.stringify(body);
    if (!retryKeys.has(text)) retryKeys.set(text, newRetryKey());
    const object = await create(path, body, retryKeys.get(text));
    (done ?? (() => context.again(context.words.form.saved)))(object);
  } });
  openIn(place, opener, form);
}

// A button that opens a form below it: what it does, and to what, for who cannot see where it stands.
export function opening(text, about, place, open) {
  const button = h('button', { type: 'button', 'aria-label': about ? `${text}: ${about}` : null, 'aria-expanded': 'false', onclick: () => (button.getAttribute('aria-expanded') === 'true' ? closerOf(place, button)() : open(button)) }, text);
  return button;
}
