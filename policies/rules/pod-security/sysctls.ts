import type { Rule } from '../../rule.ts';
import { versioned } from './version.ts';

export const sysctls: Rule = {
  id: 'pod-security/sysctls',
  title: "No kernel setting is changed but those that are the pod's own",
  why: 'A setting that the kernel does not keep apart changes it for every pod of the node.',
  controls: ['pod-security/baseline', 'pod-security/restricted', 'pci-dss-4.0.1/2.2.6'],
  match: 'pods',
  params: {
    ...versioned,
    safe: [
      'kernel.shm_rmid_forced', 'net.ipv4.ip_local_port_range', 'net.ipv4.tcp_syncookies', 'net.ipv4.ping_group_range', 'net.ipv4.ip_unprivileged_port_start', 'net.ipv4.ip_local_reserved_ports',
      'net.ipv4.tcp_keepalive_time', 'net.ipv4.tcp_fin_timeout', 'net.ipv4.tcp_keepalive_intvl', 'net.ipv4.tcp_keepalive_probes', 'net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem',
    ],
    safeSince37: ['net.ipv4.tcp_slow_start_after_idle', 'net.ipv4.tcp_notsent_lowat'],
  },
  expressions: [
    {
      each: { list: 'spec.securityContext.sysctls', as: 'sysctl' },
      expression: "sysctl.?name.orValue('') in params.safe || (params.kubernetes >= 37 && sysctl.?name.orValue('') in params.safeSince37)",
      message: 'is not known to be the own of the pod: leave it out of securityContext.sysctls',
      field: 'name',
    },
  ],
  cases: {
    hold: [
      `
spec:
  securityContext:
    sysctls: [{ name: net.ipv4.tcp_keepalive_time, value: "60" }, { name: net.ipv4.ip_unprivileged_port_start, value: "0" }, { name: net.ipv4.tcp_notsent_lowat, value: "1" }]
  containers: [{ name: app, image: app }]
`,
    ],
    break: [
      `
spec:
  securityContext:
    sysctls:
      - { name: net.ipv4.tcp_rmem, value: "4096 87380 16777216" }
      - name: kernel.msgmax # <--
        value: "65536"
  containers: [{ name: app, image: app }]
`,
    ],
  },
};
