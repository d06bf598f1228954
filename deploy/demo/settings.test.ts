import { expect, it } from '@jest/globals';
import { readConfig } from '@serviceportal/shared/config';
import { DemoSettings } from './settings.ts';

it.each([
  [{}, undefined],
  [{ PORT_BASE: '19600' }, 19_600],
])('with %j the ports of a demo begin at %s', (env, portBase) => {
  expect(readConfig(DemoSettings, env)).toEqual({ CITY: 'krefeld', PORT_BASE: portBase });
});

it('refuses ports that are none', () => {
  expect(() => readConfig(DemoSettings, { PORT_BASE: '19600x' })).toThrow(
    'PORT_BASE must be a whole number from 1024 to 64600.',
  );
});
