// The audit trail of a municipality: what was done with its keys, and what was refused.
import { hasKey } from '../api.js';
import { notice, table, textCard } from '../card.js';
import { chooser } from '../choosers.js';
import { h } from '../dom.js';
import { listsOf, nameIn } from '../lists.js';

const page = 100;

export async function log(context) {
  const { words, lang, choices, get, link } = context;
  const lead = h('p', { class: 'lead opening' }, words.log.lead);
  if (!hasKey()) return [lead, notice('quiet', words.faults.key[0], words.member.needsKey)];
  const [events, codes] = await Promise.all([
    get('audit-events', { action: choices.action, limit: page, after: choices.after }, words.views.log),
    listsOf(context, ['audit-action']),
  ]);
  const at = new Intl.DateTimeFormat(lang, { dateStyle: 'medium', timeStyle: 'medium' });
  const actions = [{ code: '', name: words.log.everything }, ...(codes.get('audit-action') ?? [])];
  return [
    lead,
    h('div', { class: 'choosers' }, chooser({ ...context, go: (more) => context.go({ ...more, after: '' }) }, 'action', words.log.action, actions, choices.action ?? '')),
    events.length ? textCard('log', words.views.log, table(words.views.log, [
      { name: words.log.at, value: (row) => at.format(new Date(row.at)) },
      { name: words.log.actor, value: (row) => row.actor },
      { name: words.log.action, value: (row) => nameIn(codes, 'audit-action', row.action) },
      { name: words.log.object, value: (row) => h('code', null, row.object.replace('/tillit/v1/', '')) },
      { name: words.log.outcome, value: (row) => (row.status < 400 ? words.log.done : `${words.log.refused} (${row.status})`) },
    ], events),
    events.next ? h('p', null, h('a', { href: link('log', { action: choices.action, after: events.next }) }, words.log.older)) : null) : notice('quiet', words.empty.title, words.log.none),
  ];
}
