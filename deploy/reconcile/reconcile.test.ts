import { describe, expect, it } from '@jest/globals';
import { ConfigError } from '@serviceportal/shared/errors';
import { createLifecycle } from '@serviceportal/shared/lifecycle';
import { eventually } from '../../test/support/eventually.ts';
import { alone } from '../rebuild/alone.ts';
import { openOperator } from '../rebuild/operator.ts';
import { readAgain } from './again.ts';
import { listDeadLetters } from './dead-letters.ts';
import { durable, stageTransfers } from './testing/stage-transfers.ts';

/** More than one batch. */
const TRANSFERS = 510;
const stage = stageTransfers(TRANSFERS);

describe('reconciling', () => {
  it('finds log and view level', async () => {
    expect(await stage.reconcile()).toBe(true);
    expect(stage.said.at(-1)).toMatch(
      /^directory: TRANSFERS has 510 events up to 510 for directory-view-transfers: level[.]$/,
    );
  });

  it('finds events and documents that the view lacks, and projects them once more', async () => {
    const before = await stage.contents();
    await stage.collection('transfers').deleteMany({ transferId: /9$/ });
    await stage.collection('transfers').updateMany({ transferId: /8$/ }, { $set: { seq: 0 } });
    await stage.collection('transfer_events').deleteMany({ aggregateId: /7$/ });

    expect(await stage.reconcile()).toBe(false);
    expect(stage.said.at(-1)).toMatch(
      /51 events missing in the view .*: --repair; 102 documents older than the log .*: --repair/,
    );
    expect(await stage.reconcile(true)).toBe(true);
    expect(stage.said.at(-1)).toBe('directory: 153 events projected once more.');
    expect(await stage.contents()).toEqual(before);
    expect(await stage.reconcile()).toBe(true);
  });

  it('and making anew are for one at a time', async () => {
    await alone(stage.view, async () => {
      await expect(stage.reconcile()).rejects.toThrow('Somebody is at this database already');
      await expect(stage.remakeStream()).rejects.toThrow(ConfigError);
    });
    expect(await stage.reconcile()).toBe(true);
  });
});

it('lists the messages that were given up', async () => {
  const own = createLifecycle();
  const operator = await openOperator(stage.addresses, own);
  await listDeadLetters(operator, (line) => stage.said.push(line));
  expect(stage.said).toEqual(['No message was given up in the last 30 days.']);
  stage.realm.operator.publish('transfers.bad.connected', 'no event');
  await eventually(async () => expect(await stage.realm.deadLetters()).toHaveLength(1));
  await listDeadLetters(operator, (line) => stage.said.push(line));
  expect(stage.said[1]).toMatch(/^2.*Z {2}TRANSFERS 511 {2}directory-view-transfers {2}bad-json after 1 try: /);

  await readAgain({ durable: durable.name, sequence: 500 }, [], operator, (line) => stage.said.push(line));
  expect(stage.said.at(-1)).toBe('directory-view-transfers reads TRANSFERS again from 500 on.');
  await stage.projected();
  await expect(readAgain({ durable: 'nobody', sequence: 1 }, [], operator, () => undefined)).rejects.toThrow(
    ConfigError,
  );
  await own.close();
});
