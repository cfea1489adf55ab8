// A request as somebody would write it elsewhere. Lists and analyses come as CSV as well, which tables read best.

export const formats = ['csv', 'ndjson', 'json'];

const isAnalysis = (url) => url.includes('/analyses/');
const offered = (url) => (isAnalysis(url) ? formats.filter((format) => format !== 'ndjson') : formats);

// Rows hold no objects within objects, and a list as a whole needs no page.
export function addressAs(url, format) {
  const at = new URL(url, location.origin);
  if (format !== 'json') {
    at.searchParams.delete('expand');
    at.searchParams.delete('limit');
    at.searchParams.set('format', format);
  }
  return at.href.replaceAll('%2C', ',').replaceAll('%3A', ':');
}

export const downloadsOf = (url) => offered(url).map((format) => ({ format, href: addressAs(url, format) }));

export const languages = [
  { name: 'curl', write: (url) => `curl -s '${addressAs(url, 'json')}'` },
  { name: 'R', write: (url) => `figures <- read.csv("${addressAs(url, 'csv')}")` },
  { name: 'Python', write: (url) => `import pandas\nfigures = pandas.read_csv("${addressAs(url, 'csv')}")` },
  { name: 'JavaScript', write: (url) => `const reply = await fetch("${addressAs(url, 'json')}");\nconst figures = await reply.json();` },
  { name: 'Excel', write: (url) => addressAs(url, 'csv') },
];
