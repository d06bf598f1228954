/** Native where the runtime has it (Node 26), the polyfill before; everyone takes `Temporal` from here. */
export { Temporal } from 'temporal-polyfill';
