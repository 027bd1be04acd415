/** `guichet-policies admission`: the rules for the API server of a cluster that is not ours. */
import { parseArgs } from 'node:util';
import { dump } from 'js-yaml';
import { bindingObject, policyObject } from '../admission/objects.ts';
import { actionOf, policiesOf, type Action } from '../admission/policy.ts';
import { faultText } from '../manifests/index.ts';
import { groups, rules } from '../rules/index.ts';
import { paramsOf } from './choose.ts';
import { UsageError, type Command } from './command.ts';
import { waiversOf } from './check.ts';

const options = { namespace: { type: 'string', multiple: true }, error: { type: 'string' }, warning: { type: 'string' }, pods: { type: 'string' }, kubernetes: { type: 'string' }, waivers: { type: 'string', multiple: true } } as const;

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function actionIn(word: string, flag: string): Action {
  if (word === 'warn' || word === 'audit' || word === 'deny') return word;
  throw new UsageError(`--${flag} ${word}: it is warn, audit or deny`);
}

export const admission: Command = {
  usage: 'admission --namespace NAMESPACE... [--error ACTION] [--warning ACTION] [--pods ACTION] [--kubernetes 1.MINOR] [--waivers FILE]...',
  summary: 'prints ValidatingAdmissionPolicies and their bindings; ACTION is warn, audit or deny, by severity and for pods as such; at first all are warn, audit for pods',
  run(args, world) {
    const { namespace: namespaces = [], error = 'warn', warning = 'warn', pods = 'audit', kubernetes, waivers: files } = parsed(args);
    if (namespaces.length === 0) throw new UsageError('admission needs the namespaces to look at: --namespace NAME, as often as needed');
    const actions = { error: actionIn(error, 'error'), warning: actionIn(warning, 'warning'), pods: actionIn(pods, 'pods') };
    const { waivers, faults } = waiversOf(files, world);
    if (faults.length > 0) throw new UsageError(faults.map(faultText).join('\n'));
    const objects = policiesOf({ groups, waivers, params: paramsOf(kubernetes, rules) }).flatMap((policy) => [policyObject(policy), bindingObject(policy, actionOf(policy, actions), namespaces)]);
    world.print(objects.map((object) => dump(object, { lineWidth: -1, noRefs: true })).join('---\n'));
    return 0;
  },
};
