// Follows `changes` with the public client of either protocol and prints what it meets, a JSON list a line.
//
//   node follow.mjs ws|sse FILE SINCE UNTIL CUT
//
// FILE holds the server's address, read anew for every connection. It follows from revision SINCE until
// revision UNTIL has come. After every CUT changes it cuts its own connection; 0: never, and then it does
// not come back when the server ends it either.
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { createClient as createSseClient } from "graphql-sse";
import { createClient as createWsClient } from "graphql-ws";
import WebSocket from "ws";

const [protocol, file, since, until, cut] = process.argv.slice(2);
const tell = (...said) => console.log(JSON.stringify(said));
const address = () => `${readFileSync(file, "utf8").trim()}/graphql`;
const again = { retryAttempts: Number(cut) ? Infinity : 0 };
const pause = () => sleep(50);
let abort = () => {};
let cutOff = false; // since it cut its connection: what has come already, in one packet perhaps, is lost too
const connected = () => {
  cutOff = false;
  tell("connected");
};

const clients = {
  ws() {
    const client = createWsClient({
      url: () => address().replace("http", "ws"),
      webSocketImpl: WebSocket,
      shouldRetry: () => true,
      retryWait: pause,
      on: {
        connected,
        closed: (event) => tell("closed", event.code, event.reason),
      },
      ...again,
    });
    abort = () => client.terminate();
    return client;
  },
  sse() {
    // A client of this protocol has no way to cut its own connection: fetch has.
    const cutting = (url, init) => {
      const controller = new AbortController();
      abort = () => controller.abort();
      return fetch(url, { ...init, signal: AbortSignal.any([init.signal, controller.signal]) });
    };
    return createSseClient({
      url: address,
      fetchFn: cutting,
      retry: pause,
      on: { connected },
      ...again,
    });
  },
};

// The variables are sent anew with every connection: it goes on after the last change that came.
const variables = { since: Number(since) };
const query = "subscription ($since: Int) { changes(since: $since) { revision } }";
const client = clients[protocol]();
let told = 0;

// graphql-sse comes back by itself when it was waiting for an event as the connection broke. When it was still
// handing one over, it tells us what fetch said instead, and coming back is ours.
const brokeOff = (error) => error.name === "AbortError" || (error instanceof TypeError && error.message === "terminated");

function follow() {
  const end = client.subscribe(
    { query, variables },
    {
      next: ({ data, errors }) => {
        if (cutOff) return;
        if (errors) return tell("refused", errors[0].extensions.code);
        variables.since = data.changes.revision;
        tell("change", variables.since);
        told += 1;
        if (variables.since >= Number(until)) end();
        else if (Number(cut) && told % Number(cut) === 0) {
          cutOff = true;
          abort();
        }
      },
      error: (error) => {
        if (Array.isArray(error)) return tell("refused", error[0].extensions.code);
        if (!Number(cut) || !brokeOff(error)) return tell("ended", String(error));
        tell("broken", String(error));
        setTimeout(follow, 50);
      },
      complete: () => {
        tell("complete");
        // A server that stops completes event streams: what is still to come is asked for anew.
        if (Number(cut) && variables.since < Number(until)) setTimeout(follow, 50);
      },
    },
  );
}

follow();
