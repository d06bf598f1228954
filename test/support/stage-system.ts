import { afterAll, beforeAll } from '@jest/globals';
import { addDepartment } from './desk.ts';
import { startTestSystem, type TestSystem } from './system.ts';

/** For the tests of one file: a system on a Monday at ten, with the department `testamt`, which nothing else goes to. */
export function stageSystem(started: (system: TestSystem) => void): void {
  let system: TestSystem | undefined;

  beforeAll(async () => {
    system = await startTestSystem({ cityClock: '2026-11-23T10:00:00+01:00' });
    await addDepartment(system, 'testamt');
    started(system);
  }, 180_000);

  afterAll(() => system?.remove(), 60_000);
}
