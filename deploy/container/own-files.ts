import type { ServiceName } from '@serviceportal/shared/contracts';

/** The names of a service's secrets in its own folder. */
export const OWN_FILES = {
  natsSeed: 'nats.seed',
  hmacKey: 'hmac.key',
  pinKey: 'pin.key',
  sessionKey: 'session.key',
  deskKey: 'desk.key',
} as const;

/** Who makes or checks PINs. */
export const KNOWS_PINS: readonly ServiceName[] = ['call-intake', 'tickets'];
