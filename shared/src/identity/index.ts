export { Actor, actorName, workerOf } from './actor.ts';
export { Email, parseEmail } from './email.ts';
export { canonicalJson, causeFromKey, type KeyedCommand } from './idempotency.ts';
export {
  CallerNumber,
  E164,
  isWithheld,
  maskPhone,
  NotAPhoneNumber,
  parsePhone,
  Phone,
  setHomeAreaCode,
} from './phone.ts';
export { phoneText } from './phone-text.ts';
export { isPin, pinFor } from './pin.ts';
export { displayTicketId, parseTicketNumber, TicketId, ticketIdFrom, TicketNumber } from './ticket-number.ts';
