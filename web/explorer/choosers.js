// A choice that belongs to one view; it goes into the address.
import { h } from './dom.js';

export function chooser(context, name, label, items, chosen) {
  return h('label', { for: `choose-${name}` }, h('span', null, label),
    h('select', { id: `choose-${name}`, onchange: (event) => context.go({ [name]: event.target.value }) },
      items.map((item) => h('option', { value: item.code, selected: item.code === chosen }, item.name ?? item.title))));
}
