// Ideas and where they went, dialogues, pilots.
import { table, textCard } from '../card.js';
import { h } from '../dom.js';
import { areasOf } from '../figures.js';

const byCode = (list) => new Map(list.codes.map((code) => [code.code, code.name]));

export async function ideas(context) {
  const { words, fmt, municipality, municipalities, get } = context;
  const [own, dialogues, pilots, areas, lists] = await Promise.all([
    get('ideas', { involves: municipality, limit: 1000 }, words.requests.ideas),
    get('dialogues', { municipality, limit: 1000 }, words.requests.dialogues),
    get('pilots', { municipality, limit: 1000 }, words.requests.pilots),
    areasOf(context),
    get('reference-lists', { code: 'party,idea-state,involvement-method,follow-up-decision', limit: 100 }, words.requests.lists),
  ]);
  const names = new Map(lists.map((list) => [list.code, byCode(list)]));
  const say = (list, code) => names.get(list)?.get(code) ?? code ?? '–';
  const place = (code) => municipalities.find((item) => item.code === code)?.name ?? code;
  const adopted = (idea) => (idea.adoptions ?? []).map((adoption) => `${place(adoption.municipality)} (${adoption.adopted_on.slice(0, 4)})`).join(', ');
  const none = h('p', { class: 'lead' }, words.ideas.none);
  return [
    h('p', { class: 'lead opening' }, words.ideas.lead),
    textCard('ideas', words.ideas.ideas, own.length ? table(words.ideas.ideas, [
      { name: words.ideas.idea, value: (idea) => idea.title },
      { name: words.ideas.origin, value: (idea) => `${say('party', idea.origin)}, ${place(idea.municipality)}` },
      { name: words.ideas.benefit, value: (idea) => idea.benefit_for_residents },
      { name: words.ideas.ledTo, value: (idea) => idea.led_to },
      { name: words.ideas.state, value: (idea) => say('idea-state', idea.state) },
      { name: words.ideas.spread, value: (idea) => adopted(idea) || '–' },
    ], own) : none),
    textCard('dialogues', words.ideas.dialogues, dialogues.length ? table(words.ideas.dialogues, [
      { name: words.ideas.held, value: (dialogue) => fmt.date(dialogue.held_on) },
      { name: words.ideas.where, value: (dialogue) => areas.get(dialogue.area)?.name ?? dialogue.area ?? place(dialogue.municipality) },
      { name: words.ideas.method, value: (dialogue) => say('involvement-method', dialogue.method) },
      { name: words.ideas.participants, number: true, value: (dialogue) => fmt.count(dialogue.participants) },
      { name: words.ideas.outcome, value: (dialogue) => dialogue.outcome },
    ], dialogues) : none),
    pilots.length ? textCard('pilots', words.ideas.pilots, table(words.ideas.pilots, [
      { name: words.ideas.pilots, value: (pilot) => pilot.title },
      { name: words.ideas.decision, value: (pilot) => say('follow-up-decision', pilot.decision) },
      { name: words.ideas.learning, value: (pilot) => pilot.learning },
    ], pilots)) : null,
  ];
}
