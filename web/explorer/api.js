// The public API as any other client uses it; what each view reads is remembered, so that it can be shown.

const root = '/tillit/v1/';
const keptFor = 60000;
const longestPause = 3;
const kept = new Map();
let made = [];
let key = null;
let language = 'en'; // of what is said when something is wrong

// kind: 'away' nobody answers, 'busy' 503, 'key' 401, 'missing' 404, 'refused' the rest.
export class ApiError extends Error {
  constructor(kind, problem) {
    super(problem?.detail ?? '');
    this.kind = kind;
    this.problem = problem;
  }
}

const kinds = { 401: 'key', 403: 'key', 404: 'missing', 503: 'busy' };

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

async function ask(url, { headers: more, ...options } = {}) {
  const headers = { Accept: 'application/json', 'Accept-Language': language, ...more };
  if (key !== null) headers.Authorization = `Bearer ${key}`;
  let reply;
  try {
    reply = await askPatiently(url, { ...options, headers });
  } catch {
    throw new ApiError('away', null);
  }
  const body = await reply.json().catch(() => null);
  if (reply.ok && body !== null) return body;
  throw new ApiError(kinds[reply.status] ?? (body === null ? 'away' : 'refused'), body);
}

// The items of a list or an analysis; `.total` is how many there are, which may be more than came.
export async function get(path, parameters, about) {
  const url = address(path, parameters);
  if (!made.some((request) => request.url === url)) made.push({ url, about });
  let entry = kept.get(url);
  if (entry === undefined || Date.now() - entry.at > keptFor) {
    entry = { at: Date.now(), body: ask(url) };
    kept.set(url, entry);
    entry.body.catch(() => kept.delete(url));
  }
  const body = await entry.body;
  const items = [...body[Object.keys(body).find((name) => Array.isArray(body[name]))]];
  items.total = body._meta?.total_records ?? items.length;
  return items;
}

// Sends a body. With a retry key the same body is stored once, however often it is sent.
export async function send(path, parameters, body, type, retryKey) {
  const headers = { 'Content-Type': type };
  if (retryKey) headers['Idempotency-Key'] = retryKey;
  const reply = await ask(address(path, parameters), { method: 'POST', headers, body });
  kept.clear();
  return reply;
}
