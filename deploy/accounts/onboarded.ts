import type { JetStreamManager } from '@nats-io/jetstream';
import { Department, DepartmentAggregate } from '@serviceportal/shared/contracts';
import { ConfigError } from '@serviceportal/shared/errors';
import { decodeEnvelope } from '@serviceportal/shared/log';
import { z } from 'zod';

const Data = z.object({ department: Department.pick({ onboardedOn: true }) });

/**
 * Throws a `ConfigError` for a department that the directory doesn't know, or that has no date from which it takes part.
 * Read from the log itself: the directory may be down, and it also knows departments that are in no city folder.
 */
export async function checkOnboarded(jsm: JetStreamManager, departmentId: string): Promise<void> {
  const { stream } = DepartmentAggregate;
  const last = await jsm.streams.getMessage(stream, { last_by_subj: DepartmentAggregate.filter(departmentId) });
  if (!last) {
    throw new ConfigError(
      `the directory knows no department ${departmentId}: enter it there first (PUT /departments/${departmentId}, see README.md).`,
    );
  }
  const { department } = Data.parse(decodeEnvelope(last.data).data);
  if (!department.onboardedOn) {
    throw new ConfigError(
      `${departmentId} has no onboardedOn in the directory: enter the day from which it takes part.`,
    );
  }
}
