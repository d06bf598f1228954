/** `npm run docs`: starts the system for a moment, asks it what it offers and writes docs/ anew. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keepDocuments, makeDocuments } from './docs/index.ts';
import { findFreePortBase, startSystem } from './launcher/index.ts';

const folder = await mkdtemp(join(tmpdir(), 'docs-'));
const said: string[] = [];
try {
  const system = await startSystem({
    city: 'krefeld',
    dataDir: join(folder, 'data'),
    portBase: await findFreePortBase({}),
    say: (line) => said.push(line),
  });
  try {
    const changed = await keepDocuments(await makeDocuments(system));
    console.log(changed.length > 0 ? `Written: ${changed.join(', ')}` : 'All documents are up to date.');
  } finally {
    await system.stop();
  }
} catch (cause) {
  console.error(said.join('\n'));
  throw cause;
} finally {
  await rm(folder, { recursive: true, force: true });
}
