// A plan: goals, their actions with progress, and the indicator beside each goal.
import { notice, pictureCard, table, textCard } from '../card.js';
import { progressRows } from '../charts.js';
import { chooser } from '../choosers.js';
import { bar, expectedOf, light, ragColors, workLight } from '../delivery.js';
import { h } from '../dom.js';
import { indicatorsOf, intervalWords, total } from '../figures.js';

const isNumber = (value) => typeof value === 'number';

function goalCard(context, { goal, actions, outcomes, targets, indicators, figures, date }) {
  const { words, fmt, link } = context;
  const rows = targets.filter((target) => (goal.targets ?? []).includes(target.code)).map((target) => ({
    target, indicator: indicators.get(target.indicator), outcome: outcomes.find((item) => item.target === target.code),
    figure: figures.find((figure) => figure.indicator === target.indicator && figure.area === target.area && (!target.respondent_group || figure.respondent_group === target.respondent_group)),
  }));
  const targetText = ({ target, indicator }) => (isNumber(target.target) ? fmt.value(target.target, indicator) : `${fmt.plain(target.target_low, 1)} ${words.to} ${fmt.plain(target.target_high, 1)}`);
  const statusOf = (row) => words.goalStatus[row.outcome?.status] ?? row.outcome?.status ?? '–';
  const said = [...new Set(rows.map(statusOf))];
  return h('section', { class: 'card goal', id: goal.code, 'aria-labelledby': `${goal.code}-title` },
    h('h2', { id: `${goal.code}-title` }, goal.title),
    h('p', { class: 'marks' }, workLight(words, goal.rag), said.length ? ` · ${words.plan.outcome}: ${said.join(', ')}` : ''),
    goal.rationale ? h('p', { class: 'lead' }, goal.rationale) : null,
    h('p', null, bar(goal.progress, goal.expected_progress, goal.rag), ' ', fmt.share(goal.progress), ' ', words.plan.doneSoFar, ', ', fmt.share(goal.expected_progress), ' ', words.plan.expected(date),
      goal.responsible_function ? ` · ${words.plan.responsible}: ${goal.responsible_function}` : '', ` · ${words.plan.until} ${fmt.date(goal.target_date)}`),
    rows.length ? table(`${goal.title}: ${words.plan.indicator}`, [
      { name: words.plan.indicator, value: (row) => h('a', { href: link('series', { indicator: row.target.indicator, area: row.target.area, group: row.target.respondent_group }) }, row.indicator?.name ?? row.target.indicator) },
      { name: words.plan.now, number: true, value: (row) => (row.figure ? fmt.value(row.figure.value, row.indicator) : '–') },
      { name: words.interval, number: true, value: (row) => intervalWords(context, row.figure, row.indicator) },
      { name: words.plan.target, number: true, value: (row) => `${targetText(row)} (${row.target.target_date.slice(0, 4)})` },
      { name: words.plan.outcome, value: statusOf },
    ], rows) : null,
    actions.length ? table(`${goal.title}: ${words.plan.actions}`, [
      { name: words.plan.action, value: (action) => [action.title, action.strategy_warning ? ` ⚠ ${words.plan.warning}` : ''].join('') },
      { name: words.plan.state, value: (action) => words.actionState[action.state] ?? action.state },
      { name: words.plan.doneSoFar, number: true, value: (action) => h('span', null, bar(action.progress, expectedOf(action), action.rag), ' ', fmt.share(action.progress)) },
      { name: words.plan.pace, value: (action) => light(words, action.rag) },
      { name: words.plan.strategy, value: (action) => words.strategies[action.trust_strategy]?.[0] ?? '–' },
      { name: words.plan.until, value: (action) => fmt.date(action.end_date) },
    ], actions) : null);
}

export async function plan(context) {
  const { words, fmt, municipality, choices, get } = context;
  const plans = await get('plans', { municipality, expand: 'goals,actions' }, words.requests.plans);
  const lead = h('p', { class: 'lead opening' }, words.plan.lead);
  const shown = plans.find((item) => item.code === choices.plan) ?? plans.find((item) => item.state === 'active') ?? plans[0];
  if (shown === undefined) return [lead, notice('quiet', words.empty.noPlan, words.empty.noPlanText)];
  const [indicators, progresses, targets] = await Promise.all([
    indicatorsOf(context),
    get('analyses/plan-progresses', { plan: shown.code }, words.requests.progress),
    get('targets', { municipality, limit: 1000 }, words.requests.targets),
  ]);
  const goals = shown.goals ?? [], actions = shown.actions ?? [];
  const codes = [...new Set(targets.filter((target) => goals.some((goal) => (goal.targets ?? []).includes(target.code))).map((target) => target.indicator))];
  const figures = codes.length ? await get('observations', { municipality, indicator: codes.join(','), period: 'latest', ...total, limit: 1000 }, words.requests.latest) : [];
  const outcomes = progresses[0]?.goals ?? [];
  const date = progresses[0]?.as_of ? fmt.date(progresses[0].as_of) : null;
  const rows = goals.map((goal) => ({ key: goal.code, goal, label: goal.title, value: goal.progress ?? 0, expected: goal.expected_progress, text: fmt.share(goal.progress), color: ragColors[goal.rag] ?? 'var(--soft)' }));
  return [
    lead,
    plans.length > 1 ? h('div', { class: 'choosers' }, chooser(context, 'plan', words.choose.plan, plans, shown.code)) : null,
    textCard('plan', shown.title, shown.purpose ? h('p', { class: 'lead' }, shown.purpose) : null,
      h('p', { class: 'marks' }, workLight(words, shown.rag), date ? ` · ${words.plan.asOf(date)}` : ''),
      h('p', null, `${fmt.date(shown.start_date)} – ${fmt.date(shown.end_date)}`, shown.decided_by ? ` · ${words.plan.decided} ${shown.decided_by}` : '')),
    rows.length ? pictureCard(context, {
      name: 'progress', title: words.plan.progress, lead: words.plan.progressLead(date), summary: words.plan.progressSummary(fmt.share(shown.progress), `${fmt.share(shown.expected_progress)} ${words.plan.expected(date)}`),
      draw: (width) => progressRows(width, { items: rows, tick: (value) => fmt.share(value) }),
      source: [],
      columns: [
        { name: words.plan.goals, value: (row) => row.label },
        { name: words.plan.doneSoFar, number: true, value: (row) => row.text },
        { name: words.plan.expected(date), number: true, value: (row) => fmt.share(row.expected) },
        { name: words.plan.pace, value: (row) => words.rag[row.goal.rag ?? 'null'] },
      ],
      rows,
    }) : null,
    goals.map((goal) => goalCard(context, { goal, actions: actions.filter((action) => action.goal === goal.code), outcomes: outcomes.filter((item) => item.goal === goal.code), targets, indicators, figures, date })),
  ];
}
