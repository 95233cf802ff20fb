/**
 * What makes guidance worth reading at three in the morning: every step names something to look at, to call, to open or to
 * ask, and nothing is said that fits every alert. The heuristics stand in two tables; they judge rules that ship.
 */
import type { Findings } from './problems';

/** A step must name at least one of these. */
const CONCRETE: readonly { readonly kind: string; readonly example: string; readonly pattern: RegExp }[] = [
  {
    kind: 'a field to read',
    example: 'requestParameters.name',
    // Names of fields are written in camelCase, or stand in braces to be filled in.
    pattern: /\{[A-Za-z][\w.|[\]-]*\}|\b[a-z]+(?:[A-Z][A-Za-z0-9]*)+\b|\b(?:ctx|detail|resources)\.\w/,
  },
  {
    kind: 'a call or command',
    example: 'StopLogging, or aws cloudtrail start-logging',
    pattern:
      /`[^`]+`|\baws [a-z0-9-]+ [a-z]|\b[a-z]+(?:-[a-z0-9]+)+ --\w|\b(?!CloudT|CloudW|CloudF|CloudS|GuardD|DynamoDB|ElastiC|EventB|OpenS|CodeB|CodeP|CodeC|GitH|SageM|WorkS|LightS|QuickS|StackS)[A-Z][a-z]+(?:[A-Z][A-Za-z0-9]*)+/,
  },
  {
    kind: 'a console page or button',
    example: 'IAM > Roles > NAME',
    pattern:
      /\S > \S|\bconsole\b|\bdashboard\b|\bMark expected\b|\bCost Explorer\b|\bEvent history\b|\bSecurity credentials\b|\bsign-in page\b|\bservice control polic|\bSCPs?\b|\bsecurity groups?\b|\bDNS records?\b|\bhosted zones?\b|\bbucket polic|\bparent zone\b|\bRoute 53\b/i,
  },
  {
    kind: 'a person',
    example: 'the owner of the bucket',
    pattern:
      /\b(?:ask|tell|warn|phone|call (?:the|them|him|her)|people|person|somebody|someone|nobody|strangers?|whoever|who|owners?|teams?|callers?|colleagues?|managers?|developers?|engineers?|users?|admin(?:istrator)?s?|support|responders?|registrars?|providers?|customers?)\b/i,
  },
];

/** Words that fit every alert and so say nothing about this one. */
const FILLER: readonly RegExp[] = [
  /\b(?:investigate|review|analy[sz]e|examine|monitor|check) (?:the |this |any |all )?(?:suspicious |unusual |related |relevant )?(?:activity|activities|incident|situation|alert|behaviou?r)\b/i,
  /\b(?:investigate|review|look) (?:it |this )?(?:further|deeper|more closely|thoroughly|carefully)\b/i,
  /\bas (?:needed|necessary|appropriate|required)\b(?! by)/i,
  /\bif (?:needed|necessary|appropriate)\b/i,
  /\btake (?:the )?(?:appropriate|necessary|corrective|immediate) (?:action|actions|steps|measures)\b/i,
  /\b(?:follow|according to) (?:your|the|our) (?:incident response|security|company) (?:plan|process|procedures?|playbook|polic(?:y|ies))\b/i,
  /\bcontact (?:your|the) security team\b/i,
  /\b(?:security )?best practices?\b/i,
  /\b(?:stay|remain|be) (?:vigilant|alert|aware)\b/i,
  /\b(?:potentially|possibly) (?:malicious|suspicious)\b/i,
  /\b(?:ensure|verify|confirm|determine) (?:that |whether |if )?(?:this|the) (?:activity|action|event|change|behaviou?r) (?:is|was) (?:legitimate|authori[sz]ed|expected|intended)\b/i,
  /\bescalate (?:as|if)\b/i,
];

const WANTED = CONCRETE.map(({ kind, example }) => `${kind} (${example})`);
const LISTED = `${WANTED.slice(0, -1).join(', ')} or ${WANTED.at(-1) ?? ''}`;

export function lintSteps(steps: readonly string[], path: string, findings: Findings): void {
  for (const [at, step] of steps.entries()) {
    lintFiller(step, `${path}.${at}`, findings);
    if (!CONCRETE.some(({ pattern }) => pattern.test(step))) {
      findings.error(`${path}.${at}`, `"${step}" names nothing to go by; name ${LISTED}`);
    }
  }
}

export function lintFiller(text: string, path: string, findings: Findings): void {
  for (const phrase of FILLER) {
    const [found] = phrase.exec(text) ?? [];
    if (found !== undefined)
      findings.error(path, `"${found}" fits every alert; say what to look at here, and what it would tell`);
  }
}
