import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { html, toText } from '@serviceportal/shared/html';
import { unbroken, withLinks } from './html.ts';

describe('html', () => {
  it('escapes what is put in, but not HTML made by itself', () => {
    const inner = html`<b>${'<&"\''}</b>`;
    expect(toText(html`<p title="${'"'}">${inner}${[inner, 3]}</p>`)).toBe(
      '<p title="&#34;"><b>&#60;&#38;&#34;&#39;</b><b>&#60;&#38;&#34;&#39;</b>3</p>',
    );
  });

  it('never lets a text open a tag or leave an attribute', () => {
    fc.assert(fc.property(fc.string(), (text) => !/[<>"']/.test(toText(html`${text}`))));
  });

  it.each(['7K3Q-9F2M', '02151 86-2351', '+49 2151 862351'])('keeps %s in one piece', (number) => {
    expect(toText(html`${unbroken(`[${number}] <b>`)}`)).toBe(`[<span class="number">${number}</span>] &#60;b&#62;`);
  });

  it('makes links of web addresses without their full stop', () => {
    expect(toText(html`${withLinks('Siehe https://a.example/x?y=1&z=2. <b>')}`)).toBe(
      'Siehe <a href="https://a.example/x?y=1&#38;z=2" rel="noreferrer">https://a.example/x?y=1&#38;z=2</a>. &#60;b&#62;',
    );
  });
});
