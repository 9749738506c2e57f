// An empty database of either kind for one test; it goes with the test.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import pg from 'pg';

const POSTGRES = process.env.ROVIEC_TEST_POSTGRES ?? 'postgres://postgres@127.0.0.1:5432/postgres';

async function onServer(run) {
  const client = new pg.Client({ connectionString: POSTGRES });
  await client.connect();
  try {
    await run(client);
  } finally {
    await client.end();
  }
}

/** `address` of a new database of a kind ("sqlite" or "postgres"), a folder for its files, and `drop` for both. */
export async function newDatabase(kind) {
  const folder = mkdtempSync(resolve(tmpdir(), 'roviec-e2e-'));
  const clear = () => rmSync(folder, { recursive: true, force: true });
  if (kind === 'sqlite') return { address: `sqlite:${resolve(folder, 'board.sqlite')}`, folder, drop: async () => clear() };
  const name = `roviec_e2e_${process.pid}`;
  await onServer(async (client) => {
    await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await client.query(`CREATE DATABASE ${name}`);
  });
  const address = new URL(POSTGRES);
  address.pathname = `/${name}`;
  const drop = async () => {
    await onServer((client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
    clear();
  };
  return { address: address.href, folder, drop };
}
