import type { Row, Standard } from '../row.ts';

const network: readonly Row[] = [
  { id: '1.2.1', shown: 'partial', walls: ['ingress', 'egress', 'mesh'], asked: 'there are rules for how network controls are set, and they are followed', still: 'the written rules, and who keeps them' },
  { id: '1.2.5', shown: 'partial', walls: ['ingress', 'egress', 'doors', 'outside'], asked: 'every service, protocol and port that is open is known, approved and needed', still: 'who approved the declared ways, whose reasons stand beside them' },
  { id: '1.2.7', shown: 'partial', walls: ['ingress', 'egress', 'exits', 'mesh'], asked: 'what network controls hold is reviewed at least every six months', still: 'records of the reviews; the comparison with the declared graph is run with every change' },
  { id: '1.3.1', shown: 'direct', walls: ['ingress', 'mesh', 'doors'], asked: 'what comes into the cardholder data environment is limited to what is needed, and all else is refused', still: 'that the cluster runs these objects, and that its network plug-in enforces them' },
  { id: '1.3.2', shown: 'direct', walls: ['egress', 'exits', 'outside'], asked: 'what leaves the cardholder data environment is limited to what is needed, and all else is refused', still: 'that the cluster runs these objects, and that its network plug-in enforces them' },
  { id: '1.4.1', shown: 'direct', walls: ['doors', 'exits'], asked: 'a network control stands between networks that are trusted and those that are not', still: 'the routers and load balancers in front of the cluster' },
  { id: '1.4.2', shown: 'direct', walls: ['doors', 'ingress'], asked: 'from untrusted networks only declared public systems are reached', still: 'the routers and load balancers in front of the cluster' },
  { id: '1.4.3', shown: 'not shown by manifests', asked: 'forged source addresses from untrusted networks are refused', still: 'the network plug-in’s and the perimeter’s settings' },
  { id: '1.4.4', shown: 'direct', walls: ['ingress', 'doors'], asked: 'what stores cardholder data is not reached from untrusted networks', still: 'that stored card numbers are nowhere else: a scan for them' },
  { id: '1.5.1', shown: 'not shown by manifests', asked: 'devices that connect to both untrusted networks and the environment are protected', still: 'how staff devices are managed' },
];

const configuration: readonly Row[] = [
  { id: '2.2.2', shown: 'not shown by manifests', asked: 'accounts that vendors ship are changed or removed', still: 'the images and operators that are installed' },
  { id: '2.2.6', shown: 'partial', asked: 'settings of systems keep them from misuse', still: 'the nodes’ and the cluster’s own settings' },
  { id: '2.2.7', shown: 'partial', asked: 'administration over a network is encrypted', still: 'how administrators reach the cluster' },
];

const data: readonly Row[] = [
  { id: '3.3.1', shown: 'partial', asked: 'sensitive authentication data is not kept after authorisation', still: 'the tests of services/card-entry and services/vault, which never store the verification value; databases, logs and dumps of the running systems' },
  { id: '3.5.1', shown: 'partial', asked: 'stored card numbers are unreadable', still: 'the envelope encryption of services/vault and its tests; a look at the stored rows' },
  { id: '3.6.1', shown: 'pointer', where: 'services/vault and its secrets in the declaration', asked: 'keys are protected against disclosure and misuse', still: 'how the key custodians work' },
  { id: '3.7.1', shown: 'partial', asked: 'keys are made strong', still: 'how keys that are no certificates are made' },
  { id: '3.7.4', shown: 'partial', asked: 'keys change at the end of their time', still: 'records of changes' },
  { id: '4.2.1', shown: 'direct', walls: ['doors', 'outside'], asked: 'card numbers travel over open networks only under strong cryptography, to ends that are checked', still: 'the certificates that are in use, and a scan of the public addresses' },
];

const systems: readonly Row[] = [
  { id: '5.2.1', shown: 'partial', asked: 'malicious software is kept from all systems that it could harm', still: 'scans of images and nodes' },
  { id: '6.2.1', shown: 'pointer', where: 'the repository: its tests, reviews and decision records', asked: 'own software is developed with security in mind', still: 'how reviews are done' },
  { id: '6.3.2', shown: 'partial', asked: 'there is an inventory of own software and what it is made of', still: 'the bills of material of the images' },
  { id: '6.3.3', shown: 'partial', asked: 'systems get security updates in time', still: 'the list of updates, and when each was installed' },
  { id: '6.4.1', shown: 'partial', asked: 'public web applications are protected against attacks', still: 'reviews of the applications, or what filters their traffic' },
  { id: '6.5.1', shown: 'partial', asked: 'changes follow a procedure', still: 'records of changes and their approvals' },
  { id: '6.5.2', shown: 'partial', asked: 'after a large change all requirements still hold', still: 'records of the confirmations' },
];

const access: readonly Row[] = [
  { id: '7.2.1', shown: 'partial', asked: 'access follows a model by function and least privilege', still: 'the model, and who is in which group' },
  { id: '7.2.5', shown: 'direct', walls: ['mesh'], asked: 'accounts of applications and systems have the least privileges that they need', still: 'that accounts outside the manifests are reviewed too' },
  { id: '8.2.2', shown: 'partial', asked: 'accounts are not shared', still: 'accounts of people' },
  { id: '8.3.1', shown: 'partial', walls: ['mesh'], asked: 'everybody is authenticated before they get in', still: 'the identity provider' },
  { id: '8.3.2', shown: 'partial', asked: 'what authenticates is unreadable on its way and where it is stored', still: 'the identity provider' },
  { id: '8.4.2', shown: 'pointer', where: 'the identity provider; operations that ask for a second factor say so in their declaration', asked: 'access to the environment takes more than one factor', still: 'the identity provider, and how administrators come in' },
  { id: '8.6.1', shown: 'partial', asked: 'accounts of systems are not used by people', still: 'logs of their use' },
  { id: '8.6.2', shown: 'partial', asked: 'secrets of such accounts stand in no script, file or code', still: 'a scan of the repositories' },
  { id: '8.6.3', shown: 'partial', asked: 'secrets of such accounts are changed often enough', still: 'records of changes in the secret store' },
  { id: '9.2.1', shown: 'not shown by manifests', asked: 'entry to rooms with systems is controlled', still: 'the data centres' },
];

const operation: readonly Row[] = [
  { id: '10.2.1', shown: 'pointer', where: 'the cluster’s audit log and the services’ own logs', asked: 'what is done to the environment is logged', still: 'the logs' },
  { id: '10.3.3', shown: 'partial', asked: 'audit logs are soon copied where they are hard to change', still: 'where logs are kept; manifests show the backups of databases' },
  { id: '10.7.2', shown: 'partial', asked: 'failures of critical security controls are detected and answered soon', still: 'alerts that fired, and who answered' },
  { id: '11.3.1', shown: 'not shown by manifests', asked: 'weaknesses are scanned for from inside every three months', still: 'reports of the scans' },
  { id: '11.4.5', shown: 'pointer', where: 'guichet-policies reach: computed for every pair, which is design; the test must be made against the running cluster', asked: 'where segmentation narrows the scope, penetration tests show that it holds', still: 'reports of the tests' },
  { id: '11.5.2', shown: 'partial', asked: 'changes of critical files are detected', still: 'alerts of what runs' },
  { id: '12.5.2', shown: 'partial', walls: ['ingress', 'egress', 'exits', 'mesh', 'doors', 'outside'], asked: 'the scope is written down and confirmed every year and with large changes', still: 'who confirmed it, and that nothing outside the cluster holds cardholder data' },
  { id: '12.10.1', shown: 'not shown by manifests', asked: 'there is a plan for incidents', still: 'the plan, and records of its tests' },
];

export const pciDss: Standard = { name: 'pci-dss-4.0.1', title: 'PCI DSS 4.0.1', rows: [...network, ...configuration, ...data, ...systems, ...access, ...operation] };
