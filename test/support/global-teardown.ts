import { removeTestKeys, stopTestDatabase, stopTestIssuer } from './global-setup.ts';

export default async function globalTeardown(): Promise<void> {
  await stopTestDatabase.run?.();
  await stopTestIssuer.run?.();
  await removeTestKeys.run?.();
}
