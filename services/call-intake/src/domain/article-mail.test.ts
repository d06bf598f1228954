import { describe, expect, it } from '@jest/globals';
import type { Call } from '@serviceportal/shared/contracts';
import type { Actor } from '@serviceportal/shared/identity';
import { requestArticles } from './article-mail.ts';
import { after, eventOf, given, NOW } from './sample-call.ts';

const anna: Actor = { type: 'agent', id: 'anna' };
const wanted = { mailId: 'm1', articleIds: ['personalausweis', 'reisepass'], email: 'erika@example.org' };
const answered = { agentId: 'anna', answeredAt: NOW };

describe('articles by mail', () => {
  it('are asked for, with the address on the event alone', () => {
    const decision = requestArticles({ ...wanted, language: 'en' }, given(answered), anna, NOW);
    expect(eventOf(decision)).toEqual([
      'ArticlesRequested',
      { mailId: 'm1', articleIds: wanted.articleIds, citizen: { email: 'erika@example.org', language: 'en' } },
    ]);
    const call = after(decision);
    expect(call.articleMails).toEqual([{ mailId: 'm1', articleIds: wanted.articleIds, at: NOW }]);
    expect(JSON.stringify(call)).not.toContain('example.org');
  });

  it('may be asked for again, and leave the call as it is', () => {
    const first = after(requestArticles(wanted, given({ ...answered, endedAt: NOW }), anna, NOW));
    const second = after(requestArticles({ ...wanted, mailId: 'm2' }, first, anna, NOW));
    expect(second).toMatchObject({ state: 'ended', articleMails: [{ mailId: 'm1' }, { mailId: 'm2' }] });
  });

  it.each<[string, Call | undefined, string]>([
    ['unknown call', undefined, 'not-found'],
    ['nobody took the call', given({ endedAt: NOW }), 'conflict'],
    ['another agent has it', given({ ...answered, agentId: 'bert' }), 'conflict'],
  ])('are refused: %s', (_case, call, code) => {
    expect(requestArticles(wanted, call, anna, NOW)).toMatchObject({ code });
  });
});
