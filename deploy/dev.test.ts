import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

interface Outcome {
  code: number | string | null | undefined;
  stdout: string;
  stderr: string;
}

function start(args: string[], env: NodeJS.ProcessEnv): Promise<Outcome> {
  return new Promise((resolve) => {
    const command = [join(import.meta.dirname, 'dev.ts'), ...args];
    execFile(process.execPath, command, { env: { ...process.env, ...env } }, (failure, stdout, stderr) => {
      resolve({ code: failure ? failure.code : 0, stdout, stderr });
    });
  });
}

describe('npm start', () => {
  it.each([
    [['--scale', 'desks=2'], {}, /^--scale desks=2 names no service: use one of .*\n$/],
    [[], { PORT_BASE: 'eight' }, /^PORT_BASE must be a whole number from 1024 to 64600\.\n$/],
    [[], { LOG_LEVEL: 'loud' }, /^LOG_LEVEL must be trace, debug, .*\n$/],
    [[], { MAILS_PER_HOUR: '0', MAIL_FROM: 'wir' }, /^MAIL_FROM must be one e-mail .*; MAILS_PER_HOUR must be .*\n$/],
    [
      [],
      { STATUS_URL: 'krefeld.de', RINGING_LIMIT_MINUTES: '-1' },
      /RINGING_LIMIT_MINUTES must .*STATUS_URL must be .*\n$/,
    ],
    [[], { OTEL_EXPORTER_OTLP_ENDPOINT: 'bla' }, /^OTEL_EXPORTER_OTLP_ENDPOINT must be a URL like .*\n$/],
    [[], { OIDC_ISSUER: 'bla', DESK_URL: 'stadt' }, /^OIDC_ISSUER must be .*; DESK_URL must be an address .*\n$/],
    [[], { CITY: 'entenhausen' }, /^CITY is entenhausen, but .*\n$/],
    [[], { CITY_CLOCK: 'now' }, /^CITY_CLOCK must be a time with offset .*\n$/],
    [[], { CITY_CLOCK: '2026-11-23T09:00:00+01:00', NODE_ENV: 'production' }, /^CITY_CLOCK is for development .*\n$/],
    [[], { NODE_ENV: 'production' }, /^OIDC_ISSUER is missing: .*; SMTP_URL is missing: .*\n$/],
    [
      [],
      { NODE_ENV: 'production', OIDC_ISSUER: 'https://sso.stadt.example' },
      /^SMTP_URL is missing: set it to the mail server .*\n$/,
    ],
  ])('%j with %j ends with one sentence', async (args, env, sentence) => {
    expect(await start(args, env)).toEqual({ code: 1, stdout: '', stderr: expect.stringMatching(sentence) });
  });

  it('explains itself', async () => {
    expect(await start(['--help'], {})).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('--scale tickets=2'),
    });
  });
});
