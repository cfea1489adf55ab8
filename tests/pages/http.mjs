// How pages are served: types, tags, packing, policy; people and machines at the same address.
import assert from 'node:assert/strict';
import http from 'node:http';
import zlib from 'node:zlib';
import { base, test } from './harness.mjs';

// Node's own fetch unpacks and follows; here the bytes matter.
function ask(path, headers = {}, method = 'GET') {
  return new Promise((done, no) => {
    http.request(base + path, { method, headers }, (reply) => {
      const parts = [];
      reply.on('data', (part) => parts.push(part));
      reply.on('end', () => done({ status: reply.statusCode, headers: reply.headers, body: Buffer.concat(parts) }));
    }).on('error', no).end();
  });
}

const html = { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
const leastPacked = 1000; // bytes; less fits a packet as it is
const files = [
  ['/', html, 'text/html'], ['/docs/', html, 'text/html'], ['/docs/concepts', html, 'text/html'],
  ['/style/base.css', {}, 'text/css'], ['/style/icon.svg', {}, 'image/svg+xml'], ['/explorer/main.js', {}, 'text/javascript'],
  ['/vendor/d3-7.9.2.min.js', {}, 'text/javascript'],
];

for (const [path, headers, type] of files) {
  test(`${path} is ${type}, guarded, tagged and packed`, async () => {
    const plain = await ask(path, headers);
    assert.equal(plain.status, 200);
    assert.ok(plain.headers['content-type'].startsWith(type), plain.headers['content-type']);
    assert.equal(plain.headers['x-content-type-options'], 'nosniff');
    const policy = plain.headers['content-security-policy'];
    assert.match(policy, /default-src 'self'/);
    assert.match(policy, /frame-ancestors 'none'/);
    assert.doesNotMatch(policy, /unsafe|https?:|\*/);
    assert.equal(plain.headers['content-encoding'], undefined);
    for (const [wish, coding, unpack] of [['br, gzip;q=0.5', 'br', zlib.brotliDecompressSync], ['gzip', 'gzip', zlib.gunzipSync]]) {
      const packed = await ask(path, { ...headers, 'Accept-Encoding': wish });
      assert.match(packed.headers.vary, /Accept-Encoding/);
      if (plain.body.length < leastPacked) {
        assert.equal(packed.headers['content-encoding'], undefined);
        continue;
      }
      assert.equal(packed.headers['content-encoding'], coding);
      assert.notEqual(packed.headers.etag, plain.headers.etag);
      assert.ok(unpack(packed.body).equals(plain.body));
    }
    const refused = await ask(path, { ...headers, 'Accept-Encoding': 'gzip;q=0' });
    assert.equal(refused.headers['content-encoding'], undefined);
    const again = await ask(path, { ...headers, 'If-None-Match': plain.headers.etag });
    assert.equal(again.status, 304);
    assert.equal(again.body.length, 0);
    const head = await ask(path, headers, 'HEAD');
    assert.equal(head.headers['content-length'], String(plain.body.length));
    assert.equal((await ask(path, headers, 'POST')).status, 405);
  });
}

test('parameters are for scripts: the page is the same, and one', async () => {
  const plain = await ask('/explorer/main.js');
  for (const path of ['/explorer/main.js?x=1', '/explorer/main.js?x=2&y=3', '/explorer/main.js?lang=sv']) {
    const reply = await ask(path, { 'Accept-Language': 'da' });
    assert.equal(reply.status, 200, path);
    assert.equal(reply.headers.etag, plain.headers.etag);
    assert.ok(reply.body.equals(plain.body));
  }
});

test('what has its version in its name is kept, the rest is asked for anew', async () => {
  assert.match((await ask('/vendor/d3-7.9.2.min.js')).headers['cache-control'], /immutable/);
  assert.match((await ask('/', html)).headers['cache-control'], /no-cache/);
});

test('the front door: people see the explorer, machines the entrance of the API', async () => {
  assert.match((await ask('/', html)).body.toString(), /<!doctype html>/);
  for (const headers of [{}, { Accept: '*/*' }, { Accept: 'application/json' }]) {
    const reply = await ask('/', headers);
    assert.ok(JSON.parse(reply.body)._links['service-desc'].href.endsWith('/tillit/v1/openapi.json'));
    assert.match(reply.headers.vary, /Accept/);
  }
});

test('a page that is not there: a small page for people, a problem for machines', async () => {
  const page = await ask('/nowhere<script>', { ...html, 'Accept-Language': 'sv' });
  assert.equal(page.status, 404);
  assert.match(page.headers['content-type'], /text\/html/);
  assert.match(page.body.toString(), /<html lang="sv">/);
  assert.doesNotMatch(page.body.toString(), /<script>|\{title\}/);
  assert.match((await ask('/nowhere')).headers['content-type'], /problem\+json/);
  assert.match((await ask('/tillit/v1/nowhere', html)).headers['content-type'], /problem\+json/);
  assert.match((await ask('/docs', html)).body.toString(), /\/docs\//);
});

test('what a problem means: a page for people, JSON for machines', async () => {
  for (const lang of ['sv', 'da', 'en']) {
    const page = await ask('/problems/not-found', { ...html, 'Accept-Language': lang });
    const json = JSON.parse((await ask('/problems/not-found', { 'Accept-Language': lang })).body);
    assert.equal(page.status, 200);
    assert.ok(page.body.toString().includes(`<h1>${json.title}</h1>`));
    assert.ok(page.body.toString().includes(`lang="${lang}"`));
  }
  assert.equal((await ask('/problems/nothing', html)).status, 404);
});

test('parts of pages, packed files and folders are no pages', async () => {
  for (const path of ['/parts/notice', '/parts/notice.html', '/index.html', '/style/base.css.gz', '/style/', '/vendor/SOURCES'])
    assert.equal((await ask(path)).status, 404, path);
});
