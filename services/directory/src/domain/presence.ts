import { type Presence, PresenceChanged } from '@serviceportal/shared/contracts';
import { type Decision, happened } from '@serviceportal/shared/decision';
import { refuse } from '@serviceportal/shared/errors';
import { formatTimestamp, Temporal } from '@serviceportal/shared/time';

export interface SetPresence {
  readonly departmentId: string;
  readonly staffed: boolean;
  readonly until?: Temporal.Instant;
  readonly why?: string;
}

/** A department says whether somebody is there; without `until` it holds until it says otherwise. */
export function setPresence(command: SetPresence, now: Temporal.Instant, zone: string): Decision<Presence> {
  const { departmentId, staffed, until, why } = command;
  if (until && Temporal.Instant.compare(until, now) <= 0) {
    return refuse('invalid', 'until must lie in the future', [{ path: 'until', message: 'must lie in the future' }]);
  }
  return happened(PresenceChanged, {
    departmentId,
    staffed,
    until: until && formatTimestamp(until, zone),
    why: why || undefined,
    changedAt: formatTimestamp(now, zone),
  });
}

/** Until when nobody is there at `at`, in the city's zone; undefined where somebody is, or nobody knows until when. */
export function absentUntil(presence: Presence | undefined, at: Temporal.Instant): string | undefined {
  const said = presenceAt(presence, at);
  return said && !said.staffed ? said.until : undefined;
}

/** What was said of a department's presence, as long as it holds. */
export function presenceAt(presence: Presence | undefined, at: Temporal.Instant): Presence | undefined {
  if (!presence?.until) return presence;
  return Temporal.Instant.compare(at, Temporal.Instant.from(presence.until)) < 0 ? presence : undefined;
}
