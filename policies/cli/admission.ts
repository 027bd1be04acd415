/** `guichet-policies admission`: the rules for the API server of a cluster that is not ours. */
import { parseArgs } from 'node:util';
import { dump } from 'js-yaml';
import { bindingObject, policyObject } from '../admission/objects.ts';
import { actionOf, policiesOf, type Action } from '../admission/policy.ts';
import { faultText, locationText } from '../manifests/index.ts';
import { groups, rules } from '../rules/index.ts';
import { admissionFaults } from '../settings/admission.ts';
import { actions as words } from '../settings/read.ts';
import { actionsIn, groupsWith, policyPropsIn } from '../settings/settings.ts';
import type { Waivers } from '../waivers/read.ts';
import { subjectText, type Waiver } from '../waivers/waiver.ts';
import { UsageError, type Command, type World } from './command.ts';
import { waiversOf } from './check.ts';
import { settingOptions, settingsOf, settingUsage } from './settings.ts';

const options = { namespace: { type: 'string', multiple: true }, error: { type: 'string' }, warning: { type: 'string' }, pods: { type: 'string' }, ...settingOptions, waivers: { type: 'string', multiple: true } } as const;

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function actionIn(word: string, flag: string): Action {
  const action = words.find((one) => one === word);
  if (action === undefined) throw new UsageError(`--${flag} ${word}: it is warn, audit or deny`);
  return action;
}

/** A policy knows no day: what has expired before it is written is left out of it. */
function counting({ waivers }: Waivers, { now, complain }: World): readonly Waiver[] {
  const today = now().toISOString().slice(0, 10);
  for (const { rule, subject, expires, location } of waivers) if (expires < today) complain(`${locationText(location)}: the waiver of ${rule} for ${subjectText(subject)} expired on ${expires}, and is left out\n`);
  return waivers.filter(({ expires }) => today <= expires);
}

export const admission: Command = {
  usage: `admission --namespace NAMESPACE... [--error ACTION] [--warning ACTION] [--pods ACTION] ${settingUsage} [--waivers FILE]...`,
  summary: 'prints ValidatingAdmissionPolicies and their bindings; ACTION is warn, audit or deny, by severity and for pods as such, over what files set; where nothing is set all are warn, audit for pods',
  run(args, world) {
    const { namespace: namespaces = [], error, warning, pods, waivers: files, ...values } = parsed(args);
    if (namespaces.length === 0) throw new UsageError('admission needs the namespaces to look at: --namespace NAME, as often as needed');
    const spoken = Object.entries({ error, warning, pods }).flatMap(([flag, word]) => (word === undefined ? [] : [[flag, actionIn(word, flag)] as const]));
    const settings = settingsOf(values, world);
    const refused = admissionFaults(rules, settings);
    if (refused.length > 0) throw new UsageError(refused.join('\n'));
    const actions = { ...actionsIn(settings), ...Object.fromEntries(spoken) };
    const waivers = waiversOf(files, world);
    if (waivers.faults.length > 0) throw new UsageError(waivers.faults.map(faultText).join('\n'));
    const inForce = { ...waivers, waivers: counting(waivers, world) };
    const objects = policiesOf({ groups: groupsWith(groups, settings), waivers: inForce, ...policyPropsIn(settings) }).flatMap((policy) => [policyObject(policy), bindingObject(policy, actionOf(policy, actions), namespaces)]);
    world.print(objects.map((object) => dump(object, { lineWidth: -1, noRefs: true })).join('---\n'));
    return 0;
  },
};
