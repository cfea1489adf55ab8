// The languages of the pages, a file each; what the API says comes in the language asked for.
import da from './words/da.js';
import en from './words/en.js';
import sv from './words/sv.js';

export const dictionaries = { sv, da, en };

export const preferred = () =>
  navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase()).map((code) => ({ nb: 'da', nn: 'da', no: 'da' })[code] ?? code).find((code) => dictionaries[code]) ?? 'en';
