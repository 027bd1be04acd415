/** What may be set in a pod and its containers, of every field that the Pod Security Standards name: what they allow, what they forbid, and nothing. */
import fc from 'fast-check';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
/** A merge patch (RFC 7396): null takes out. */
export type Patch = Readonly<Record<string, Json>>;

type Patches = fc.Arbitrary<Patch>;

const context = (fields: Patch): Patch => ({ securityContext: fields });
const one = <T extends Json>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
const field = (name: string, ...values: readonly Json[]): Patches => one(...values).map((value) => context({ [name]: value }));

/** An object of its own: what was there before goes. */
const profile = (name: string, ...types: readonly string[]): Patches =>
  one<Json>(null, ...types.map((type) => ({ type, localhostProfile: type === 'Localhost' ? 'profile' : null }))).map((value) => context({ [name]: value }));

const profiles = (name: string): Patches => profile(name, 'RuntimeDefault', 'RuntimeDefault', 'Localhost', 'Unconfined');

const mostly = <T extends Json>(usual: T, ...others: readonly T[]): fc.Arbitrary<T> => fc.oneof({ weight: 6, arbitrary: fc.constant(usual) }, ...others.map((other) => ({ weight: 1, arbitrary: fc.constant(other) })));

const seLinux = fc.record({ type: one('', 'container_t', 'container_init_t', 'container_kvm_t', 'container_engine_t', 'spc_t', 'Container_t'), user: mostly('', 'system_u'), role: mostly('', 'sysadm_r'), level: one('', 's0:c1') }).map((options) => context({ seLinuxOptions: options }));

/** What may be said of a pod, and of each container. */
const both: readonly Patches[] = [field('runAsNonRoot', true, false, null), field('runAsUser', 0, 1, 1000, null), profiles('seccompProfile'), profiles('appArmorProfile'), seLinux];

const runtimes = ['AUDIT_WRITE', 'CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'KILL', 'MKNOD', 'NET_BIND_SERVICE', 'SETFCAP', 'SETGID', 'SETPCAP', 'SETUID', 'SYS_CHROOT'];
const adds = fc.oneof({ weight: 2, arbitrary: one<Json>(null, [], ['NET_BIND_SERVICE']) }, { weight: 2, arbitrary: fc.subarray(runtimes, { maxLength: 3 }) }, fc.subarray([...runtimes, 'NET_RAW', 'SYS_ADMIN', 'ALL', 'net_bind_service', 'CAP_CHOWN'], { minLength: 1, maxLength: 3 }));
const drops = one<Json>(null, [], ['ALL'], ['ALL'], ['NET_RAW', 'ALL'], ['NET_RAW'], ['all'], ['CAP_ALL']);
const capabilities = fc.oneof({ weight: 2, arbitrary: adds.map((add) => context({ capabilities: { add } })) }, drops.map((drop) => context({ capabilities: { drop } })), one(context({ capabilities: null }), context({ capabilities: {} })));

/** Of containers of every sort, ephemeral ones too. */
export const ofAnyContainer: fc.Arbitrary<Patch> = fc.oneof(
  ...both,
  capabilities,
  capabilities,
  // The API server refuses a privileged container that may not gain rights.
  one(context({ privileged: false }), context({ privileged: null }), context({ privileged: true, allowPrivilegeEscalation: true }), context({ privileged: true, allowPrivilegeEscalation: null })),
  field('allowPrivilegeEscalation', true, false, null),
  field('procMount', 'Default', 'Unmasked', null),
  one<Patch>(context({ windowsOptions: { hostProcess: false } }), { securityContext: null }, context({ readOnlyRootFilesystem: true })),
);

const asked = fc.record({ way: one('httpGet', 'tcpSocket'), host: one('', '127.0.0.1', 'other') }).map(({ way, host }) => ({ [way]: { port: 8080, host } }));
const probe = fc.tuple(one('livenessProbe', 'readinessProbe', 'startupProbe'), asked).map(([name, handler]): Patch => ({ [name]: handler }));
const hook = fc.tuple(one('postStart', 'preStop'), asked).map(([name, handler]): Patch => ({ lifecycle: { [name]: handler } }));

const ports = one<Patch>({ ports: [{ containerPort: 8080 }] }, { ports: [{ containerPort: 8080, hostPort: 0 }] }, { ports: [{ containerPort: 8080 }, { containerPort: 8081, hostPort: 8081 }] });

/** Of containers that run from the beginning. */
export const ofContainer: fc.Arbitrary<Patch> = fc.oneof({ weight: 6, arbitrary: ofAnyContainer }, { weight: 1, arbitrary: fc.oneof(probe, hook, ports) });

/** Of those of Windows, which have few of the fields. */
export const ofAnyWindowsContainer: fc.Arbitrary<Patch> = fc.oneof(field('runAsNonRoot', true, false, null), one<Patch>(context({ windowsOptions: { hostProcess: false } }), context({ windowsOptions: { runAsUserName: 'ContainerUser' } })));
export const ofWindowsContainer: fc.Arbitrary<Patch> = fc.oneof(ofAnyWindowsContainer, ports, probe);

const volumes: Readonly<Record<string, Json>> = {
  emptyDir: {}, configMap: { name: 'a' }, secret: { secretName: 'a' }, downwardAPI: {}, projected: { sources: [] }, persistentVolumeClaim: { claimName: 'a' }, csi: { driver: 'csi.example.com' },
  ephemeral: { volumeClaimTemplate: { spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } } },
  hostPath: { path: '/var' }, nfs: { server: 'files', path: '/' }, iscsi: { targetPortal: '10.0.0.1', iqn: 'iqn.2001-04.com.example:disk', lun: 1 }, gitRepo: { repository: 'https://git.example.com/a' },
  awsElasticBlockStore: { volumeID: 'a' }, gcePersistentDisk: { pdName: 'a' }, azureDisk: { diskName: 'a', diskURI: 'https://blob.example.com/a' }, azureFile: { secretName: 'a', shareName: 'a' }, cephfs: { monitors: ['a'] },
  cinder: { volumeID: 'a' }, fc: { wwids: ['a'] }, flexVolume: { driver: 'example.com/a' }, flocker: { datasetName: 'a' }, glusterfs: { endpoints: 'a', path: 'a' }, photonPersistentDisk: { pdID: 'a' }, portworxVolume: { volumeID: 'a' },
  quobyte: { registry: 'a:1', volume: 'a' }, rbd: { monitors: ['a'], image: 'a' }, scaleIO: { gateway: 'https://a.example.com', system: 'a', secretRef: { name: 'a' }, volumeName: 'a' }, storageos: { volumeName: 'a' }, vsphereVolume: { volumePath: 'a' },
};
const good = ['emptyDir', 'configMap', 'secret', 'downwardAPI', 'projected', 'persistentVolumeClaim', 'csi', 'ephemeral'];
const volume = fc.oneof({ weight: 5, arbitrary: one(...good) }, { weight: 2, arbitrary: one(...Object.keys(volumes)) }, { weight: 1, arbitrary: one('', 'hostPath') });
const mounted = fc.array(volume, { maxLength: 3 }).map((types): Patch => ({ volumes: types.map((type, i) => ({ name: `v${i}`, ...(type !== '' && { [type]: volumes[type] ?? {} }) })) }));

const safe = ['kernel.shm_rmid_forced', 'net.ipv4.ip_local_port_range', 'net.ipv4.tcp_syncookies', 'net.ipv4.ping_group_range', 'net.ipv4.ip_unprivileged_port_start', 'net.ipv4.ip_local_reserved_ports', 'net.ipv4.tcp_keepalive_time', 'net.ipv4.tcp_fin_timeout', 'net.ipv4.tcp_keepalive_intvl', 'net.ipv4.tcp_keepalive_probes', 'net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem'];
const unsafe = ['net.ipv4.tcp_slow_start_after_idle', 'net.ipv4.tcp_notsent_lowat', 'kernel.msgmax', 'net.core.somaxconn', 'net/ipv4/tcp_rmem'];
const sysctls = fc.oneof({ weight: 3, arbitrary: fc.subarray(safe, { maxLength: 3 }) }, { weight: 1, arbitrary: fc.subarray([...safe, ...unsafe], { minLength: 1, maxLength: 4 }) }).map((names) => context({ sysctls: names.map((name) => ({ name, value: '1' })) }));

/** Of the specification of a pod. What the server allows only together is set together. */
export const ofPod: fc.Arbitrary<Patch> = fc.oneof(
  ...both,
  mounted,
  mounted,
  sysctls,
  fc.tuple(one('hostNetwork', 'hostPID', 'hostIPC'), one(true, false)).map(([name, value]): Patch => ({ [name]: value })),
  one<Patch>({ hostUsers: false }, { hostUsers: true }, { hostUsers: null }, { os: { name: 'linux' } }),
  one<Patch>(context({ windowsOptions: { hostProcess: false } }), { securityContext: null }, { hostNetwork: true, ...context({ windowsOptions: { hostProcess: true } }) }),
);

export const ofWindowsPod: fc.Arbitrary<Patch> = fc.oneof(mounted, field('runAsNonRoot', true, false, null), one<Patch>({ hostNetwork: true }, { hostNetwork: true, ...context({ windowsOptions: { hostProcess: true } }) }, context({ windowsOptions: { hostProcess: false } })));

const ofNode = one('', 'runtime/default', 'localhost/profile', 'unconfined');
/** The older places of profiles. */
export const annotations: fc.Arbitrary<Patch> = fc.oneof(
  fc.tuple(one('app', 'other', 'first'), ofNode).map(([name, value]): Patch => ({ [`container.apparmor.security.beta.kubernetes.io/${name}`]: value })),
  one('runtime/default', 'unconfined').map((value): Patch => ({ 'seccomp.security.alpha.kubernetes.io/pod': value })),
);
