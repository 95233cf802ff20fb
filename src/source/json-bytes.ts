/** The bytes that JSON is cut by, and tables that say at once what a byte means. */

export const TAB = 0x09;
export const NEWLINE = 0x0a;
export const RETURN = 0x0d;
/** Stands before each value of a JSON text sequence (RFC 7464). */
export const RECORD_SEPARATOR = 0x1e;
export const SPACE = 0x20;
export const QUOTE = 0x22;
export const COMMA = 0x2c;
export const COLON = 0x3a;
export const OPEN_LIST = 0x5b;
export const BACKSLASH = 0x5c;
export const CLOSE_LIST = 0x5d;
export const OPEN_OBJECT = 0x7b;
export const CLOSE_OBJECT = 0x7d;

/** What a byte outside of strings means, by its value. */
export const OTHER = 0;
export const WHITE = 1;
export const STRING = 2;
export const OPENING = 3;
export const CLOSING = 4;
export const KINDS = new Uint8Array(256);
for (const byte of [TAB, NEWLINE, RETURN, SPACE]) KINDS[byte] = WHITE;
for (const byte of [OPEN_LIST, OPEN_OBJECT]) KINDS[byte] = OPENING;
for (const byte of [CLOSE_LIST, CLOSE_OBJECT]) KINDS[byte] = CLOSING;
KINDS[QUOTE] = STRING;
/** 1 for the bytes inside a string that need a look. */
export const ENDS_STRING = new Uint8Array(256);
for (const byte of [QUOTE, BACKSLASH, NEWLINE]) ENDS_STRING[byte] = 1;
