// Makes trust.xlsx beside this file: a workbook with a query of Power Query, which Excel runs when the workbook is opened (Enable
// Content; access anonymous) and whenever it is refreshed. Microsoft's own library writes it; Excel runs nowhere here, so what is
// printed is the query as it is read back from the file.
import { readFileSync, writeFileSync } from 'node:fs';
import { JSDOM } from 'jsdom';
import JSZip from 'jszip';

const { DOMParser, XMLSerializer } = new JSDOM('').window;
Object.assign(globalThis, { DOMParser, XMLSerializer });
const { workbookManager } = await import('@microsoft/connected-workbooks');

const service = process.env.TILLIT ?? 'http://localhost:8080';
const query = `let
    Feed = OData.Feed("${service}/odata/v4", null, [Implementation = "2.0"]),
    Observations = Feed{[Name = "Observations", Signature = "table"]}[Data],
    OfIndicator = Table.SelectRows(Observations, each [indicator] = "ins-01" and [sex] = "_T"),
    Columns = Table.SelectColumns(OfIndicator, {"area", "period", "value", "ci_low", "ci_high", "obs_status"})
in
    Columns`;

const file = new URL('trust.xlsx', import.meta.url);
const workbook = await workbookManager.generateSingleQueryWorkbook({ queryMashup: query, queryName: 'Trust', refreshOnOpen: true });
writeFileSync(file, Buffer.from(await workbook.arrayBuffer()));

// The query lies in a package within the package, after its version and its length (MS-QDEFF 2.2).
const parts = await JSZip.loadAsync(readFileSync(file));
const [, encoded] = (await parts.file('customXml/item1.xml').async('nodebuffer')).toString('utf16le').match(/<DataMashup[^>]*>([^<]*)</);
const mashup = Buffer.from(encoded, 'base64');
const inner = await JSZip.loadAsync(mashup.subarray(8, 8 + mashup.readUInt32LE(4)));
console.log((await inner.file('Formulas/Section1.m').async('string')).replaceAll(service, 'SERVICE'));
console.log(Object.keys(parts.files).filter((name) => /(connections|queryTable1|table1)\.xml$/.test(name)).join('\n'));
