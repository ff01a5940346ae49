// Prints what graphql-http's audits find about the server at an address: a list of {id, name, status, reason}.
import { auditServer } from 'graphql-http';

const results = await auditServer({ url: process.argv[2] });
const found = await Promise.all(
  results.map(async ({ id, name, status, reason }) => ({ id, name, status, reason })),
);
console.log(JSON.stringify(found));
