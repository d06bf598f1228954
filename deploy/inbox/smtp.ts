import { buffer } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import type { MailStore } from './mail-store.ts';
import { createTrialAddresses } from './trial-addresses.ts';

const MAX_BYTES = 25 * 1024 * 1024;

/** Answers 250 only when the mail is on disk. Addresses of trial-addresses.ts misbehave on purpose. */
export function createSmtpServer(store: MailStore): SMTPServer {
  const trial = createTrialAddresses();
  return new SMTPServer({
    name: 'inbox.localhost',
    banner: 'development inbox',
    size: MAX_BYTES,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    closeTimeout: 1_000,
    onRcptTo(recipient, _session, callback) {
      const refusal = trial.refuse(recipient.address);
      callback(refusal && Object.assign(new Error(refusal.text), { responseCode: refusal.code }));
    },
    onData(stream, session, callback) {
      const from = session.envelope.mailFrom ? session.envelope.mailFrom.address : '';
      const to = session.envelope.rcptTo.map((recipient) => recipient.address);
      buffer(stream)
        .then(async (message) => {
          if (stream.sizeExceeded) return callback(Object.assign(new Error('Too large'), { responseCode: 552 }));
          await store.add({ from, to }, message);
          if (!to.some((address) => trial.losesReply(address))) callback(null, 'kept');
        })
        .catch((cause: unknown) => {
          console.error('a mail could not be kept', cause);
          callback(Object.assign(new Error('Not kept, try again'), { responseCode: 451 }));
        });
    },
  });
}
