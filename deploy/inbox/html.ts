import { html, type Html } from '@serviceportal/shared/html';

/** Ticket numbers and telephone numbers, which a hyphen or a space must not tear apart at the end of a line. */
const NUMBERS = /(\b[0-9A-Z]{4}-[0-9A-Z]{4}\b|(?:\+|\b)\d+(?: \d+)+(?:-\d+)?\b)/;

/** Plain text whose numbers stay in one piece. */
export function unbroken(text: string): Html[] {
  return text
    .split(NUMBERS)
    .map((piece, index) => (index % 2 ? html`<span class="number">${piece}</span>` : html`${piece}`));
}

/** Plain text with its web addresses as links, its numbers in one piece. */
export function withLinks(text: string): Html[] {
  return text
    .split(/(https?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)])/)
    .map((piece, index) =>
      index % 2 ? html`<a href="${piece}" rel="noreferrer">${piece}</a>` : html`${unbroken(piece)}`,
    );
}
