import type { Rule } from '../../rule.ts';

export const volumeTypes: Rule = {
  id: 'pod-security/volume-types',
  title: 'Volumes are of the types that need no rights on the node or the network',
  why: 'With a volume in the pod that names a server, whoever may write the pod mounts what they like, with the rights of the node. A claim goes through the storage that administrators offer.',
  controls: ['pod-security/restricted', 'pci-dss-4.0.1/2.2.6'],
  match: 'pods',
  params: { allowed: ['configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral', 'image', 'persistentVolumeClaim', 'projected', 'secret'] },
  expressions: [
    {
      // A volume that names no source is an emptyDir. A hostPath is told by a rule of its own.
      each: { list: 'spec.volumes', as: 'volume' },
      expression: "volume.all(key, key in params.allowed || key in ['name', 'hostPath'])",
      message: 'is of a type that the restricted standard does not allow: take a claim, a CSI volume or an emptyDir',
      field: '',
    },
  ],
  cases: {
    hold: [
      `
spec:
  volumes:
    - { name: tmp, emptyDir: { sizeLimit: 64Mi } }
    - { name: settings, configMap: { name: shop } }
    - { name: data, persistentVolumeClaim: { claimName: data } }
  containers: [{ name: app, image: app }]
`,
    ],
    break: [
      `
spec:
  volumes:
    - { name: tmp, emptyDir: { sizeLimit: 64Mi } }
    - { name: files, nfs: { server: files, path: / } } # <--
    - name: code # <--
      iscsi: { targetPortal: 10.0.0.1, iqn: "iqn.2001-04.com.example:disk", lun: 1 }
  containers: [{ name: app, image: app }]
`,
    ],
  },
};
