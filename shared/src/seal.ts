import { hkdfSync } from 'node:crypto';
import { EncryptJWT, jwtDecrypt } from 'jose';

/** Encrypts and authenticates (A256GCM) what only holders of one secret can read or make. */
export interface Seal {
  /** `until` in seconds since 1970; for ever without. */
  close(content: Record<string, unknown>, until?: number): Promise<string>;
  /** Undefined where it has ended, was changed, or was closed with another secret or for another purpose. */
  open(sealed: string): Promise<unknown>;
}

/** Keys for different purposes differ, so nothing passes for something else. */
export function createSeal(secret: string, purpose: string): Seal {
  const key = new Uint8Array(hkdfSync('sha256', secret, '', `serviceportal ${purpose}`, 32));
  return {
    close(content, until) {
      const sealed = new EncryptJWT(content).setProtectedHeader({ alg: 'dir', enc: 'A256GCM' });
      if (until !== undefined) sealed.setExpirationTime(until);
      return sealed.encrypt(key);
    },
    async open(sealed) {
      try {
        const { payload } = await jwtDecrypt(sealed, key, {
          keyManagementAlgorithms: ['dir'],
          contentEncryptionAlgorithms: ['A256GCM'],
        });
        return payload;
      } catch {
        return undefined;
      }
    },
  };
}
