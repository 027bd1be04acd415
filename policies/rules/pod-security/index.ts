import type { Group } from '../../rule.ts';
import { appArmor } from './app-armor.ts';
import { capabilities } from './capabilities.ts';
import { droppedCapabilities } from './dropped-capabilities.ts';
import { hostNamespaces } from './host-namespaces.ts';
import { hostPaths } from './host-paths.ts';
import { hostPorts } from './host-ports.ts';
import { hostProcess } from './host-process.ts';
import { privilegeEscalation } from './privilege-escalation.ts';
import { privileged } from './privileged.ts';
import { probeHosts } from './probe-hosts.ts';
import { procMount } from './proc-mount.ts';
import { runAsNonRoot } from './run-as-non-root.ts';
import { runAsUser } from './run-as-user.ts';
import { seLinux } from './se-linux.ts';
import { seccompChosen } from './seccomp-chosen.ts';
import { seccomp } from './seccomp.ts';
import { sysctls } from './sysctls.ts';
import { unmaskedProc } from './unmasked-proc.ts';
import { volumeTypes } from './volume-types.ts';

const baseline = [privileged, hostNamespaces, hostPaths, hostPorts, hostProcess, capabilities, seccomp, appArmor, seLinux, procMount, sysctls, probeHosts];

/** What restricted asks beside all of baseline. */
const restricted = [volumeTypes, privilegeEscalation, droppedCapabilities, runAsNonRoot, runAsUser, seccompChosen, unmaskedProc];

export const podSecurity: Group = { name: 'pod-security', title: 'Pod Security Standards', rules: [...baseline, ...restricted] };
