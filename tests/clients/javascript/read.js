// Reads what a test has fetched with JavaScript's libraries: node read.js jsonstat|sheet FILE... Prints a JSON list.
const fs = require('fs');
const [kind, ...files] = process.argv.slice(2);

// Each cell by its codes, as jsonstat-toolkit finds it.
function cells(file) {
  const data = require('jsonstat-toolkit')(JSON.parse(fs.readFileSync(file)));
  const found = [];
  const walk = (chosen, rest) => {
    if (!rest.length) return found.push([Object.values(chosen), data.Data(chosen)]);
    for (const code of data.Dimension(rest[0]).id) walk({ ...chosen, [rest[0]]: code }, rest.slice(1));
  };
  walk({}, data.id);
  return { id: data.id, cells: found.map(([codes, cell]) => [codes, cell.value, cell.status]) };
}

function rows(file) {
  const xlsx = require('xlsx');
  return xlsx.utils.sheet_to_json(xlsx.readFile(file).Sheets.data, { header: 1, defval: null });
}

console.log(JSON.stringify(files.map({ jsonstat: cells, sheet: rows }[kind])));
