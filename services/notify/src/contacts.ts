import type { DirectoryCopy } from '@serviceportal/shared/directory-copy';
import { phoneText } from '@serviceportal/shared/identity';
import { type Mail, contactOn } from '@serviceportal/shared/contracts';
import type { Calendar } from '@serviceportal/shared/time';
import { isOfficeContent } from './domain/mail-content.ts';
import type { Office } from './domain/office-mail.ts';
import type { Contacts } from './domain/ticket-mail.ts';

/** Whom a citizen may call about a department's ticket; `Unavailable` while the directory's copy is not there. */
export async function contactsOf(directory: DirectoryCopy, departmentId: string): Promise<Contacts> {
  // Any revision will do: the mail names the number that holds now.
  const department = await directory.atLeast(departmentId, 1);
  return {
    departmentName: department.name,
    departmentNumber: phoneText(department.centralNumber, directory.hotline().number),
    ...cityContactsOf(directory),
  };
}

/** Whom a citizen may call about anything; `Unavailable` while the directory's copy is not there. */
export function cityContactsOf(directory: DirectoryCopy): Pick<Contacts, 'hotlineNumber' | 'cityName'> {
  const { cityName, number } = directory.hotline();
  return { hotlineNumber: phoneText(number, number), cityName };
}

/** Where a digest goes. */
export async function mailboxOf(directory: DirectoryCopy, departmentId: string): Promise<Office> {
  const contacts = await contactsOf(directory, departmentId);
  const { mailbox } = await directory.atLeast(departmentId, 1);
  return { departmentId, contacts, contact: { email: mailbox, name: contacts.departmentName } };
}

/** Who answers for the department on `date` (`2026-11-24`). */
export async function leadOf(directory: DirectoryCopy, departmentId: string, date: string): Promise<Office> {
  const contacts = await contactsOf(directory, departmentId);
  const contact = contactOn(await directory.atLeast(departmentId, 1), date);
  return { departmentId, contacts, contact };
}

/** The hours of the office a mail goes to; none for a mail to a citizen. */
export async function officeHoursOf(directory: DirectoryCopy, { content }: Mail): Promise<Calendar | undefined> {
  if (!isOfficeContent(content)) return undefined;
  return directory.calendarOf(await directory.atLeast(content.departmentId, 1));
}
