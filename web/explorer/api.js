// The public API as any other client uses it; what each view reads is remembered, so that it can be shown.

const root = '/tillit/v1/';
const keptFor = 60000;
const longestPause = 3;
const kept = new Map();
let made = [];
let key = null;
let language = 'en'; // of what is said when something is wrong

// kind: 'away' nobody answers, 'busy' 503, 'key' 401 and 403, 'missing' 404, 'stale' 412, 'refused' the rest.
export class ApiError extends Error {
  constructor(kind, problem) {
    super(problem?.detail ?? '');
    this.kind = kind;
    this.problem = problem;
  }
}

const kinds = { 401: 'key', 403: 'key', 404: 'missing', 412: 'stale', 503: 'busy' };

// The key lives as long as the page, and nowhere else.
export function useKey(text) {
  key = text || null;
  kept.clear();
}

export function useLanguage(lang) {
  language = lang;
}

export const hasKey = () => key !== null;

export function beginView() {
  made = [];
}

export const forgetReplies = () => kept.clear();

export const requestsMade = () => made;

export function address(path, parameters) {
  const query = Object.entries(parameters ?? {})
    .filter(([, value]) => value !== undefined && value !== null && value !== '')
    .map(([name, value]) => `${name}=${encodeURIComponent(value).replaceAll('%2C', ',').replaceAll('%3A', ':')}`);
  return root + path + (query.length ? `?${query.join('&')}` : '');
}

const pause = (seconds) => new Promise((go) => setTimeout(go, seconds * 1000));

// A service that is busy says when to ask again; it is asked once more.
async function askPatiently(url, options) {
  const reply = await fetch(url, options);
  if (reply.status !== 503) return reply;
  await pause(Math.min(Number(reply.headers.get('Retry-After')) || 1, longestPause));
  return fetch(url, options);
}

function headersWith(more) {
  const headers = { Accept: 'application/json', 'Accept-Language': language, ...more };
  if (key !== null) headers.Authorization = `Bearer ${key}`;
  return headers;
}

const refusal = (status, body) => new ApiError(kinds[status] ?? (body === null ? 'away' : 'refused'), body);

async function replyTo(url, { headers, ...options } = {}) {
  let reply;
  try {
    reply = await askPatiently(url, { ...options, headers: headersWith(headers) });
  } catch {
    throw new ApiError('away', null);
  }
  if (reply.ok) return reply;
  throw refusal(reply.status, await reply.json().catch(() => null));
}

async function ask(url, options) {
  const reply = await replyTo(url, options);
  try {
    return { body: await reply.json(), etag: reply.headers.get('ETag') };
  } catch {
    throw new ApiError('away', null);
  }
}

function note(url, about) {
  if (!made.some((request) => request.url === url)) made.push({ url, about });
}

// The items of a list or an analysis; `.total` is how many there are, which may be more than came; `.next` leads to them.
export async function get(path, parameters, about) {
  const url = address(path, parameters);
  note(url, about);
  let entry = kept.get(url);
  if (entry === undefined || Date.now() - entry.at > keptFor) {
    entry = { at: Date.now(), body: ask(url) };
    kept.set(url, entry);
    entry.body.catch(() => kept.delete(url));
  }
  const { body } = await entry.body;
  const items = [...body[Object.keys(body).find((name) => Array.isArray(body[name]))]];
  items.total = body._meta?.total_records ?? items.length;
  items.next = body._meta?.next_after ?? null;
  return items;
}

// A list as a whole, however long: an object a line.
export async function getLines(path, parameters, about) {
  const url = address(path, { ...parameters, format: 'ndjson' });
  note(url, about);
  const text = await (await replyTo(url)).text();
  return text.split('\n').filter(Boolean).map((line) => JSON.parse(line));
}

// What is no list: an object with the version that a change of it must name, or a report.
export async function getObject(path) {
  const { body, etag } = await ask(address(path));
  return { object: body, etag };
}

// A reply as a file, with the key where there is one.
export const getFile = async (url) => (await replyTo(url, { headers: { Accept: '*/*' } })).blob();

// What a list or an analysis can leave as, as the contract says. It is read when somebody first wants to know.
let contract = null;
export async function formatsOf(url) {
  contract ??= ask(address('openapi.json')).then(({ body }) => body);
  contract.catch(() => { contract = null; });
  const { paths, components } = await contract;
  const parameters = paths[url.slice(root.length - 1).split('?')[0]]?.get?.parameters ?? [];
  const named = parameters.map((one) => (one.$ref ? components.parameters[one.$ref.split('/').at(-1)] : one)).find((one) => one.name === 'format');
  const isOne = (name) => new RegExp(`[?&]${name}=[^,&]+(&|$)`).test(url) || !url.includes('/observations');
  const needs = { geojson: 'period', svg: 'indicator' }; // a map has one period, a picture one axis
  return (named?.schema.enum ?? ['json']).filter((format) => !needs[format] || isOne(needs[format]));
}

export const newRetryKey = () => crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;

async function write(method, path, headers, body) {
  const reply = await ask(address(path), { method, headers, body: JSON.stringify(body) });
  kept.clear();
  return reply.body;
}

// With a retry key the same body is stored once, however often it is sent.
export const create = (path, body, retryKey) => write('POST', path, { 'Content-Type': 'application/json', 'Idempotency-Key': retryKey }, body);

// Refused as 'stale' when somebody else has changed it since that version was read.
export const change = (path, body, etag) => write('PATCH', path, { 'Content-Type': 'application/merge-patch+json', 'If-Match': etag }, body);

// Sends a file; `progress` is told the share that has left. Only this old interface tells that.
export function sendFile(path, parameters, file, { type, retryKey, progress }) {
  const request = new XMLHttpRequest();
  request.open('POST', address(path, parameters));
  for (const [name, value] of Object.entries(headersWith({ 'Content-Type': type, ...(retryKey ? { 'Idempotency-Key': retryKey } : {}) }))) request.setRequestHeader(name, value);
  return new Promise((done, refuse) => {
    request.upload.onprogress = (event) => progress?.(event.loaded / event.total);
    request.upload.onload = () => progress?.(1);
    request.onerror = () => refuse(new ApiError('away', null));
    request.onload = () => {
      let body = null;
      try { body = JSON.parse(request.responseText); } catch { /* a page of a proxy */ }
      if (request.status >= 300 || body === null) return refuse(refusal(request.status, body));
      kept.clear();
      return done(body);
    };
    request.send(file);
  });
}
