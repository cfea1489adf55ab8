// The address of each view, on the demonstration data.
export const views = [
  'overview/se-9901', 'series/se-9901?indicator=ins-01', 'districts/se-9901?indicator=ins-01', 'classes/se-9901',
  'effects/dk-991?evaluation=ev-sam', 'plan/se-9901?plan=pl-norr', 'process/se-9901', 'ideas/se-9901',
];
