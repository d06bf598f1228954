/** What the SMTP server says instead of accepting a recipient. */
interface TrialRefusal {
  code: 451 | 550;
  text: string;
}

/** Addresses that behave like a mail server in trouble, whatever their domain; shown at the foot of the inbox page. */
export const TRIAL_ADDRESSES = [
  ['tempfail@… oder 451@…', 'wird immer vorübergehend abgelehnt (451)'],
  ['tempfail-2@…', 'wird die ersten zwei Male vorübergehend abgelehnt, dann angenommen'],
  ['permfail@… oder 550@…', 'wird endgültig abgelehnt (550)'],
  ['lostreply@…', 'wird angenommen, aber die Bestätigung geht verloren'],
] as const;

export interface TrialAddresses {
  /** Why this recipient is refused now; counts the tries of addresses that are refused only a few times. */
  refuse(address: string): TrialRefusal | undefined;
  losesReply(address: string): boolean;
}

export function createTrialAddresses(): TrialAddresses {
  const tries = new Map<string, number>();
  return {
    refuse(address) {
      const local = localPart(address);
      if (/^(permfail|550)$/.test(local)) return { code: 550, text: '5.1.1 Trial: no such mailbox' };
      const temporary = /^(?:tempfail|451)(?:-(\d+))?$/.exec(local);
      if (!temporary) return undefined;
      const made = (tries.get(address) ?? 0) + 1;
      tries.set(address, made);
      const refusals = temporary[1] === undefined ? Infinity : Number(temporary[1]);
      return made > refusals ? undefined : { code: 451, text: '4.2.1 Trial: mailbox busy, try again later' };
    },
    losesReply: (address) => localPart(address) === 'lostreply',
  };
}

function localPart(address: string): string {
  return address.slice(0, address.lastIndexOf('@')).toLowerCase();
}
