/** One or several URLs as they may be shown: without the user and password in them. */
export function withoutPassword(urls: string): string {
  return urls.replaceAll(/\/\/[^@/]*@/g, '//');
}
