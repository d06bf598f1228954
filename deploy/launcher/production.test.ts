import { describe, expect, it } from '@jest/globals';
import { checkProduction } from './production.ts';

const all = { oidcIssuer: 'https://anmeldung.stadt.example', smtpUrl: 'smtp://mail.stadt.example' };

describe('what production must be told', () => {
  it.each([
    [{ ...all, oidcIssuer: undefined }, /^OIDC_ISSUER is missing: [^;]* when NODE_ENV is production\.$/],
    [{ ...all, smtpUrl: undefined }, /^SMTP_URL is missing: [^;]* when NODE_ENV is production\.$/],
    [{}, /^OIDC_ISSUER is missing: [^;]*; SMTP_URL is missing: [^;]* when NODE_ENV is production\.$/],
  ])('%j', (given, sentence) => expect(() => checkProduction(given)).toThrow(sentence));

  it('is nothing more', () => expect(() => checkProduction(all)).not.toThrow());
});
