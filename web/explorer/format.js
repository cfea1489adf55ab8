// Figures as people of a language write them.

const units = {
  pct: { suffix: ' %', domain: [0, 100] },
  index_0_100: { suffix: '', domain: [0, 100] },
  score_0_10: { suffix: '', domain: [0, 10] },
  score_1_5: { suffix: '', domain: [1, 5] },
  score_m5_p5: { suffix: '', domain: [-5, 5] },
};

export const domainOf = (unit) => units[unit]?.domain ?? null;
export const suffixOf = (unit) => units[unit]?.suffix ?? '';

const isNumber = (value) => typeof value === 'number' && Number.isFinite(value);

export function formats(lang, words) {
  const write = (value, decimals, signDisplay) =>
    isNumber(value)
      ? new Intl.NumberFormat(lang, { minimumFractionDigits: decimals, maximumFractionDigits: decimals, signDisplay }).format(value).replace('-', '−')
      : '–';
  const plain = (value, decimals) => write(value, decimals, 'negative');
  const signed = (value, decimals) => write(value, decimals, 'exceptZero');
  // Two decimals are enough for a reader; all of them are in the data.
  const decimalsOf = (indicator) => Math.min(indicator?.decimals ?? 1, 2);
  // "49,1–56,7"; one end alone is told as such, and numbers below zero are kept apart by a word.
  const interval = (ci, decimals, told = plain) => {
    const low = isNumber(ci?.low), high = isNumber(ci?.high);
    if (!low && !high) return words.noInterval;
    if (!high) return `≥ ${told(ci.low, decimals)}`;
    if (!low) return `≤ ${told(ci.high, decimals)}`;
    const joint = ci.low < 0 || told === signed ? ` ${words.to} ` : '–';
    return told(ci.low, decimals) + joint + told(ci.high, decimals);
  };
  return {
    plain,
    signed,
    interval,
    decimalsOf,
    value: (value, indicator) => (isNumber(value) ? plain(value, decimalsOf(indicator)) + suffixOf(indicator?.unit) : '–'),
    // On an axis: no more decimals than tell one tick from the next.
    tick: (value) => plain(value, Number.isInteger(value) ? 0 : 1),
    share: (value) => (isNumber(value) ? `${plain(value * 100, 0)} %` : '–'),
    count: (value) => plain(value, 0),
    p: (value) => (!isNumber(value) ? '–' : value < 0.001 ? `< ${plain(0.001, 3)}` : plain(value, 3)),
    date: (value) =>
      value ? new Intl.DateTimeFormat(lang, { year: 'numeric', month: 'long', day: 'numeric', timeZone: 'UTC' }).format(new Date(value)) : '–',
  };
}
