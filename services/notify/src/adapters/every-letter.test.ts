import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { MailTemplate } from '@serviceportal/shared/contracts';
import { addressesOf, openScriptedSmtp, type ScriptedSmtp } from '../../test/scripted-smtp.ts';
import { letterOf } from '../templates/letter.ts';
import { contentFor } from '../templates/sample-content.ts';
import { createMailServer, type MailServer } from './smtp.ts';

let smtp: ScriptedSmtp;
let server: MailServer;

beforeAll(async () => {
  smtp = await openScriptedSmtp();
  server = createMailServer({ SMTP_URL: smtp.url, SMTP_REQUIRE_TLS: 'yes', NODE_ENV: 'test' });
});
afterAll(() => smtp?.close());

const all = MailTemplate.options.flatMap((template) =>
  (['de', 'en'] as const).map((lang) => [template, lang] as const),
);

it.each(all)('%s in %s is read by another parser as it was written', async (template, language) => {
  const mail = { template, citizen: { language }, content: contentFor(template) };
  const letter = letterOf(mail, { zone: 'Europe/Berlin', statusUrl: 'https://www.krefeld.example/vormerkung' });
  const sent = await server.send(
    {
      from: { name: 'Stadt Krefeld', address: 'service@krefeld.example' },
      to: { name: 'Bürgerbüro, Süd', email: 'sued@krefeld.example' },
      messageId: '<7K3Q9F2M.status.e1@krefeld.example>',
      inReplyTo: '<7K3Q9F2M.confirmation@krefeld.example>',
      letter,
    },
    new AbortController().signal,
  );
  expect(sent).toMatchObject({ sent: true });
  const { parsed, raw } = smtp.received.at(-1)!;
  expect(parsed.subject).toBe(letter.subject);
  expect(parsed.text?.trimEnd()).toBe(letter.text.trimEnd());
  expect(parsed.html).toBe(letter.html);
  expect(parsed.to).toMatchObject({ value: [{ name: 'Bürgerbüro, Süd' }] });
  expect(addressesOf(parsed.to)).toEqual(['sued@krefeld.example']);
  expect([parsed.inReplyTo, ...[parsed.references].flat()]).toEqual(
    Array(2).fill('<7K3Q9F2M.confirmation@krefeld.example>'),
  );
  expect(parsed.headers.get('auto-submitted')).toBe('auto-generated');
  expect(parsed.headers.get('content-language')).toBe(letter.language);
  // Old mail servers cut longer lines and umlauts.
  for (const line of raw.split('\r\n')) expect(line).toMatch(/^[\x20-\x7e\t]{0,998}$/);
});
