// The public API as any other client uses it: reading only, each view's requests remembered so that it can show them.

const root = '/tillit/v1/';
const keptFor = 60000;
const longestPause = 3;
const kept = new Map();
let made = [];
let key = null;

// kind: 'away' nobody answers, 'busy' 503, 'key' 401, 'missing' 404, 'refused' the rest.
export class ApiError extends Error {
  constructor(kind, detail) {
    super(detail);
    this.kind = kind;
  }
}

const kinds = { 401: 'key', 403: 'key', 404: 'missing', 503: 'busy' };

// The key lives as long as the page, and nowhere else.
export function useKey(text) {
  key = text || null;
  kept.clear();
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
async function askPatiently(url, headers) {
  const reply = await fetch(url, { headers });
  if (reply.status !== 503) return reply;
  await pause(Math.min(Number(reply.headers.get('Retry-After')) || 1, longestPause));
  return fetch(url, { headers });
}

async function ask(url) {
  const headers = { Accept: 'application/json' };
  if (key !== null) headers.Authorization = `Bearer ${key}`;
  let reply;
  try {
    reply = await askPatiently(url, headers);
  } catch {
    throw new ApiError('away', '');
  }
  const body = await reply.json().catch(() => null);
  if (reply.ok && body !== null) return body;
  throw new ApiError(kinds[reply.status] ?? (body === null ? 'away' : 'refused'), body?.detail ?? '');
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
