import type { DirectoryCopy } from '@serviceportal/shared/directory-copy';
import { phoneText } from '@serviceportal/shared/identity';
import type { Contacts } from './domain/ticket-mail.ts';

/** Whom a citizen may call about a department's ticket; `Unavailable` while the directory's copy is not there. */
export async function contactsOf(directory: DirectoryCopy, departmentId: string): Promise<Contacts> {
  // Any revision will do: the mail names the number that holds now.
  const department = await directory.atLeast(departmentId, 1);
  const { cityName, number } = directory.hotline();
  return {
    departmentName: department.name,
    departmentNumber: phoneText(department.centralNumber, number),
    hotlineNumber: phoneText(number, number),
    cityName,
  };
}
