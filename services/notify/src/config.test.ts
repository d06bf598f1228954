import { afterAll, describe, expect, it } from '@jest/globals';
import { readConfig } from '@serviceportal/shared/config';
import { ConfigError } from '@serviceportal/shared/errors';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mailDomainOf, NotifyConfig, senderOf } from './config.ts';

const folder = mkdtempSync(join(tmpdir(), 'notify-config-'));
const keyFile = join(folder, 'key');
writeFileSync(keyFile, 'k'.repeat(32));
const good = {
  PORT: '0',
  NATS_URL: 'nats://127.0.0.1:8606',
  MONGODB_URL: 'mongodb://127.0.0.1:8607',
  SMTP_URL: 'smtp://127.0.0.1:8608',
  HMAC_KEY_FILE: keyFile,
  OIDC_ISSUER: 'https://sso.krefeld.example/realms/stadt',
};

afterAll(() => rmSync(folder, { recursive: true }));

describe('the configuration', () => {
  it('needs no more than a mail server', () => {
    const config = readConfig(NotifyConfig, good);
    expect(config).toMatchObject({
      SMTP_REQUIRE_TLS: 'yes',
      MAIL_FROM: 'servicetelefon@example.org',
      MAILS_PER_HOUR: 6,
      HOLD_MAILS: 'no',
    });
    expect(mailDomainOf(config)).toBe('example.org');
    expect(mailDomainOf({ ...config, MAIL_FROM: 'service@Krefeld.example' })).toBe('krefeld.example');
    expect(mailDomainOf({ ...config, MAIL_DOMAIN: 'mail.krefeld.example' })).toBe('mail.krefeld.example');
  });

  it.each([
    ['SMTP_URL', undefined],
    ['SMTP_URL', 'http://127.0.0.1'],
    ['SMTP_URL', 'smtp://user:geheim@'],
    ['SMTP_REQUIRE_TLS', 'maybe'],
    ['HOLD_MAILS', 'true'],
    ['MAIL_FROM', 'Stadt <a@example.org>'],
    ['MAIL_FROM', 'a@example.org, b@example.org'],
    ['MAIL_FROM', 'a@example.org\r\nBcc: b@example.org'],
    ['MAIL_DOMAIN', 'no domain'],
    ['MAIL_DOMAIN', 'a.example>\r\nBcc: b@example.org'],
    ['STATUS_URL', 'javascript:alert(1)'],
    ['STATUS_URL', ''],
    ['MAILS_PER_HOUR', '0'],
  ])('names %s when it is %j, and never its value', (name, value) => {
    const read = () => readConfig(NotifyConfig, { ...good, [name]: value });
    expect(read).toThrow(ConfigError);
    expect(read).toThrow(name);
    expect(read).not.toThrow('geheim');
  });

  it('wants the city’s own address in production', () => {
    expect(() => senderOf({ MAIL_FROM: 'servicetelefon@example.org', NODE_ENV: 'production' })).toThrow(/MAIL_FROM/);
    expect(senderOf({ MAIL_FROM: 'service@krefeld.de', NODE_ENV: 'production' })).toBe('service@krefeld.de');
  });
});
