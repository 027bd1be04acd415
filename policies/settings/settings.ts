/** What is set from outside: parameters of rules, how grave they are, what becomes of what breaks them, and as of which Kubernetes. */
import type { Action, Actions, PolicyProps } from '../admission/policy.ts';
import type { Group, Params, Rule, Severity } from '../rule.ts';
import { asOf } from '../rules/pod-security/version.ts';

export interface RuleSettings {
  /** @default - the rule's own */
  readonly severity?: Severity;
  /** At admission, of what people write and of Pods alike. @default - by severity, and for Pods */
  readonly action?: Action;
  readonly params?: Params;
}

export interface Settings {
  /** The minor of 1.x. @default - the newest whose standards are known */
  readonly kubernetes?: bigint;
  /** What becomes at admission of what breaks a rule, by severity and for Pods as such, and whose writing is not judged there: `platform` of {@link PolicyProps}. */
  readonly admission: Partial<Omit<Actions, 'rules'>> & Pick<PolicyProps, 'platform'>;
  /** By the rule's id. */
  readonly rules: Readonly<Record<string, RuleSettings>>;
}

export const unset: Settings = { admission: {}, rules: {} };

function ruleWith(one: RuleSettings | undefined, other: RuleSettings | undefined): RuleSettings {
  const params = { ...one?.params, ...other?.params };
  return { ...one, ...other, ...(Object.keys(params).length > 0 && { params }) };
}

/** The later ones count, field by field and parameter by parameter. */
export const joined = (all: readonly Settings[]): Settings =>
  all.reduce((one, other) => ({
    ...one,
    ...other,
    admission: { ...one.admission, ...other.admission },
    rules: Object.fromEntries([...new Set([...Object.keys(one.rules), ...Object.keys(other.rules)])].map((id) => [id, ruleWith(one.rules[id], other.rules[id])])),
  }), unset);

/** Rules as they are set: whoever judges by these needs to know of no settings. A rule of which nothing is set stays the same object. */
export function rulesWith(rules: readonly Rule[], { kubernetes, rules: own }: Settings): readonly Rule[] {
  const versions = kubernetes === undefined ? {} : asOf(kubernetes, rules);
  return rules.map((rule) => {
    const params = { ...versions[rule.id], ...own[rule.id]?.params };
    const severity = own[rule.id]?.severity;
    if (Object.keys(params).length === 0 && severity === undefined) return rule;
    return { ...rule, ...(severity !== undefined && { severity }), ...(Object.keys(params).length > 0 && { params: { ...rule.params, ...params } }) };
  });
}

export const groupsWith = (groups: readonly Group[], settings: Settings): readonly Group[] => groups.map((group) => ({ ...group, rules: rulesWith(group.rules, settings) }));

/** The rules with an action of their own, which get policies of their own. */
const apartIn = ({ rules }: Settings): readonly string[] => Object.entries(rules).filter(([, { action }]) => action !== undefined).map(([id]) => id);

/** What else than the rules themselves policies are made by. */
export const policyPropsIn = (settings: Settings): Pick<PolicyProps, 'apart' | 'platform'> => ({ apart: apartIn(settings), ...(settings.admission.platform && { platform: settings.admission.platform }) });

/** Where nothing is set, everything is told and nothing refused. */
export const actionsIn = ({ admission: { platform: _, ...admission }, rules }: Settings): Actions => ({
  error: 'warn',
  warning: 'warn',
  pods: 'audit',
  ...admission,
  rules: Object.fromEntries(Object.entries(rules).flatMap(([id, { action }]) => (action === undefined ? [] : [[id, action]]))),
});
