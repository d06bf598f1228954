/** Enough to recognise an address one knows, too little to write to: `m…@k….de`. */
export function maskEmail(address: string): string {
  const at = address.lastIndexOf('@');
  if (at < 1) return '…';
  const domain = address.slice(at + 1);
  const dot = domain.lastIndexOf('.');
  return `${first(address)}…@${first(domain)}…${dot > 0 ? domain.slice(dot) : ''}`;
}

/** Not half of a character. */
function first(text: string): string {
  return [...text][0] ?? '';
}
