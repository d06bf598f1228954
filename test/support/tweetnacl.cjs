/** The real library, loaded outside of the sandbox by environment.mjs. */
module.exports = globalThis.tweetnacl;
