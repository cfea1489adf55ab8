// How far something is, and whether that is as it should be.
import { h, sized } from './dom.js';

const isNumber = (value) => typeof value === 'number';

export const ragColors = { green: 'var(--good)', amber: 'var(--warn)', red: 'var(--bad)' };

export const light = (words, rag) => h('span', { class: `rag ${rag ?? 'none'}` }, words.rag[rag ?? 'null']);

// The mark of a goal or a plan is about the work alone: whether trust has changed is its outcome, told beside it.
export const workLight = (words, rag) => h('span', { class: `rag ${rag ?? 'none'}` }, `${words.plan.work}: ${words.rag[rag ?? 'null']}`);

// What is cancelled is expected no more.
export const expectedOf = (action) => (action.state === 'cancelled' ? null : action.expected_progress);

// The words beside it say the same: the bar itself is silent.
export function bar(done, expected, rag) {
  const line = h('span', { class: 'bar', 'aria-hidden': 'true' }, sized(h('span', { class: `bar-done ${rag ?? 'none'}` }), 'width', `${Math.round((done ?? 0) * 100)}%`));
  if (isNumber(expected)) line.append(sized(h('span', { class: 'bar-expected' }), 'left', `${Math.round(expected * 100)}%`));
  return line;
}
