/** How sure the bot is who stands behind a principal: the order of the words is the order of trust. */

export const CONFIDENCES = ['low', 'medium', 'high'] as const;
export type Confidence = (typeof CONFIDENCES)[number];

/** Below zero when `a` is less sure than `b`, zero when they are the same. */
export function compareConfidence(a: Confidence, b: Confidence): number {
  return CONFIDENCES.indexOf(a) - CONFIDENCES.indexOf(b);
}
