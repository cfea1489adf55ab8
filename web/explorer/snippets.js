// A request as somebody would write it elsewhere. Lists and analyses come as CSV as well, which tables read best.

// What has a place for each figure has one figure there, not those that were corrected as well.
const ofOneFigure = ['json-stat', 'px', 'svg'];

// Rows hold no objects within objects, and a list as a whole needs no page.
export function addressAs(url, format) {
  const at = new URL(url, location.origin);
  at.searchParams.delete('format');
  if (format !== 'json') {
    at.searchParams.delete('expand');
    at.searchParams.delete('limit');
    if (ofOneFigure.includes(format)) at.searchParams.delete('history');
    at.searchParams.set('format', format);
  }
  return at.href.replaceAll('%2C', ',').replaceAll('%3A', ':');
}

// A file's name: what it is of, and its format's own ending where that is another.
const endings = { 'csv-excel': 'csv', 'json-stat': 'json', 'sdmx-csv': 'csv' };
export const fileNameOf = (url, format) => `${new URL(url, location.origin).pathname.split('/').at(-1)}-${format}.${endings[format] ?? format}`;

export const frameOf = (title) => `<iframe src="${location.origin}/embed/${location.hash}" title="${title.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}" width="100%" height="600" loading="lazy"></iframe>`;

export const languages = [
  { name: 'curl', write: (url) => `curl -s '${addressAs(url, 'json')}'` },
  { name: 'R', write: (url) => `figures <- read.csv("${addressAs(url, 'csv')}")` },
  { name: 'Python', write: (url) => `import pandas\nfigures = pandas.read_csv("${addressAs(url, 'csv')}")` },
  { name: 'JavaScript', write: (url) => `const reply = await fetch("${addressAs(url, 'json')}");\nconst figures = await reply.json();` },
  { name: 'Excel', write: (url) => addressAs(url, 'csv') },
];
