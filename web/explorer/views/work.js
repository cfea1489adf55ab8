// A plan followed up by those who carry it out: progress, milestones, follow-ups; goals and actions added and changed.
import { hasKey } from '../api.js';
import { notice, table, textCard } from '../card.js';
import { chooser } from '../choosers.js';
import { bar, expectedOf, light, workLight } from '../delivery.js';
import { h } from '../dom.js';
import { opening, openChange, openCreate } from '../forms.js';
import { listsOf, nameIn } from '../lists.js';

const lists = ['plan-state', 'audience', 'action-state', 'goal-state', 'milestone-state', 'follow-up-decision', 'rag', 'trust-strategy', 'result-level'];

// The fields of each form, in its order.
const formsOf = (codes) => ({
  newPlan: [
    { name: 'code', kind: 'text' },
    { name: 'title', kind: 'text' },
    { name: 'purpose', kind: 'long' },
    { name: 'start_date', kind: 'date' },
    { name: 'end_date', kind: 'date' },
    { name: 'audience', kind: 'choice', options: codes.get('audience'), needed: true, value: 'internal' },
  ],
  plan: [
    { name: 'title', kind: 'text' },
    { name: 'purpose', kind: 'long' },
    { name: 'state', kind: 'choice', options: codes.get('plan-state'), needed: true },
    { name: 'start_date', kind: 'date' },
    { name: 'end_date', kind: 'date' },
    { name: 'decided_by', kind: 'text' },
    { name: 'audience', kind: 'choice', options: codes.get('audience'), needed: true },
  ],
  goal: [
    { name: 'title', kind: 'text' },
    { name: 'state', kind: 'choice', options: codes.get('goal-state'), needed: true },
    { name: 'rationale', kind: 'long' },
    { name: 'responsible_function', kind: 'text' },
    { name: 'target_date', kind: 'date' },
  ],
  newGoal: [
    { name: 'title', kind: 'text' },
    { name: 'result_level', kind: 'choice', options: codes.get('result-level') },
    { name: 'rationale', kind: 'long' },
    { name: 'responsible_function', kind: 'text' },
    { name: 'target_date', kind: 'date' },
  ],
  progress: [
    { name: 'progress', kind: 'share', when: (action) => action.progress_source === 'manual' },
    { name: 'state', kind: 'choice', options: codes.get('action-state'), needed: true },
  ],
  action: [
    { name: 'title', kind: 'text' },
    { name: 'rationale', kind: 'long' },
    { name: 'trust_strategy', kind: 'choice', options: codes.get('trust-strategy') },
    { name: 'responsible_function', kind: 'text' },
    { name: 'weight', kind: 'number' },
    { name: 'start_date', kind: 'date' },
    { name: 'end_date', kind: 'date' },
  ],
  milestone: [
    { name: 'title', kind: 'text' },
    { name: 'due_date', kind: 'date' },
    { name: 'weight', kind: 'number' },
    { name: 'state', kind: 'choice', options: codes.get('milestone-state'), needed: true },
    { name: 'met_on', kind: 'date' },
  ],
  newMilestone: [
    { name: 'title', kind: 'text' },
    { name: 'due_date', kind: 'date' },
    { name: 'weight', kind: 'number', value: 1 },
  ],
  followUp: [
    { name: 'as_of', kind: 'date', value: new Date().toISOString().slice(0, 10) },
    { name: 'analysis', kind: 'long' },
    { name: 'learning', kind: 'long' },
    { name: 'decision', kind: 'choice', options: codes.get('follow-up-decision') },
    { name: 'status_manual', kind: 'choice', options: codes.get('rag') },
    { name: 'manual_reason', kind: 'long' },
    { name: 'next_review', kind: 'date' },
  ],
});

function milestonesOf(context, forms, codes, action, milestones) {
  const { words, fmt } = context;
  const rows = milestones.filter((milestone) => milestone.action === action.code).sort((a, b) => a.due_date.localeCompare(b.due_date));
  return rows.length ? h('ul', { class: 'milestones' }, rows.map((milestone) => {
    const place = h('div');
    return h('li', null,
      h('span', null, `${milestone.title}, ${fmt.date(milestone.due_date)}: ${nameIn(codes, 'milestone-state', milestone.state)} `),
      opening(words.work.change, milestone.title, place, (opener) => openChange(context, { path: `milestones/${milestone.code}`, fields: forms.milestone, place, opener })),
      place);
  })) : null;
}

function actionPart(context, forms, codes, action, milestones) {
  const { words, fmt } = context;
  const place = h('div');
  const open = (text, how) => opening(text, action.title, place, how);
  return h('article', { class: 'task', id: action.code },
    h('h3', null, action.title, ' ', light(words, action.rag)),
    h('p', null, bar(action.progress, expectedOf(action), action.rag), ' ', fmt.share(action.progress), ' ', words.plan.doneSoFar,
      typeof expectedOf(action) === 'number' ? `, ${fmt.share(expectedOf(action))} ${words.plan.expected(null)}` : '',
      ` · ${nameIn(codes, 'action-state', action.state)} · ${words.plan.until} ${fmt.date(action.end_date)}`,
      action.overdue_days > 0 ? ` · ${words.work.overdue(action.overdue_days)}` : ''),
    action.progress_source === 'milestones' ? h('p', { class: 'lead' }, words.work.byMilestones) : null,
    action.strategy_warning ? h('p', { class: 'lead' }, `⚠ ${words.plan.warning}`) : null,
    milestonesOf(context, forms, codes, action, milestones),
    h('p', { class: 'tools' },
      open(words.work.report, (opener) => openChange(context, { path: `actions/${action.code}`, fields: forms.progress, place, opener })),
      open(words.work.newMilestone, (opener) => openCreate(context, { path: 'milestones', fields: forms.newMilestone, fixed: { action: action.code }, place, opener, label: words.work.add })),
      open(words.work.changeAction, (opener) => openChange(context, { path: `actions/${action.code}`, fields: forms.action, place, opener }))),
    place);
}

function goalCard(context, forms, codes, goal, shown) {
  const { words, fmt } = context;
  const place = h('div');
  return textCard(goal.code, goal.title,
    h('p', null, workLight(words, goal.rag), ` · ${nameIn(codes, 'goal-state', goal.state)}`, goal.target_date ? ` · ${words.plan.until} ${fmt.date(goal.target_date)}` : ''),
    h('p', { class: 'tools' },
      opening(words.work.changeGoal, goal.title, place, (opener) => openChange(context, { path: `goals/${goal.code}`, fields: forms.goal, place, opener })),
      opening(words.work.newAction, goal.title, place, (opener) => openCreate(context, { path: 'actions', fields: forms.action.filter((field) => field.name !== 'weight'), fixed: { goal: goal.code }, place, opener, label: words.work.add }))),
    place,
    shown.actions.filter((action) => action.goal === goal.code).map((action) => actionPart(context, forms, codes, action, shown.milestones)));
}

function followUpsCard(context, forms, codes, shown) {
  const { words, fmt } = context;
  const place = h('div');
  const subjects = [{ code: `plan ${shown.code}`, name: `${words.choose.plan}: ${shown.title}` },
    ...shown.goals.map((goal) => ({ code: `goal ${goal.code}`, name: `${words.plan.goals}: ${goal.title}` })),
    ...shown.actions.map((action) => ({ code: `action ${action.code}`, name: `${words.plan.action}: ${action.title}` }))];
  const about = (row) => subjects.find((item) => item.code === (row.action ? `action ${row.action}` : row.goal ? `goal ${row.goal}` : `plan ${row.plan}`))?.name ?? '–';
  const choice = h('select', { id: 'follow-up-about' }, subjects.map((item) => h('option', { value: item.code }, item.name)));
  const rows = [...shown.follow_ups].sort((a, b) => b.as_of.localeCompare(a.as_of));
  const making = (opener) => {
    const [kind, code] = choice.value.split(' ');
    openCreate(context, { path: 'follow-ups', fields: forms.followUp, fixed: { [kind]: code }, place, opener, label: words.work.add });
  };
  return textCard('follow-ups', words.work.followUps,
    h('div', { class: 'choosers' }, h('label', { for: 'follow-up-about' }, h('span', null, words.work.about), choice),
      opening(words.work.newFollowUp, null, place, making)),
    place,
    rows.length ? table(words.work.followUps, [
      { name: words.fields.as_of, value: (row) => fmt.date(row.as_of) },
      { name: words.work.about, value: about },
      { name: words.status, value: (row) => h('span', null, light(words, row.status_manual ?? row.status_auto), row.manual_reason ? ` ${row.manual_reason}` : '') },
      { name: words.fields.analysis, value: (row) => row.analysis },
      { name: words.fields.learning, value: (row) => row.learning },
      { name: words.fields.decision, value: (row) => nameIn(codes, 'follow-up-decision', row.decision) },
      { name: words.work.change, value: (row) => opening(words.work.change, fmt.date(row.as_of), place, (opener) => openChange(context, { path: `follow-ups/${row.id}`, fields: forms.followUp, place, opener })) },
    ], rows) : h('p', { class: 'lead' }, words.work.noFollowUps));
}

export async function work(context) {
  const { words, municipality, choices, get } = context;
  const lead = h('p', { class: 'lead opening' }, words.work.lead);
  if (!hasKey()) return [lead, notice('quiet', words.faults.key[0], words.member.needsKey)];
  const [plans, codes] = await Promise.all([
    get('plans', { municipality, fields: 'code,title,state', limit: 1000 }, words.requests.plans),
    listsOf(context, lists),
  ]);
  const chosen = plans.find((item) => item.code === choices.plan) ?? plans.find((item) => item.state === 'active') ?? plans[0];
  const forms = formsOf(codes), place = h('div');
  const newPlan = opening(words.work.newPlan, null, place, (opener) => openCreate(context, {
    path: 'plans', fields: forms.newPlan, fixed: { municipality }, place, opener, label: words.work.add,
    done: (made) => { context.sayNext(words.form.saved); context.go({ plan: made.code }); } }));
  if (chosen === undefined) return [lead, notice('quiet', words.work.noPlan, ''), h('p', { class: 'tools' }, newPlan), place];
  const [shown] = await get('plans', { code: chosen.code, expand: 'goals,actions,milestones,follow_ups' }, words.requests.plans);
  return [
    lead,
    plans.length > 1 ? h('div', { class: 'choosers' }, chooser(context, 'plan', words.choose.plan, plans, shown.code)) : null,
    h('p', null, h('strong', null, shown.title), ` · ${nameIn(codes, 'plan-state', shown.state)} · ${nameIn(codes, 'audience', shown.audience)} · ${context.fmt.date(shown.start_date)} – ${context.fmt.date(shown.end_date)} `, workLight(words, shown.rag)),
    h('p', { class: 'tools' },
      opening(words.work.changePlan, shown.title, place, (opener) => openChange(context, { path: `plans/${shown.code}`, fields: forms.plan, place, opener })),
      opening(words.work.newGoal, shown.title, place, (opener) => openCreate(context, { path: 'goals', fields: forms.newGoal, fixed: { plan: shown.code }, place, opener, label: words.work.add })),
      newPlan),
    place,
    shown.goals.map((goal) => goalCard(context, forms, codes, goal, shown)),
    followUpsCard(context, forms, codes, shown),
  ];
}
