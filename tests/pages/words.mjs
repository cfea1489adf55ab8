// The three languages say the same things, and none is left in another's.
import assert from 'node:assert/strict';
import { test } from './harness.mjs';
import da from '../../web/explorer/words/da.js';
import en from '../../web/explorer/words/en.js';
import sv from '../../web/explorer/words/sv.js';

function keysOf(value, path = '') {
  if (typeof value !== 'object' || value === null) return [`${path}: ${typeof value}${typeof value === 'function' ? value.length : ''}`];
  return Object.entries(value).flatMap(([key, inner]) => keysOf(inner, `${path}.${key}`));
}

const long = (value) => (typeof value === 'string' ? [value] : typeof value === 'object' ? Object.values(value).flatMap(long) : []).filter((text) => text.length > 25);

for (const [name, words] of Object.entries({ sv, da })) {
  test(`${name} has the words of en`, () => assert.deepEqual(keysOf(words), keysOf(en)));
  test(`${name} has no sentence of en`, () => assert.deepEqual(long(words).filter((text) => long(en).includes(text)), []));
}
test('da has no sentence of sv', () => assert.deepEqual(long(da).filter((text) => long(sv).includes(text)), []));
