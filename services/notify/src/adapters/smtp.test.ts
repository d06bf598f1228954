import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ConfigError } from '@serviceportal/shared/errors';
import { addressesOf, openScriptedSmtp, type Behaviour, type ScriptedSmtp } from '../../test/scripted-smtp.ts';
import { createMailServer, isLoopback, type MailServer, type OutgoingMail } from './smtp.ts';
import { failureOf } from './smtp-failure.ts';

let smtp: ScriptedSmtp;
let server: MailServer;
const usual = { SMTP_REQUIRE_TLS: 'yes', NODE_ENV: 'test' } as const;
const never = new AbortController().signal;
const letter = {
  subject: 'Antwort der Stadt Köln-Müngersdorf [7K3Q-9F2M]',
  text: 'Schöne Grüße\n.\nnach dem Punkt\n',
  html: '<p>Schöne Grüße</p>',
  language: 'de' as const,
};

function mailTo(email: string, changes: Partial<OutgoingMail> = {}): OutgoingMail {
  const from = { name: 'Stadt Köln', address: 'service@stadt.example' };
  return {
    from,
    to: { email },
    messageId: '<1.answer.a@stadt.example>',
    inReplyTo: '<1.confirmation.b@stadt.example>',
    letter,
    ...changes,
  };
}

beforeAll(async () => {
  smtp = await openScriptedSmtp();
  server = createMailServer({ ...usual, SMTP_URL: smtp.url });
});
afterAll(() => smtp?.close());

describe('the mail server', () => {
  it('gets one mail with both parts, umlauts and the headers that machines respect', async () => {
    expect(await server.send(mailTo('erika@example.org'), never)).toEqual({
      sent: true,
      reply: { code: 250, kind: 'accepted' },
    });
    const { envelope, parsed, raw } = smtp.received.at(-1)!;
    expect(envelope).toEqual({ from: 'service@stadt.example', to: ['erika@example.org'] });
    expect(parsed.subject).toBe(letter.subject);
    expect(parsed.text).toContain(letter.text.trim());
    expect(parsed.html).toContain('Schöne Grüße');
    expect(parsed.from?.text).toBe('"Stadt Köln" <service@stadt.example>');
    expect(addressesOf(parsed.to)).toEqual(['erika@example.org']);
    expect(parsed.messageId).toBe('<1.answer.a@stadt.example>');
    expect(parsed.inReplyTo).toBe('<1.confirmation.b@stadt.example>');
    expect([parsed.references].flat()).toEqual(['<1.confirmation.b@stadt.example>']);
    expect(parsed.headers.get('auto-submitted')).toBe('auto-generated');
    expect(parsed.headers.get('x-auto-response-suppress')).toBe('All');
    expect(parsed.headers.get('content-language')).toBe('de');
    expect(raw).toMatch(/^Content-Type: multipart\/alternative/m);
  });

  it('gets an address with an umlaut domain in its ASCII form', async () => {
    await server.send(mailTo('erika@müller.example'), never);
    expect(smtp.received.at(-1)!.raw).toMatch(/^To: erika@xn--mller-kva\.example\r$/m);
  });

  it.each([
    'erika@example.org\r\nBcc: evil@example.net',
    'erika@example.org\r\nRCPT TO:<evil@example.net>',
    'erika@example.org, evil@example.net',
    'erika@example.org evil@example.net',
    'Opfer: erika@example.org, evil@example.net;',
    'Erika <evil@example.net>',
    '"a b"@example.org',
    'erika@example.org\0',
    `${'a'.repeat(320)}@example.org`,
    '',
  ])('is never asked about what is not exactly one address: %j', async (to) => {
    const before = [smtp.named.length, smtp.received.length];
    expect(await server.send(mailTo(to), never)).toEqual({
      sent: false,
      permanent: true,
      reply: { kind: 'bad-address' },
    });
    expect([smtp.named.length, smtp.received.length]).toEqual(before);
  });

  it('gets no header that somebody hid in a name or a number', async () => {
    const evil = 'x\r\nBcc: evil@example.net\r\n\r\nbody';
    const from = { name: evil, address: 'service@stadt.example' };
    await server.send(mailTo('erika@example.org', { from, letter: { ...letter, subject: evil } }), never);
    const { envelope, parsed } = smtp.received.at(-1)!;
    expect(envelope.to).toEqual(['erika@example.org']);
    expect(parsed.bcc).toBeUndefined();
    expect(parsed.text).toContain('Schöne Grüße');
  });

  const cases: [string, Behaviour, object][] = [
    [
      '550 for the recipient',
      { do: 'refuse', code: 550, at: 'recipient' },
      { permanent: true, reply: { code: 550, kind: 'refused' } },
    ],
    [
      '552 for the mail',
      { do: 'refuse', code: 552, at: 'end' },
      { permanent: true, reply: { code: 552, kind: 'refused' } },
    ],
    [
      '451 for the recipient',
      { do: 'refuse', code: 451, at: 'recipient' },
      { permanent: false, reply: { code: 451, kind: 'refused' } },
    ],
    [
      '452 for the mail',
      { do: 'refuse', code: 452, at: 'end' },
      { permanent: false, reply: { code: 452, kind: 'refused' } },
    ],
    ['the line cut after the dot', { do: 'cut' }, { permanent: false, reply: { kind: 'unreachable' } }],
  ];
  it.each(cases)('that says %s', async (_what, behaviour, failure) => {
    smtp.script('case@example.org', behaviour);
    expect(await server.send(mailTo('case@example.org'), never)).toMatchObject({ sent: false, ...failure });
  });

  it.each(['recipient', 'end'] as const)('that hangs at the %s is left when told', async (at) => {
    smtp.script('hang@example.org', { do: 'hang', at });
    const stop = new AbortController();
    const sending = server.send(mailTo('hang@example.org'), stop.signal);
    smtp.onReceived = () => stop.abort();
    if (at === 'recipient') stop.abort();
    expect(await sending).toMatchObject({ sent: false, permanent: false, reply: { kind: 'interrupted' } });
    smtp.onReceived = () => undefined;
  });

  it('that is not there may be there later', async () => {
    const away = createMailServer({ ...usual, SMTP_URL: 'smtp://127.0.0.1:1' });
    expect(await away.send(mailTo('erika@example.org'), never)).toMatchObject({
      permanent: false,
      reply: { kind: 'unreachable' },
    });
  });
});

describe('the way to the mail server', () => {
  it.each([
    ['smtp://127.0.0.1:8608', 'yes', true],
    ['smtp://[::1]:8608', 'no', true],
    ['smtp://relay.example', 'yes', true],
    ['smtp://relay.example', 'no', false],
    ['smtps://relay.example', 'no', true],
  ] as const)('%s with TLS required: %s', (SMTP_URL, SMTP_REQUIRE_TLS, isProtected) => {
    expect(createMailServer({ ...usual, SMTP_URL, SMTP_REQUIRE_TLS }).isProtected).toBe(isProtected);
  });

  it.each([
    ['smtp://relay.example', 'no'],
    ['smtp://10.0.0.1:25', 'no'],
  ] as const)('starts no production over an open line: %s', (SMTP_URL, SMTP_REQUIRE_TLS) => {
    const open = () => createMailServer({ SMTP_URL, SMTP_REQUIRE_TLS, NODE_ENV: 'production' });
    expect(open).toThrow(ConfigError);
    expect(open).toThrow(/^SMTP_REQUIRE_TLS is no: .*[.]$/);
  });

  it.each([
    ['smtp://127.0.0.1:25', 'no'],
    ['smtps://relay.example', 'no'],
    ['smtp://relay.example', 'yes'],
  ] as const)('starts production over %s with TLS required: %s', (SMTP_URL, SMTP_REQUIRE_TLS) => {
    expect(createMailServer({ SMTP_URL, SMTP_REQUIRE_TLS, NODE_ENV: 'production' }).isProtected).toBe(true);
  });

  describe('to a server that is not on this machine', () => {
    // Another spelling of loopback, which counts as any other address.
    const elsewhere = ({ url }: ScriptedSmtp) => url.replace('127.0.0.1', '[::ffff:127.0.0.1]');

    it.each([
      ['has no TLS', false],
      ['has TLS that nobody vouches for', true],
    ])('that %s tells it neither address nor words', async (_what, starttls) => {
      const relay = await openScriptedSmtp({ starttls });
      try {
        const strict = createMailServer({ ...usual, SMTP_URL: elsewhere(relay) });
        expect(await strict.send(mailTo('erika@example.org'), never)).toMatchObject({ sent: false, permanent: false });
        expect([relay.named, relay.received]).toEqual([[], []]);
      } finally {
        await relay.close();
      }
    });

    // The control: it is the missing TLS that keeps the mail back.
    it('that has no TLS takes mails where none is required', async () => {
      const lax = createMailServer({ ...usual, SMTP_URL: elsewhere(smtp), SMTP_REQUIRE_TLS: 'no' });
      expect(await lax.send(mailTo('erika@example.org'), never)).toMatchObject({ sent: true });
    });
  });

  it.each([
    ['localhost', true],
    ['127.8.0.1', true],
    ['127.0.0.1.evil.example', false],
    ['localhost.evil.example', false],
    ['10.0.0.1', false],
  ])('%s stays on this machine: %s', (host, local) => expect(isLoopback(host)).toBe(local));
});

describe('a failure', () => {
  it.each([
    [
      'a wrong password',
      { code: 'EAUTH', responseCode: 535 },
      { permanent: false, reply: { code: 535, kind: 'sign-in' } },
    ],
    [
      'a missing password',
      { code: 'EENVELOPE', responseCode: 530 },
      { permanent: false, reply: { code: 530, kind: 'sign-in' } },
    ],
    ['no TLS', { code: 'ETLS' }, { permanent: false, reply: { kind: 'tls' } }],
    [
      'a mail larger than announced',
      { code: 'EMESSAGE', command: 'MAIL FROM' },
      { permanent: true, reply: { kind: 'too-large' } },
    ],
    ['a bug', new TypeError('x'), { permanent: false, reply: { kind: 'unknown' } }],
  ])('by %s', (_what, cause, failure) => expect(failureOf(cause)).toEqual(failure));
});
