import { createLifecycle, type Lifecycle } from '@serviceportal/shared/lifecycle';
import { createLogger } from '@serviceportal/shared/telemetry';
import { readConfig } from '@serviceportal/shared/config';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@serviceportal/test/eventually';
import { startTestIssuer, type TestIssuer } from '@serviceportal/test/issuer';
import { DeskConfig } from '../src/config.ts';
import { createIdentityProvider } from '../src/sign-in/provider.ts';
import { openDesk, type StartedDesk } from './support/started-desk.ts';

let life: Lifecycle;
let issuer: TestIssuer;

beforeEach(async () => {
  life = createLifecycle();
  issuer = await startTestIssuer();
  life.onClose('issuer', () => issuer.stop());
});
afterEach(() => life.close());

const open = () => openDesk(life, { OIDC_ISSUER: issuer.url, DEV_OIDC_DIR: undefined });
const ready = async ({ url }: StartedDesk): Promise<unknown> => (await fetch(`${url}/health/ready`)).json();

describe('the desk', () => {
  it('says by itself that nobody can sign in, and stays ready', async () => {
    await issuer.stop();
    expect(await ready(await open())).toEqual({ status: 'ready', degraded: ['sign-in'] });
  });

  it('says nothing of it where its provider answers', async () => {
    const desk = await open();
    await eventually(async () => expect(await ready(desk)).toEqual({ status: 'ready' }));
  });

  it('needs not ask its own', async () => {
    expect(await ready(await openDesk(life))).toEqual({ status: 'ready' });
  });
});

describe('the provider', () => {
  it('is looked after, gone or back, and what it said is kept meanwhile', async () => {
    const config = readConfig(DeskConfig, (await open()).env);
    const provider = createIdentityProvider(config, createLogger({ service: 'desk', level: 'silent' }));
    provider.watch(life, 20);
    await eventually(() => Promise.resolve(expect(provider.isUp()).toBe(true)));
    await issuer.stop();
    await eventually(() => Promise.resolve(expect(provider.isUp()).toBe(false)));
    expect((await provider.configuration()).serverMetadata().issuer).toBe(issuer.url);
    await issuer.start();
    await eventually(() => Promise.resolve(expect(provider.isUp()).toBe(true)));
  });
});
