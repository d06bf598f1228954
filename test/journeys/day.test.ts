import { afterAll, beforeAll } from '@jest/globals';
import { startTestSystem, type TestSystem } from '../support/system.ts';
import { closures } from './closure.ts';
import { frontendOverNats } from './frontend.ts';
import { answersByMail } from './mail.ts';
import { outcomes } from './outcomes.ts';

/** A Monday at ten: journeys that need nothing to be switched off share one system, whose start costs more than they do. */
let system: TestSystem;

beforeAll(async () => {
  system = await startTestSystem({ cityClock: '2026-11-23T10:00:00+01:00' });
}, 180_000);

afterAll(() => system?.remove(), 60_000);

outcomes(() => system);
answersByMail(() => system);
closures(() => system);
frontendOverNats(() => system);
