// The steps of a process as each group sees them, and the weakest link.
import { notice, pictureCard } from '../card.js';
import { intervalRows } from '../charts.js';
import { h } from '../dom.js';
import { notesOf } from '../figures.js';

function groupCard(context, group, plan, synthetic) {
  const { words, fmt } = context;
  const name = words.groups[group.respondent_group] ?? group.respondent_group;
  const step = (code) => words.process.steps[code] ?? code;
  const rows = group.links.map((link) => ({
    key: link.process_step, link, label: step(link.process_step), value: link.mean, low: link.ci?.low, high: link.ci?.high, text: fmt.plain(link.mean, 2),
    gone: words.tooFew, color: link.process_step === group.weakest_process_step ? 'var(--bad)' : 'var(--mark)',
  }));
  const conclusion = group.weakest_process_step ? `${words.process.weakest(name, step(group.weakest_process_step))} ${group.is_clear ? words.process.clear : words.process.unclear} (p ${fmt.p(group.p_value)}).` : '';
  return pictureCard(context, {
    name: `process-${plan.code}-${group.respondent_group}`, title: `${plan.title}. ${words.process.title(name)}`, lead: conclusion,
    draw: (width) => intervalRows(width, { items: rows, domain: [1, 5], tick: fmt.tick }),
    source: notesOf(context, [{ ci_level: 0.95, is_synthetic: synthetic }]),
    columns: [
      { name: words.process.step, value: (row) => row.label },
      { name: words.process.mean, number: true, value: (row) => row.text },
      { name: words.interval, number: true, value: (row) => fmt.interval(row.link.ci, 2) },
      { name: words.answers, number: true, value: (row) => fmt.count(row.link.n) },
    ],
    rows,
  });
}

export async function process(context) {
  const { words, municipality, get } = context;
  const lead = h('p', { class: 'lead opening' }, words.process.lead);
  const plans = await get('plans', { municipality }, words.requests.plans);
  const none = notice('quiet', words.empty.noProcess, words.empty.noProcessText);
  if (plans.length === 0) return [lead, none];
  const found = await get('analyses/weakest-links', { plan: plans.map((item) => item.code).join(',') }, words.requests.process);
  const cards = found.flatMap((item) => item.groups.map((group) => groupCard(context, group, plans.find((plan) => plan.code === item.plan), item.is_synthetic)));
  return [lead, cards.length ? cards : none];
}
