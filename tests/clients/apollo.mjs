// Asks a server twice with Apollo's client, documents by their hash, and prints the answers and what was sent for them.
import { createHash } from 'node:crypto';
import { ApolloClient, HttpLink, InMemoryCache, gql } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';

const sent = [];

async function recordingFetch(url, options) {
  const answer = await fetch(url, options);
  const asked = options.method === 'GET' ? new URL(url).searchParams.has('query') : 'query' in JSON.parse(options.body);
  sent.push({ method: options.method, document: asked, status: answer.status, type: answer.headers.get('content-type') });
  return answer;
}

const client = new ApolloClient({
  cache: new InMemoryCache(),
  link: new PersistedQueryLink({
    sha256: (text) => createHash('sha256').update(text).digest('hex'),
    useGETForHashedQueries: true,
  }).concat(new HttpLink({ uri: process.argv[2], fetch: recordingFetch })),
});
const query = gql`
  query Body($slug: String!) {
    entity(slug: $slug) {
      id
      name
    }
  }
`;
const names = [];
for (const slug of ['kairos', 'cisvol']) {
  const { data } = await client.query({ query, variables: { slug } });
  names.push(data.entity.name);
}
console.log(JSON.stringify({ names, sent }));
