import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Email, parseEmail } from './email.ts';

describe('a mail address', () => {
  it.each([
    ['erika@example.de', 'erika@example.de'],
    [' Erika.Muster+amt@Example.DE ', 'Erika.Muster+amt@example.de'],
    ["o'brien@example.de", "o'brien@example.de"],
    ['erika@müller.de', 'erika@xn--mller-kva.de'],
    ['erika@mu\u0308ller.de', 'erika@xn--mller-kva.de'],
  ])('%j is kept as %s', (text, address) => {
    expect(parseEmail(text)).toBe(address);
  });

  it.each([
    [''],
    ['erika'],
    ['@example.de'],
    ['erika@'],
    ['erika@localhost'],
    ['erika@@example.de'],
    ['erika@example.de\r\nBcc: evil@example.org'],
    ['erika@example.de\n'],
    ['erika@example.de, evil@example.org'],
    ['erika@example.de;evil@example.org'],
    ['Amt: erika@example.de, evil@example.org;'],
    ['Erika <erika@example.de>'],
    ['<erika@example.de>'],
    ['"erika muster"@example.de'],
    ['erika(comment)@example.de'],
    ['erika@[127.0.0.1]'],
    ['erika@127.0.0.1'],
    ['erika@example%2ede'],
    ['erika@example.de evil@example.org'],
    ['erika@exa\u0000mple.de'],
    [`${'a'.repeat(310)}@example.de`],
    [`erika@${'a.'.repeat(130)}de`],
  ])('%j is refused', (text) => {
    expect(parseEmail(text)).toBeUndefined();
    expect(Email.safeParse(text).success).toBe(false);
  });

  it('is always one recipient in ASCII, and reads itself again', () => {
    fc.assert(
      fc.property(fc.oneof(fc.emailAddress(), fc.string({ unit: 'binary' })), (text) => {
        const address = parseEmail(text);
        if (address === undefined) return;
        expect(address).toMatch(/^[!-~]+@[!-~]+$/);
        expect(address).not.toMatch(/[,;:<>()[\]\\"]/);
        expect(parseEmail(address)).toBe(address);
      }),
    );
  });
});
