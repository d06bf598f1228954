import { expect, it } from '@jest/globals';
import { summaryOf } from './summary.ts';

const at = (port: number) => `http://127.0.0.1:${port}`;
const urls = {
  ...{ 'call-intake': at(8601), knowledge: at(8602), tickets: at(8603), notify: at(8604), directory: at(8605) },
  ...{
    desk: at(8600),
    nats: 'nats://127.0.0.1:8606',
    mongodb: 'mongodb://u:secret@127.0.0.1:8607',
    smtp: 'smtp://127.0.0.1:8608',
  },
};

it('says where each part answers, also the processes behind a balanced port, and no password', () => {
  const replicas = { tickets: [at(8703), at(8803)] };
  const system = { urls, replicas, dataDir: '/home/anna/portal/.data', developmentSignIn: true };
  const lines = summaryOf(system, '/home/anna/portal').split('\n');
  expect(lines).toContain(`  tickets      ${at(8603)} balances ${at(8703)}, ${at(8803)}`);
  expect(lines).toContain(`  notify       ${at(8604)}`);
  expect(lines).toContain('  mongodb      mongodb://127.0.0.1:8607');
  expect(lines.join()).toContain('Data, logs and keys are in .data.');
});

it.each([
  ['/home/anna/portal', '.'],
  ['/home/anna/portal/my/data', 'my/data'],
  ['/tmp/d4', '/tmp/d4'],
  ['/home/anna', '/home/anna'],
])('says of a folder at %s that it is %s', (dataDir, shown) => {
  const summary = summaryOf({ urls, replicas: {}, dataDir, developmentSignIn: true }, '/home/anna/portal');
  expect(summary).toContain(`Data, logs and keys are in ${shown}. Ctrl-C stops all.`);
});
