/** The first line of a secret that was made for development; it goes along when the file is copied. */
const MARK = '# A development secret: refused when NODE_ENV is production.';

/** A secret as its file holds it. */
export interface SecretText {
  readonly secret: string;
  readonly forDevelopment: boolean;
}

/** The content of a secret's file, marked as one that production must not use. */
export function developmentSecret(secret: string): string {
  return `${MARK}\n${secret}\n`;
}

/** Reads what a secret's file holds; surrounding space is cut. */
export function readSecretText(text: string): SecretText {
  const forDevelopment = text.startsWith(MARK);
  return { secret: (forDevelopment ? text.slice(MARK.length) : text).trim(), forDevelopment };
}

/** Why production does not start with a secret of development; `setting` names where it came from. */
export function developmentSecretRefused(setting: string): string {
  return `${setting} holds a development secret: name a file with a secret made for production`;
}
