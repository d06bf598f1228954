import { expect, it } from '@jest/globals';
import { developmentSecret, readSecretText } from './secret-text.ts';

const marked = developmentSecret('s3cret');

it.each([
  [marked, 's3cret', true],
  [`${marked}\n`, 's3cret', true],
  [marked.replaceAll('\n', '\r\n'), 's3cret', true],
  ['s3cret', 's3cret', false],
  [' s3cret\n', 's3cret', false],
  ['s3cret\n# A development secret', 's3cret\n# A development secret', false],
  ['', '', false],
])('%j holds %j, for development: %s', (text, secret, forDevelopment) => {
  expect(readSecretText(text)).toEqual({ secret, forDevelopment });
});
