import { describe, expect, it } from '@jest/globals';
import { settleSignIn } from './sign-in.ts';

describe('where people sign in', () => {
  const said: string[] = [];
  const options = {
    dataDir: '/data',
    localUrl: 'http://127.0.0.1:8600',
    say: (line: string) => void said.push(line),
  };

  it('is the desk’s own provider where no other is named', () => {
    expect(settleSignIn(options)).toEqual({
      everyone: { OIDC_ISSUER: 'http://127.0.0.1:8600/dev/oidc', OIDC_AUDIENCE: 'serviceportal' },
      desk: { DESK_URL: 'http://127.0.0.1:8600', DEV_OIDC_DIR: '/data/oidc' },
    });
    expect(said.at(-1)).toMatch(/^Sign-in: a development provider .*set OIDC_ISSUER to use another\.$/);
  });

  it('is the city’s where it is named, and then no other', () => {
    const [oidcIssuer, deskUrl] = ['https://anmeldung.stadt.example', 'https://portal.stadt.example'];
    expect(settleSignIn({ ...options, oidcIssuer, deskUrl })).toEqual({
      everyone: { OIDC_ISSUER: oidcIssuer },
      desk: { DESK_URL: deskUrl, DEV_OIDC_DIR: undefined },
    });
  });
});
