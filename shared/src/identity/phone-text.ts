import { parsePhoneNumberFromString } from 'libphonenumber-js/max';

/**
 * A number as it is read out and written on letters, by DIN 5008: `02151 86-2351` where it is an extension of the
 * city's exchange, else in the usual national form. `exchange` is the city's own number in E.164, ending in its 0
 * (`+492151860`). What is no German number stays as it is.
 */
export function phoneText(e164: string, exchange?: string): string {
  const parsed = parsePhoneNumberFromString(e164);
  if (parsed?.country !== 'DE') return e164;
  const trunk = exchange?.replace(/0$/, '');
  if (!trunk || !e164.startsWith(trunk)) return parsed.formatNational();
  const [areaCode = '', ...rest] = parsePhoneNumberFromString(`${trunk}0`)?.formatNational().split(' ') ?? [];
  return `${areaCode} ${rest.join('').slice(0, -1)}-${e164.slice(trunk.length)}`;
}
