/**
 * Sigma's condition language (v2.1.0, "Condition"): `or` binds loosest, then `and`, then `not`, then `1 of` and `all of`,
 * then parentheses. Parsed once into a tree of names; the names of selections are checked here, so evaluation cannot fail.
 */
import { type Node, and, not, or } from './node';
import { didYouMean } from './problems';

export type Condition =
  | { readonly kind: 'and' | 'or'; readonly of: readonly Condition[] }
  | { readonly kind: 'not'; readonly of: Condition }
  | { readonly kind: 'name'; readonly name: string };

/** Deeper than anyone writes; it keeps the parser's recursion bounded. */
const DEEPEST = 50;

/** A text in place of a condition says what is wrong with it. `names` are the selections there are. */
export function parseCondition(text: string, names: readonly string[]): Condition | string {
  if (/\|/.test(text)) {
    return 'the pipe form (| count() …, | near …) was removed from Sigma; write a correlation rule instead';
  }
  if (/\bnear\b/i.test(text) && !names.includes('near'))
    return '"near" was removed from Sigma; write a correlation rule instead';
  const tokens = text.match(/[()]|[^\s()]+/g) ?? [];
  if (tokens.length === 0) return 'the condition is empty';
  try {
    return new Parser(tokens, names).whole();
  } catch (error) {
    if (error instanceof Refusal) return error.message;
    throw error;
  }
}

class Refusal extends Error {}

class Parser {
  private at = 0;
  private depth = 0;

  constructor(
    private readonly tokens: readonly string[],
    private readonly names: readonly string[],
  ) {}

  whole(): Condition {
    const condition = this.series('or', () => this.series('and', () => this.negation()));
    if (this.at < this.tokens.length) {
      const next = this.tokens[this.at] ?? '';
      throw new Refusal(
        next === ')' ? 'a closing parenthesis without an opening one' : `expected "and" or "or" before "${next}"`,
      );
    }
    return condition;
  }

  private series(word: 'and' | 'or', operand: () => Condition): Condition {
    const first = operand();
    const of = [first];
    while (this.takeWord(word)) of.push(operand());
    return of.length === 1 ? first : { kind: word, of };
  }

  private negation(): Condition {
    let negated = false;
    while (this.takeWord('not')) negated = !negated;
    const operand = this.operand();
    return negated ? { kind: 'not', of: operand } : operand;
  }

  private operand(): Condition {
    const token = this.tokens[this.at];
    if (token === undefined) throw new Refusal('the condition ends where a selection is expected');
    this.at += 1;
    if (token === '(') return this.group();
    if (token === ')') throw new Refusal('a closing parenthesis where a selection is expected');
    if (this.isWord(this.tokens[this.at], 'of') && !this.names.includes(token)) return this.quantified(token);
    if (this.names.includes(token)) return { kind: 'name', name: token };
    if (/^(?:and|or|of|them)$/i.test(token)) throw new Refusal(`"${token}" where a selection is expected`);
    if (token.includes('*'))
      throw new Refusal(`"${token}" stands for several selections; write "1 of ${token}" or "all of ${token}"`);
    throw new Refusal(`there is no selection "${token}"${didYouMean(token, this.names)}`);
  }

  private group(): Condition {
    this.depth += 1;
    if (this.depth > DEEPEST) throw new Refusal(`parentheses are nested deeper than ${DEEPEST}`);
    const inner = this.series('or', () => this.series('and', () => this.negation()));
    if (this.tokens[this.at] !== ')') throw new Refusal('a parenthesis is not closed');
    this.at += 1;
    this.depth -= 1;
    return inner;
  }

  /** `1 of them`, `any of filter_*`, `all of selection*`. `them` leaves out names that start with `_`. */
  private quantified(quantifier: string): Condition {
    this.at += 1;
    const kind = /^(?:1|any)$/i.test(quantifier) ? 'or' : /^all$/i.test(quantifier) ? 'and' : undefined;
    if (!kind) throw new Refusal(`"${quantifier} of" is not Sigma; there are "1 of", "any of" and "all of"`);
    const pattern = this.tokens[this.at];
    if (pattern === undefined || pattern === '(' || pattern === ')')
      throw new Refusal(`"${quantifier} of" needs "them" or a pattern such as selection_*`);
    this.at += 1;
    const found = this.names.filter(pattern === 'them' ? (name) => !name.startsWith('_') : matcherOf(pattern));
    if (found.length === 0) throw new Refusal(`no selection matches "${pattern}"${didYouMean(pattern, this.names)}`);
    const of = found.map((name): Condition => ({ kind: 'name', name }));
    return of.length === 1 && of[0] ? of[0] : { kind, of };
  }

  private takeWord(word: string): boolean {
    if (!this.isWord(this.tokens[this.at], word)) return false;
    this.at += 1;
    return true;
  }

  /** A selection may be called like an operator; then its name wins. */
  private isWord(token: string | undefined, word: string): boolean {
    return token?.toLowerCase() === word && !this.names.includes(token);
  }
}

function matcherOf(pattern: string): (name: string) => boolean {
  const pieces = pattern.split('*').map((piece) => piece.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'));
  const regex = new RegExp(`^${pieces.join('.*')}$`);
  return (name) => regex.test(name);
}

/** `selections` holds every name of the condition. */
export function compileCondition(condition: Condition, selections: ReadonlyMap<string, Node>): Node {
  switch (condition.kind) {
    case 'name': {
      const node = selections.get(condition.name);
      if (!node) throw new Error(`selection ${condition.name} was not compiled`);
      return node;
    }
    case 'not':
      return not(compileCondition(condition.of, selections));
    default: {
      const nodes = condition.of.map((one) => compileCondition(one, selections));
      return condition.kind === 'and' ? and(nodes) : or(nodes);
    }
  }
}

export function namesIn(condition: Condition): string[] {
  if (condition.kind === 'name') return [condition.name];
  return condition.kind === 'not' ? namesIn(condition.of) : condition.of.flatMap(namesIn);
}
