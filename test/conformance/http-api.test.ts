import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { keptDocument, makeDocuments } from '@serviceportal/deploy/docs';
import { startTestSystem, type TestSystem } from '../support/system.ts';
import { describeAccess } from './access.ts';
import { describeBadInput } from './bad-input.ts';
import { describeRun } from './described-run.ts';
import { describePromises } from './promises.ts';
import { openRecorder, type Recorder } from './recorder.ts';
import { describeSecrets } from './secrets.ts';
import { describeSentences } from './sentences.ts';

/** The running system against the documents in docs/: everything it says and takes is what they describe. */
let system: TestSystem;
let recorder: Recorder;

beforeAll(async () => {
  system = await startTestSystem({ cityClock: '2026-11-23T10:00:00+01:00' });
  recorder = await openRecorder(system);
}, 180_000);

afterAll(async () => {
  await recorder?.close();
  await system?.remove();
}, 60_000);

describe('the documents', () => {
  it('are what the services say of themselves (npm run docs)', async () => {
    const made = await makeDocuments(system);
    const kept = await Promise.all(Object.keys(made).map(async (name) => [name, await keptDocument(name)] as const));
    const stale = kept.filter(([name, text]) => text !== made[name]).map(([name]) => name);
    expect(stale).toEqual([]);
  });
});

describePromises();
describeBadInput(() => recorder);
describeAccess(() => ({ system, recorder }));
describeSentences(() => ({ system, recorder }));
describeRun(() => ({ system, recorder }));
describeSecrets(() => system);
