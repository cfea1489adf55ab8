// Codes and their names in the reader's language, as the service has them.
export async function listsOf({ get, words }, names) {
  const found = await get('reference-lists', { code: names.join(','), limit: 100 }, words.requests.lists);
  return new Map(found.map((list) => [list.code, [...list.codes].sort((a, b) => a.sort - b.sort)]));
}

export const nameIn = (codes, list, code) => codes.get(list)?.find((item) => item.code === code)?.name ?? code ?? '–';
