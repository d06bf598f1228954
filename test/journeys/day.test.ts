import { afterAll, beforeAll } from '@jest/globals';
import { addDepartment } from '../support/desk.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';
import { callbacks } from './callback.ts';
import { closures } from './closure.ts';
import { frontendOverNats } from './frontend.ts';
import { answersByMail } from './mail.ts';
import { outcomes } from './outcomes.ts';

/** A Monday at ten: these journeys share one system, whose start costs more than most of them do. */
let system: TestSystem;

beforeAll(async () => {
  system = await startTestSystem({ cityClock: '2026-11-23T10:00:00+01:00' });
  await addDepartment(system, 'testamt');
}, 180_000);

afterAll(() => system?.remove(), 60_000);

outcomes(() => system);
answersByMail(() => system);
closures(() => system);
frontendOverNats(() => system);
// Last: it takes NATS and tickets away for a while.
callbacks(() => system);
