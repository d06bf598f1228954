import { fact } from '@serviceportal/shared/telemetry';

export const signedIn = fact('signed in', 'Sessions that began', []);
export const signedOut = fact('signed out', 'Sessions that people ended', []);
export const signInFailed = fact('sign in failed', 'Sign-ins that did not come about, by reason', ['reason']);
export const sessionEnded = fact('session ended', 'Sessions that the identity provider did not renew', []);
export const foreignRequestRefused = fact(
  'foreign request refused',
  'Requests with a session that another site had sent',
  [],
);
