// Runs the files named, or all, one case after another, and says how many passed.
import { closeBrowser, results, runCases } from './harness.mjs';

const all = ['words', 'http', 'views', 'addresses', 'choosing', 'states', 'shapes', 'taking', 'imports', 'members', 'embed', 'docs'];
const byHand = ['large'];
const named = process.argv.slice(2);
const wrong = named.filter((name) => ![...all, ...byHand].includes(name));
if (wrong.length) throw new Error(`no such file: ${wrong.join(', ')}`);
for (const name of named.length ? named : all) {
  await import(`./${name}.mjs`);
  await runCases(name);
}
await closeBrowser();
console.log(`\n${results.passed} passed, ${results.failed} failed`);
process.exit(results.failed ? 1 : 0);
