import { describe, expect, it } from '@jest/globals';
import { passedOn } from './headers.ts';

describe('the headers that are passed on', () => {
  it('are those of the message, not of the connection, and no cookies', () => {
    const message = {
      'content-type': 'application/json',
      'idempotency-key': 'k',
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      authorization: 'Bearer t',
      'transfer-encoding': 'chunked',
    };
    const others = {
      connection: 'keep-alive, X-Only-Here',
      'x-only-here': '1',
      'keep-alive': 'timeout=5',
      te: 'trailers',
      upgrade: 'websocket',
      'proxy-authorization': 'Basic eDp5',
      cookie: 'session=x',
      'set-cookie': ['a=b'],
    };
    expect(passedOn({ ...message, ...others })).toEqual(message);
  });

  it('keep what says where the body ends, whatever the sender calls it', () => {
    const headers = { connection: 'Content-Length, close, transfer-encoding', 'content-length': '3' };
    expect(passedOn(headers)).toEqual({ 'content-length': '3' });
  });
});
