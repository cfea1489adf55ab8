// Elements from names, attributes and children; nothing here knows the service.

const assigned = new Set(['value', 'checked', 'disabled', 'selected', 'textContent', 'hidden', 'open', 'onclick', 'onchange', 'onsubmit', 'oninput', 'ontoggle']);

export function h(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (assigned.has(key)) element[key] = value;
    else element.setAttribute(key, value === true ? '' : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

// Content-Security-Policy forbids style attributes; what a script sets by name is allowed.
export function sized(element, name, value) {
  element.style.setProperty(name, value);
  return element;
}

export function saveFile(blob, name) {
  const link = h('a', { href: URL.createObjectURL(blob), download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
