/** What a field is compared with, once a rule's YAML was read: the noun that modifiers change and matchers compile. */
import type { Network } from './address';
import type { Pattern } from './pattern';
import type { RegexFlags } from './regex';

export type Comparison = 'lt' | 'lte' | 'gt' | 'gte';

/** What a field is compared with. */
export type Value =
  | { readonly kind: 'text'; readonly pattern: Pattern; readonly written: string }
  | { readonly kind: 'number'; readonly number: number; readonly written: string }
  | { readonly kind: 'boolean'; readonly boolean: boolean; readonly written: string }
  | { readonly kind: 'null'; readonly written: string }
  | { readonly kind: 'bytes'; readonly bytes: Buffer; readonly written: string }
  | { readonly kind: 'regex'; readonly source: string; readonly flags: RegexFlags; readonly written: string }
  | { readonly kind: 'cidr'; readonly network: Network; readonly written: string }
  | { readonly kind: 'compare'; readonly by: Comparison; readonly number: number; readonly written: string }
  | { readonly kind: 'field'; readonly start: boolean; readonly end: boolean; readonly written: string }
  | { readonly kind: 'exists'; readonly present: boolean; readonly written: string };
