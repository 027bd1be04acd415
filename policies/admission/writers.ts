/** Who writes what a platform is made of: its own programs, which nobody who is told of a rule could mend. */
import { quoted } from '../texts.ts';

/**
 * Names of users as the API server knows them, or beginnings of names of ServiceAccounts that end in `*`; those after a `!` are judged all the same.
 *
 * OpenShift's operators are the ServiceAccounts of `openshift-*`, the controllers of Kubernetes those of `kube-system`; `system:apiserver` is the server
 * itself, which writes its own roles as it starts and ends where it may not. The controller of Argo CD's default instance is one of `openshift-*` too, and
 * the writer of all that people declare. People who administer are none of these, however many rights they have.
 */
export const platformWriters: readonly string[] = ['system:apiserver', 'system:kube-controller-manager', 'system:serviceaccount:kube-*', 'system:serviceaccount:openshift-*', '!system:serviceaccount:openshift-gitops:*'];

/** What is wrong with a name, for people. */
export function writerFault(text: string): string | undefined {
  if (/^!?([^*!]+|system:serviceaccount:[a-z0-9][-a-z0-9:.]*\*)$/.test(text)) return undefined;
  return `${JSON.stringify(text)} is no name of a user, nor the beginning of names of ServiceAccounts with a * at its end, such as system:serviceaccount:openshift-*`;
}

const user = 'request.userInfo.username';

function anyOf(names: readonly string[]): string {
  const whole = names.filter((name) => !name.endsWith('*'));
  const begun = names.filter((name) => name.endsWith('*')).map((name) => `${user}.startsWith(${quoted(name.slice(0, -1))})`);
  return [...(whole.length > 0 ? [`${user} in [${whole.map(quoted).join(', ')}]`] : []), ...begun].join(' || ');
}

/** CEL: whether the writer is somebody else. Nothing where the platform has no writers. */
export function judgedWriter(writers: readonly string[]): string | undefined {
  const left = writers.filter((name) => !name.startsWith('!'));
  const judged = writers.filter((name) => name.startsWith('!')).map((name) => name.slice(1));
  if (left.length === 0) return undefined;
  return [`!(${anyOf(left)})`, ...(judged.length > 0 ? [anyOf(judged)] : [])].join(' || ');
}
