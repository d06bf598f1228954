import { describe, expect, it } from '@jest/globals';
import { createLifecycle } from './lifecycle.ts';

describe('a lifecycle', () => {
  it('closes in reverse, each once, after its signal', async () => {
    const life = createLifecycle();
    const closed: string[] = [];
    life.onClose('log', () => void closed.push(`log ${life.signal.aborted}`));
    life.onClose('server', async () => {
      await Promise.resolve();
      closed.push('server');
    });
    expect(life.signal.aborted).toBe(false);
    await Promise.all([life.close(), life.close()]);
    expect(closed).toEqual(['server', 'log true']);
  });

  it('runs every closer and keeps the first failure', async () => {
    const life = createLifecycle();
    const closed: string[] = [];
    const cause = new Error('refused');
    life.onClose('first', () => void closed.push('first'));
    life.onClose('second', () => {
      throw new Error('later');
    });
    life.onClose('third', () => Promise.reject(cause));
    await expect(life.close()).rejects.toMatchObject({ message: 'could not close third', cause });
    expect(closed).toEqual(['first']);
    await expect(life.close()).rejects.toThrow('could not close third');
  });

  it('closes at once what is opened while or after it closes', async () => {
    const life = createLifecycle();
    const closed: string[] = [];
    life.onClose('early', () => life.onClose('opened meanwhile', () => void closed.push('meanwhile')));
    await life.close();
    life.onClose('opened too late', () => void closed.push('late'));
    await life.close();
    expect(closed).toEqual(['meanwhile', 'late']);
  });
});
