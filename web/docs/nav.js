// The guides, in one place: whoever adds one adds its line here.
const guides = [
  ['/docs/', 'Guides'],
  ['/docs/start', 'Five-minute start'],
  ['/docs/concepts', 'Concepts', 'en'],
  ['/docs/begrepp', 'Begrepp', 'sv'],
  ['/docs/begreber', 'Begreber', 'da'],
  ['/docs/reading', 'Reading the figures'],
  ['/docs/hidden', 'Hidden figures'],
  ['/docs/formats', 'Formats'],
  ['/docs/errors', 'Errors'],
  ['/docs/versions', 'Versions'],
  ['/docs/reference', 'API reference'],
];

document.getElementById('guides').replaceChildren(...guides.map(([path, name, lang]) => {
  const link = document.createElement('a');
  link.href = path;
  link.textContent = name;
  if (lang) link.lang = lang;
  if (path === location.pathname) link.setAttribute('aria-current', 'page');
  return link;
}));
