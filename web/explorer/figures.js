// What views share about figures: which there are, and how one is told.

export const total = { sex: '_T', age_band: '_T' };
const isNumber = (value) => typeof value === 'number' && Number.isFinite(value);

export const isHidden = (figure) => figure.conf_status !== 'F' || figure.obs_status === 'Q';

// Why there is no value; null when there is one.
export function goneWords(figure, words, short) {
  if (figure === undefined) return words.notMeasured;
  if (isNumber(figure.value)) return null;
  if (isHidden(figure)) return short ? words.hiddenShort : words.hidden;
  return figure.obs_status === 'L' ? words.notCollected : words.missing;
}

export async function indicatorsOf({ get, words }) {
  const list = await get('indicators', { fields: 'code,name,description,kind,trust_form,trusters,unit,decimals,direction,state', limit: 1000 }, words.requests.indicators);
  return new Map(list.map((indicator) => [indicator.code, indicator]));
}

export async function areasOf({ get, words, municipality }) {
  const list = await get('areas', { municipality, fields: 'code,name,area_type,parent', limit: 1000 }, words.requests.areas);
  return new Map(list.map((area) => [area.code, area]));
}

// A sample without an interval; what was counted in full needs none.
export const isUnsure = (figure) => isNumber(figure?.value) && figure.ci_method !== 'census' && !isNumber(figure.ci?.low) && !isNumber(figure.ci?.high);

// How sure: level, what is not known, and invention, for the caption of a picture.
export function notesOf({ words }, figures) {
  const levels = new Set(figures.map((figure) => figure.ci_level).filter(isNumber));
  const level = levels.size === 1 ? Math.round([...levels][0] * 100) : 95;
  const shown = figures.filter((figure) => isNumber(figure.value)), ends = (figure) => [figure.ci?.low, figure.ci?.high].filter(isNumber).length;
  return [words.intervalNote(level), shown.some((figure) => ends(figure) === 1) ? words.oneEnd : null, shown.some(isUnsure) ? words.unsureNote : null, figures.some((figure) => figure.is_synthetic) ? words.invented : null].filter(Boolean);
}

// The interval of a figure in words; what was counted in full has none.
export function intervalWords({ fmt, words }, figure, indicator) {
  if (!isNumber(figure?.value)) return '–';
  return figure.ci_method === 'census' ? words.census : fmt.interval(figure.ci, fmt.decimalsOf(indicator));
}

// A difference of shares is told in points.
export const changeUnit = (words, unit) => (unit === 'pct' ? words.points : words.units[unit] ?? unit);

export const sentence = (text) => text.replace(/^./, (letter) => letter.toUpperCase());

export const middleOf = (figure) => new Date((Date.parse(figure.period_start) + Date.parse(figure.period_end)) / 2);

// Names stand in front of what they name; a title of their own in a list.
export const byName = (lang) => (a, b) => a.name.localeCompare(b.name, lang);
