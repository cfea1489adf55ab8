// Reads the service with @odata/client and holds its metadata against odata-csdl: node odata.js ROOT. Prints a JSON object.
const { OData } = require('@odata/client');
const csdl = require('odata-csdl');

async function main(root) {
  const client = OData.New4({ serviceEndpoint: `${root}/` });
  const observations = client.getEntitySet('Observations');
  const filter = client.newFilter().property('indicator').eq('ins-01').property('sex').eq('_T');
  const told = { messages: [] };
  told.converted = csdl.xml2json(await (await fetch(`${root}/$metadata`)).text(), told);
  told.own = await (await fetch(`${root}/$metadata`, { headers: { Accept: 'application/json' } })).json();
  told.rows = await observations.query(client.newParam().filter(filter).orderby('value', 'desc').select(['area', 'period', 'value', 'obs_status']));
  told.count = await observations.count(filter);
  told.one = await client.getEntitySet('Indicators').retrieve('ins-01');
  told.refused = await observations.query(client.newParam().filter('nope eq 1')).then(() => null, (error) => error.message);
  return told;
}

main(process.argv[2]).then((told) => console.log(JSON.stringify(told)));
