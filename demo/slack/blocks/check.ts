// The small language the block rules are written in: a check looks at one value and notes every problem with its JSON pointer,
// in Slack's words. Unknown keys are problems, as Slack refuses them.

export class Problems {
  readonly found: string[] = [];

  note(message: string, at: string): void {
    this.found.push(`${message} [json-pointer:${at}]`);
  }
}

export type Check = (value: unknown, at: string, problems: Problems) => void;

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function string(max: number, min = 0): Check {
  return (value, at, problems) => {
    if (typeof value !== 'string') problems.note('must be a string', at);
    else if (value.length < min) problems.note(`must be more than ${min - 1} characters`, at);
    else if (value.length > max) problems.note(`must be less than ${max + 1} characters`, at);
  };
}

export const boolean: Check = (value, at, problems) => {
  if (typeof value !== 'boolean') problems.note('must be a boolean', at);
};

export function number(min = -Infinity, max = Infinity): Check {
  return (value, at, problems) => {
    if (typeof value !== 'number' || !Number.isFinite(value)) problems.note('must be a number', at);
    else if (value < min || value > max) problems.note(`must be between ${min} and ${max}`, at);
  };
}

export function oneOf(...allowed: string[]): Check {
  return (value, at, problems) => {
    if (typeof value !== 'string' || !allowed.includes(value)) problems.note('must be a valid enum value', at);
  };
}

export function pattern(regex: RegExp, what: string): Check {
  return (value, at, problems) => {
    if (typeof value !== 'string' || !regex.test(value)) problems.note(`must be a valid ${what}`, at);
  };
}

/** An http(s), mailto or slack address of at most 3000 characters. */
export const url: Check = (value, at, problems) => {
  if (typeof value !== 'string') problems.note('must be a string', at);
  else if (value.length > 3000) problems.note('must be less than 3001 characters', at);
  else if (!/^(https?:\/\/|mailto:|slack:\/\/|tel:)\S+$/.test(value)) problems.note('Invalid URL format', at);
};

export function list(item: Check, min: number, max: number): Check {
  return (value, at, problems) => {
    if (!Array.isArray(value)) return problems.note('must be an array', at);
    if (value.length > max) problems.note(`no more than ${max} items allowed`, at);
    if (value.length < min) problems.note(`no less than ${min} items allowed`, at);
    value.forEach((each, index) => item(each, `${at}/${index}`, problems));
  };
}

export type Shape = Record<string, Check>;

/** An object with these keys; `type` is checked by whoever chose the shape. A rule over several keys comes last. */
export function object(
  required: Shape,
  optional: Shape = {},
  rule?: (value: Record<string, unknown>, at: string, problems: Problems) => void,
): Check {
  return (value, at, problems) => {
    if (!isRecord(value)) return problems.note('must be an object', at);
    for (const [key, check] of Object.entries(required)) {
      if (value[key] === undefined) problems.note(`missing required field: ${key}`, at);
      else check(value[key], `${at}/${key}`, problems);
    }
    for (const [key, each] of Object.entries(value)) {
      if (key === 'type' || key in required || each === undefined) continue;
      const check = optional[key];
      if (check) check(each, `${at}/${key}`, problems);
      else problems.note(`invalid additional property: ${key}`, at);
    }
    rule?.(value, at, problems);
  };
}

/** Chooses the check by the value's `type`. */
export function byType(shapes: Record<string, Check>): Check {
  return (value, at, problems) => {
    if (!isRecord(value)) return problems.note('must be an object', at);
    const type = value['type'];
    if (type === undefined) return problems.note('missing required field: type', at);
    const check = typeof type === 'string' && Object.hasOwn(shapes, type) ? shapes[type] : undefined;
    if (check) check(value, at, problems);
    else problems.note(`unsupported type: ${typeof type === 'string' ? type : JSON.stringify(type)}`, `${at}/type`);
  };
}

/** Slack reports a failed choice between schemas first, then what failed within. */
export function union(check: Check): Check {
  return (value, at, problems) => {
    const inner = new Problems();
    check(value, at, inner);
    if (inner.found.length > 0)
      problems.found.push(`failed to match all allowed schemas [json-pointer:${at}]`, ...inner.found);
  };
}

/** Notes a value that occurs twice, by a key of the items. */
export function unique(items: readonly unknown[], key: string, at: string, problems: Problems): void {
  const seen = new Set<unknown>();
  items.forEach((item, index) => {
    const value = isRecord(item) ? item[key] : undefined;
    if (value === undefined) return;
    if (seen.has(value))
      problems.note(`\`${key}\` must be unique: ${JSON.stringify(value)} is used twice`, `${at}/${index}/${key}`);
    seen.add(value);
  });
}
