/**
 * Sigma's modifiers (v2.1.0, "Sigma Modifiers"; aliases of pySigma), one row a modifier. They run from left to right over a
 * draft of the test, each changing its values or how they are compared; `matchers.ts` then compiles the draft.
 */
import { parseNetwork } from './address';
import { asPattern, base64, base64Offsets, dashes, utf16 } from './encodings';
import { ANY, type Part, hasWildcard, literalOf, merge } from './pattern';
import type { RegexFlags } from './regex';
import type { TimePart } from './time-parts';
import { numberOf } from './values';
import type { Comparison, Value } from './value';

export interface Draft {
  /** Each inner list is one value of the rule with the forms it may take (OR); `all` joins the outer list with AND. */
  values: Value[][];
  all: boolean;
  /** The whole test is turned round, so it also holds where the field is missing. */
  neq: boolean;
  cased: boolean;
  /** `contains` and `re` look into objects too. */
  deep: boolean;
  part: TimePart | undefined;
}

/** Changes the draft, or says why it cannot. */
type Modifier = (draft: Draft) => string | undefined;

const contains = wrap(true, true);

export const MODIFIERS: Readonly<Record<string, Modifier>> = {
  all: (draft) => void (draft.all = true),
  neq: (draft) => void (draft.neq = true),
  cased: (draft) => void (draft.cased = true),
  contains: (draft) => ((draft.deep = true), contains(draft)),
  startswith: wrap(false, true),
  endswith: wrap(true, false),
  exists: each((value) =>
    /^(?:true|false)$/i.test(value.written) ? existence(value.written) : 'exists needs true or false',
  ),
  re: (draft) => ((draft.deep = true), each(regexOf)(draft)),
  i: flag('i'),
  ignorecase: flag('i'),
  m: flag('m'),
  multiline: flag('m'),
  s: flag('s'),
  dotall: flag('s'),
  base64: encoded((bytes) => [base64(bytes)]),
  base64offset: encoded(base64Offsets),
  utf16le: encoded((bytes) => [utf16(bytes, 'le')]),
  wide: encoded((bytes) => [utf16(bytes, 'le')]),
  utf16be: encoded((bytes) => [utf16(bytes, 'be')]),
  utf16: encoded((bytes) => [utf16(bytes, 'bom')]),
  windash: each((value) =>
    value.kind === 'text' ? dashes(value.pattern).map((pattern) => ({ ...value, pattern })) : needsText('windash'),
  ),
  lt: compare('lt'),
  lte: compare('lte'),
  gt: compare('gt'),
  gte: compare('gte'),
  cidr: each((value) => {
    const network = parseNetwork(value.written);
    return network
      ? { kind: 'cidr', network, written: value.written }
      : `"${value.written}" is not a network such as 10.0.0.0/8 or 2001:db8::/32`;
  }),
  fieldref: each((value) => {
    if (value.kind !== 'text' || hasWildcard(value.pattern)) return 'fieldref needs the name of a field';
    return { kind: 'field', start: false, end: false, written: literalOf(value.pattern) };
  }),
  /** Done before all others, since what it stands for must be modified like any value (see selection.ts). */
  expand: () => undefined,
  minute: part('minute'),
  hour: part('hour'),
  day: part('day'),
  week: part('week'),
  month: part('month'),
  year: part('year'),
};

/** Applies one function to every value; several results are alternatives. */
function each(change: (value: Value) => Value | Value[] | string): Modifier {
  return (draft) => {
    let problem: string | undefined;
    draft.values = draft.values.map((forms) =>
      forms.flatMap((value) => {
        const changed = change(value);
        if (typeof changed !== 'string') return changed;
        problem ??= changed;
        return [];
      }),
    );
    return problem;
  };
}

/** `contains`, `startswith` and `endswith` put wildcards where the field may go on. */
function wrap(before: boolean, after: boolean): Modifier {
  const name = before && after ? 'contains' : before ? 'endswith' : 'startswith';
  return each((value) => {
    if (value.kind === 'field') return { ...value, start: value.start || after, end: value.end || before };
    if (value.kind === 'regex') {
      return { ...value, source: `${before ? '' : '^'}(?:${value.source})${after ? '' : '$'}` };
    }
    const pattern = asPattern(value);
    if (!pattern) return needsText(name);
    const parts: Part[] = [...(before ? [ANY as Part] : []), ...pattern, ...(after ? [ANY as Part] : [])];
    return { kind: 'text', pattern: merge(parts), written: value.written };
  });
}

function flag(name: keyof RegexFlags): Modifier {
  return each((value) =>
    value.kind === 'regex'
      ? { ...value, flags: { ...value.flags, [name]: true } }
      : `${name} only follows re, as in field|re|${name}`,
  );
}

function regexOf(value: Value): Value | string {
  if (value.kind !== 'text' && value.kind !== 'number')
    return 're needs a regular expression as text and comes before contains, startswith and endswith';
  return { kind: 'regex', source: value.written, flags: { i: false, m: false, s: false }, written: value.written };
}

function encoded(encode: (bytes: Buffer) => Buffer[]): Modifier {
  return each((value) => {
    if (value.kind === 'bytes') return encode(value.bytes).map((bytes) => ({ ...value, bytes }));
    const pattern = asPattern(value);
    if (!pattern) return 'an encoding needs text';
    if (hasWildcard(pattern)) return 'text with wildcards cannot be encoded; put contains, startswith or endswith last';
    const text = literalOf(pattern);
    return encode(Buffer.from(text)).map((bytes) => ({ kind: 'bytes', bytes, written: value.written }));
  });
}

function compare(by: Comparison): Modifier {
  return each((value) => {
    const number = value.kind === 'number' ? value.number : numberOf(value.written);
    return number === undefined ? `${by} needs a number` : { kind: 'compare', by, number, written: value.written };
  });
}

function part(name: TimePart): Modifier {
  return (draft) => {
    draft.part = name;
    const numeric = draft.values
      .flat()
      .every(({ kind, written }) => kind === 'compare' || numberOf(written) !== undefined);
    if (!numeric) return `${name} needs a number`;
    return each((value) =>
      value.kind === 'compare' ? value : { kind: 'number', number: Number(value.written), written: value.written },
    )(draft);
  };
}

function existence(written: string): Value {
  return { kind: 'exists', present: written.toLowerCase() === 'true', written };
}

function needsText(name: string): string {
  return `${name} needs text`;
}
