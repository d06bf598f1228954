import { beforeEach, expect, it } from '@jest/globals';
import { eventually } from '@serviceportal/test/eventually';
import { createLifecycle } from '../lifecycle.ts';
import { createLogger } from '../telemetry/index.ts';
import { createLoss, type Loss } from './loss.ts';

const LASTING_MS = 40;
const AWAY = 'database is not reachable, lists and search wait for it';
const BACK = 'database is back';
const CONNECTED = 'database connected';

const lines: string[] = [];
let loss: Loss;

/** A database that was there already. */
beforeEach(() => {
  const destination = { write: (text: string) => void lines.push((JSON.parse(text) as { msg: string }).msg) };
  loss = createLoss(createLogger({ service: 'test', destination }), createLifecycle(), LASTING_MS);
  loss.begins();
  loss.felt();
  loss.ends();
  lines.length = 0;
});

it('a loss that lasts is told once, and so is its end', async () => {
  loss.begins();
  loss.begins();
  await eventually(() => expect(lines).toEqual([AWAY]));
  loss.felt();
  loss.ends();
  expect(lines).toEqual([AWAY, CONNECTED, BACK]);
});

it('a short one is told only where an operation felt it', async () => {
  loss.begins();
  loss.ends();
  loss.begins();
  loss.felt();
  loss.ends();
  expect(lines).toEqual([CONNECTED, AWAY, CONNECTED, BACK]);
  // The control: the clock of the short ones has stopped, that of a lasting one runs.
  loss.begins();
  await eventually(() => expect(lines).toHaveLength(5));
  expect(lines[4]).toBe(AWAY);
});

it('a database that refuses some operations is away until none was refused for a while', async () => {
  loss.felt();
  expect(loss.isFelt()).toBe(true);
  loss.passed();
  expect(loss.isFelt()).toBe(false);
  loss.felt();
  loss.passed();
  expect(lines).toEqual([AWAY]);
  await eventually(() => {
    loss.passed();
    expect(lines).toEqual([AWAY, BACK]);
  });
});

it('before the first connection only what lasts is told', async () => {
  const destination = { write: (text: string) => void lines.push((JSON.parse(text) as { msg: string }).msg) };
  const first = createLoss(createLogger({ service: 'test', destination }), createLifecycle(), LASTING_MS);
  first.begins();
  first.felt();
  expect(lines).toEqual([]);
  await eventually(() => expect(lines).toEqual([AWAY]));
});

it('nothing is told of a service that ends', async () => {
  const life = createLifecycle();
  const destination = { write: (text: string) => void lines.push(text) };
  const ending = createLoss(createLogger({ service: 'test', destination }), life, LASTING_MS);
  ending.begins();
  ending.ends();
  lines.length = 0;
  await life.close();
  ending.begins();
  ending.felt();
  expect(lines).toEqual([]);
});
