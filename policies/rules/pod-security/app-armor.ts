import type { Rule } from '../../rule.ts';

const typeOf = (place: string): string => `${place}.?securityContext.?appArmorProfile.orValue({'type': 'RuntimeDefault'}).?type.orValue('')`;

const prefix = 'container.apparmor.security.beta.kubernetes.io/';

/** Of an annotation's value: empty, the runtime's, or one of the node. */
const harmless = '^($|runtime/default$|localhost/)';

export const appArmor: Rule = {
  id: 'pod-security/app-armor',
  title: 'No AppArmor profile is taken off',
  why: 'Without its profile a container may mount, trace and write where the kernel would have stopped it.',
  controls: ['pod-security/baseline', 'pod-security/restricted', 'pci-dss-4.0.1/2.2.6'],
  match: 'pods',
  params: { allowed: ['RuntimeDefault', 'Localhost'] },
  expressions: [
    {
      expression: `${typeOf('variables.spec')} in params.allowed`,
      message: 'takes off its AppArmor profile: set securityContext.appArmorProfile.type to RuntimeDefault, or leave it out',
      field: 'spec.securityContext.appArmorProfile.type',
    },
    {
      // An API server writes a Pod's fields into its annotations and the other way round before it judges. So both are told as the container's
      // own, and what comes from the pod's field only there.
      each: { list: 'containers', as: 'container' },
      expression: `${typeOf('container')} in params.allowed && (!(${typeOf('variables.spec')} in params.allowed) || variables.template.?metadata.?annotations[?'${prefix}' + container.?name.orValue('')].orValue('').matches('${harmless}'))`,
      message: 'takes off its AppArmor profile: set securityContext.appArmorProfile.type to RuntimeDefault, or leave it and the annotation out',
      field: 'securityContext.appArmorProfile.type',
    },
    {
      expression: `variables.template.?metadata.?annotations.orValue({}).all(key, !key.startsWith('${prefix}') || variables.template.metadata.annotations[key].matches('${harmless}') || variables.containers.exists(container, key == '${prefix}' + container.?name.orValue('')))`,
      message: 'takes off the AppArmor profile of a container that it has not: leave the annotation out',
      field: 'metadata.annotations',
    },
  ],
  cases: {
    hold: [
      `
metadata:
  annotations:
    container.apparmor.security.beta.kubernetes.io/app: runtime/default
    container.apparmor.security.beta.kubernetes.io/other: localhost/app
spec:
  securityContext: { appArmorProfile: { type: RuntimeDefault } }
  containers:
    - { name: app, image: app }
    - { name: other, image: app, securityContext: { appArmorProfile: { type: Localhost, localhostProfile: app } } }
`,
    ],
    break: [
      `
spec:
  securityContext:
    appArmorProfile:
      type: Unconfined # <--
  containers:
    - { name: app, image: app }
    - name: other
      image: app
      securityContext:
        appArmorProfile:
          type: Unconfined # <--
`,
      `
metadata:
  annotations:
    container.apparmor.security.beta.kubernetes.io/app: unconfined
spec:
  containers:
    - { name: app, image: app } # <--
    - { name: other, image: app }
`,
    ],
  },
};
